import { ApprovalsApprove } from './approvals/approve.ts'
import { ApprovalsList } from './approvals/list.ts'
import { ApprovalsReject } from './approvals/reject.ts'
import { AuditList } from './audit/list.ts'
import { AuditVerify } from './audit/verify.ts'
import { ConnectorDocs } from './connector/docs.ts'
import { ConnectorList } from './connector/list.ts'
import { ConnectorTest } from './connector/test.ts'
import { ContractsBuild } from './contracts/build.ts'
import { ContractsCheck } from './contracts/check.ts'
import { ContractsDiff } from './contracts/diff.ts'
import { ContractsList } from './contracts/list.ts'
import { DataReseal } from './data/reseal.ts'
import { DataRotate } from './data/rotate.ts'
import { DeadLettersDiscard } from './dead-letters/discard.ts'
import { DeadLettersEdit } from './dead-letters/edit.ts'
import { DeadLettersList } from './dead-letters/list.ts'
import { DeadLettersReplay } from './dead-letters/replay.ts'
import { DeadLettersShow } from './dead-letters/show.ts'
import { ExceptionsList } from './exceptions/list.ts'
import { ExceptionsReplay } from './exceptions/replay.ts'
import { ExceptionsResolve } from './exceptions/resolve.ts'
import { ExceptionsShow } from './exceptions/show.ts'
import { RunsCancel } from './runs/cancel.ts'
import { RunsList } from './runs/list.ts'
import { RunsRestart } from './runs/restart.ts'
import { RunsShow } from './runs/show.ts'
import { RunsSignal } from './runs/signal.ts'
import { Token } from './token.ts'

/** Every command, by hand: a command's file loads nothing but oclif until it runs, so that each of them starts at once. */
export const COMMANDS = {
  'approvals:approve': ApprovalsApprove,
  'approvals:list': ApprovalsList,
  'approvals:reject': ApprovalsReject,
  'audit:list': AuditList,
  'audit:verify': AuditVerify,
  'connector:docs': ConnectorDocs,
  'connector:list': ConnectorList,
  'connector:test': ConnectorTest,
  'contracts:build': ContractsBuild,
  'contracts:check': ContractsCheck,
  'contracts:diff': ContractsDiff,
  'contracts:list': ContractsList,
  'data:reseal': DataReseal,
  'data:rotate': DataRotate,
  'dead-letters:discard': DeadLettersDiscard,
  'dead-letters:edit': DeadLettersEdit,
  'dead-letters:list': DeadLettersList,
  'dead-letters:replay': DeadLettersReplay,
  'dead-letters:show': DeadLettersShow,
  'exceptions:list': ExceptionsList,
  'exceptions:replay': ExceptionsReplay,
  'exceptions:resolve': ExceptionsResolve,
  'exceptions:show': ExceptionsShow,
  'runs:cancel': RunsCancel,
  'runs:list': RunsList,
  'runs:restart': RunsRestart,
  'runs:show': RunsShow,
  'runs:signal': RunsSignal,
  token: Token,
}
