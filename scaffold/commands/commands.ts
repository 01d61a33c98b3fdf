import { ConnectorDocs } from './connector/docs.ts'
import { ConnectorList } from './connector/list.ts'
import { ConnectorTest } from './connector/test.ts'
import { ContractsBuild } from './contracts/build.ts'
import { ContractsCheck } from './contracts/check.ts'
import { ContractsDiff } from './contracts/diff.ts'
import { ContractsList } from './contracts/list.ts'
import { Token } from './token.ts'

/** Every command, by hand: a command's file loads nothing but oclif until it runs, so that each of them starts at once. */
export const COMMANDS = {
  'connector:docs': ConnectorDocs,
  'connector:list': ConnectorList,
  'connector:test': ConnectorTest,
  'contracts:build': ContractsBuild,
  'contracts:check': ContractsCheck,
  'contracts:diff': ContractsDiff,
  'contracts:list': ContractsList,
  token: Token,
}
