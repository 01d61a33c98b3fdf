import { AccessDecide } from './access/decide.ts'
import { AccessList } from './access/list.ts'
import { AccessRequest } from './access/request.ts'
import { ApprovalsApprove } from './approvals/approve.ts'
import { ApprovalsList } from './approvals/list.ts'
import { ApprovalsReject } from './approvals/reject.ts'
import { AuditList } from './audit/list.ts'
import { AuditVerify } from './audit/verify.ts'
import { CatalogueExport } from './catalogue/export.ts'
import { Completion } from './completion.ts'
import { ConnectionsList } from './connections/list.ts'
import { ConnectionsShow } from './connections/show.ts'
import { ConnectorDocs } from './connector/docs.ts'
import { ConnectorList } from './connector/list.ts'
import { ConnectorTest } from './connector/test.ts'
import { ContractsAnnounce } from './contracts/announce.ts'
import { ContractsApprove } from './contracts/approve.ts'
import { ContractsBuild } from './contracts/build.ts'
import { ContractsCheck } from './contracts/check.ts'
import { ContractsClient } from './contracts/client.ts'
import { ContractsDiff } from './contracts/diff.ts'
import { ContractsLint } from './contracts/lint.ts'
import { ContractsList } from './contracts/list.ts'
import { ContractsPublish } from './contracts/publish.ts'
import { ContractsTypes } from './contracts/types.ts'
import { DataErase } from './data/erase.ts'
import { DataHold } from './data/hold.ts'
import { DataHolds } from './data/holds.ts'
import { DataReseal } from './data/reseal.ts'
import { DataRetention } from './data/retention.ts'
import { DataRotate } from './data/rotate.ts'
import { DeadLettersDiscard } from './dead-letters/discard.ts'
import { DeadLettersEdit } from './dead-letters/edit.ts'
import { DeadLettersList } from './dead-letters/list.ts'
import { DeadLettersReplay } from './dead-letters/replay.ts'
import { DeadLettersShow } from './dead-letters/show.ts'
import { Demo } from './demo.ts'
import { Dev } from './dev.ts'
import { Doctor } from './doctor.ts'
import { ExceptionsList } from './exceptions/list.ts'
import { ExceptionsReplay } from './exceptions/replay.ts'
import { ExceptionsResolve } from './exceptions/resolve.ts'
import { ExceptionsShow } from './exceptions/show.ts'
import { Init } from './init.ts'
import { MappingsFind } from './mappings/find.ts'
import { MappingsList } from './mappings/list.ts'
import { MappingsShow } from './mappings/show.ts'
import { MigrateRun } from './migrate/run.ts'
import { MigrateStatus } from './migrate/status.ts'
import { NewConnector } from './new/connector.ts'
import { NewContract } from './new/contract.ts'
import { NewFlow } from './new/flow.ts'
import { NewSandbox } from './new/sandbox.ts'
import { NewView } from './new/view.ts'
import { Reconcile } from './reconcile.ts'
import { RunsCancel } from './runs/cancel.ts'
import { RunsList } from './runs/list.ts'
import { RunsRestart } from './runs/restart.ts'
import { RunsShow } from './runs/show.ts'
import { RunsSignal } from './runs/signal.ts'
import { SecretsList } from './secrets/list.ts'
import { SecretsRotate } from './secrets/rotate.ts'
import { SecretsSet } from './secrets/set.ts'
import { Start } from './start.ts'
import { Token } from './token.ts'
import { VendorsDrift } from './vendors/drift.ts'
import { VendorsRecord } from './vendors/record.ts'

/** Every command, by hand: a command's file loads nothing but oclif until it runs, so that each of them starts at once. */
export const COMMANDS = {
  'access:decide': AccessDecide,
  'access:list': AccessList,
  'access:request': AccessRequest,
  'approvals:approve': ApprovalsApprove,
  'approvals:list': ApprovalsList,
  'approvals:reject': ApprovalsReject,
  'catalogue:export': CatalogueExport,
  completion: Completion,
  'connections:list': ConnectionsList,
  'connections:show': ConnectionsShow,
  'audit:list': AuditList,
  'audit:verify': AuditVerify,
  'connector:docs': ConnectorDocs,
  'connector:list': ConnectorList,
  'connector:test': ConnectorTest,
  'contracts:announce': ContractsAnnounce,
  'contracts:approve': ContractsApprove,
  'contracts:build': ContractsBuild,
  'contracts:check': ContractsCheck,
  'contracts:client': ContractsClient,
  'contracts:diff': ContractsDiff,
  'contracts:lint': ContractsLint,
  'contracts:list': ContractsList,
  'contracts:publish': ContractsPublish,
  'contracts:types': ContractsTypes,
  'data:erase': DataErase,
  'data:hold': DataHold,
  'data:holds': DataHolds,
  'data:reseal': DataReseal,
  'data:retention': DataRetention,
  'data:rotate': DataRotate,
  'dead-letters:discard': DeadLettersDiscard,
  'dead-letters:edit': DeadLettersEdit,
  'dead-letters:list': DeadLettersList,
  'dead-letters:replay': DeadLettersReplay,
  'dead-letters:show': DeadLettersShow,
  demo: Demo,
  dev: Dev,
  doctor: Doctor,
  'exceptions:list': ExceptionsList,
  'exceptions:replay': ExceptionsReplay,
  'exceptions:resolve': ExceptionsResolve,
  'exceptions:show': ExceptionsShow,
  init: Init,
  'mappings:find': MappingsFind,
  'mappings:list': MappingsList,
  'mappings:show': MappingsShow,
  'migrate:run': MigrateRun,
  'migrate:status': MigrateStatus,
  'new:connector': NewConnector,
  'new:contract': NewContract,
  'new:flow': NewFlow,
  'new:sandbox': NewSandbox,
  'new:view': NewView,
  reconcile: Reconcile,
  'runs:cancel': RunsCancel,
  'runs:list': RunsList,
  'runs:restart': RunsRestart,
  'runs:show': RunsShow,
  'runs:signal': RunsSignal,
  start: Start,
  'secrets:list': SecretsList,
  'secrets:rotate': SecretsRotate,
  'secrets:set': SecretsSet,
  token: Token,
  'vendors:drift': VendorsDrift,
  'vendors:record': VendorsRecord,
}
