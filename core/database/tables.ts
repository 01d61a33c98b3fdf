import type { ColumnType, Generated, JSONColumnType } from 'kysely'

type Json = JSONColumnType<object | null, string, string | null>
type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

export type RunState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'blocked'
  | 'held'
  | 'completed'
  | 'failed'
  | 'compensated'
  | 'cancelled'
  | 'discarded'

/** The engine's tables, in the schema `gantry`; columns are explained in migrations/0001-engine.sql. */
export type Tables = {
  'gantry.run': {
    id: string
    tenant: string
    flow: string
    version: number
    key: string
    digest: string
    ordered_by: string | null
    subject: string | null
    seq: Generated<string>
    state: RunState
    released: Generated<boolean>
    woken: Generated<boolean>
    compensating: Generated<boolean>
    input: Json
    output: Json | null
    error: Json | null
    correlation: string
    principal: string
    revision: Generated<number>
    epoch: Generated<number>
    owner: string | null
    lease_until: NullableTimestamp
    due_at: NullableTimestamp
    created_at: Timestamp
    updated_at: Timestamp
    finished_at: NullableTimestamp
    place: string | null
    awaited: Generated<boolean>
    stopping: Generated<boolean>
    archived_at: NullableTimestamp
  }
  'gantry.journal': {
    run: string
    /** The `seq` of the run: journals lie, and are found, by it alone. */
    run_seq: string
    step: string
    item: Generated<string>
    tenant: string
    kind: 'step' | 'local' | 'wait' | 'sleep' | 'emit' | 'child' | 'approval'
    state: 'done' | 'failed' | 'retrying' | 'held' | 'undone' | 'waiting'
    result: Json | null
    error: Json | null
    attempts: Generated<number>
    epoch: number
    seq: Generated<string>
    due_at: NullableTimestamp
    started_at: Timestamp
    finished_at: Timestamp
    approval: Json | null
  }
  'gantry.event': {
    id: Generated<string>
    tenant: string
    name: string
    key: string
    data: Json
    source: string
    correlation: string
    occurred_at: Timestamp
    received_at: Timestamp
    xid: Generated<string>
  }
  'gantry.waiter': {
    run: string
    step: string
    item: Generated<string>
    tenant: string
    event: string | null
    key: string | null
    deadline: NullableTimestamp
  }
  'gantry.exception': {
    id: string
    tenant: string
    run: string
    flow: string
    run_key: string
    subject: string | null
    step: string
    item: Generated<string>
    phase: Generated<'do' | 'undo'>
    code: string
    kind: string
    sentence: string
    detail: string | null
    team: string
    correlation: string
    state: Generated<'open' | 'resolved'>
    opened_at: Timestamp
    due_at: Timestamp
    resolution: string | null
    resolved_at: NullableTimestamp
    resolved_by: string | null
    reason: string | null
    before: Json | null
    after: Json | null
    call: Json | null
    bulk: string | null
  }
  'gantry.approval': {
    id: string
    tenant: string
    run: string
    flow: string
    run_key: string
    subject: string | null
    step: string
    item: Generated<string>
    team: string
    ask: string
    detail: Json | null
    four_eyes: boolean
    starter: string
    correlation: string
    state: Generated<'pending' | 'approved' | 'rejected' | 'timed-out' | 'withdrawn'>
    asked_at: Timestamp
    due_at: Timestamp
    decided_at: NullableTimestamp
    decided_by: string | null
    reason: string | null
  }
  'gantry.intervention': {
    id: Generated<string>
    tenant: string
    run: string
    action: 'cancel' | 'restart'
    step: string | null
    item: string | null
    by: string
    reason: string
    at: Timestamp
  }
  'gantry.superseded': {
    intervention: string
    run: string
    step: string
    item: string
    tenant: string
    kind: string
    state: string
    result: Json | null
    error: Json | null
    attempts: number
    epoch: number
    seq: string
    started_at: Timestamp
    finished_at: Timestamp
  }
  'gantry.legal_hold': {
    id: string
    tenant: string
    subject: string
    reason: string
    placed_by: string
    placed_at: Timestamp
    lifted_by: string | null
    lifted_at: NullableTimestamp
  }
  'gantry.blob': {
    tenant: string
    sha256: string
    content: Json
    stored_at: Timestamp
  }
  'gantry.api_usage': {
    tenant: string
    api: string
    version: string
    consumer: string
    day: string
    calls: string
    last_at: Date
  }
  'gantry.idempotency': {
    tenant: string
    operation: string
    key: string
    digest: string
    state: 'in-flight' | 'done'
    answer: Json | null
    free_at: Timestamp
    created_at: Timestamp
  }
  'gantry.webhook': {
    id: Generated<string>
    tenant: string
    connection: string
    digest: string
    headers: Json
    body: string
    events: number
    received_at: Timestamp
  }
  'gantry.dead_letter': {
    id: Generated<string>
    tenant: string
    reader: string
    event: string | null
    name: string
    data: Json
    source: string
    correlation: string
    occurred_at: Timestamp
    code: string
    detail: string | null
    attempts: Generated<number>
    state: Generated<'open' | 'due' | 'replayed' | 'discarded'>
    failed_at: Timestamp
    sentence: Generated<string>
    team: Generated<string>
    due_at: Timestamp
    opened_at: Timestamp
    before: Json | null
    resolution: string | null
    resolved_by: string | null
    resolved_at: NullableTimestamp
    reason: string | null
    bulk: string | null
  }
  'gantry.cursor': {
    tenant: string
    name: string
    xid: string | null
    event_id: string | null
    position: string | null
    updated_at: Timestamp
  }
  'gantry.client': {
    tenant: string
    id: string
    title: string
    owner: string
    sandbox: Generated<boolean>
    partner: string | null
    roles: Generated<string[]>
    scopes: Generated<string[]>
    created_by: string
    created_at: Timestamp
    revoked_by: string | null
    revoked_at: NullableTimestamp
  }
  'gantry.api_key': {
    prefix: string
    tenant: string
    client: string
    digest: Buffer
    created_by: string
    created_at: Timestamp
    expires_at: Timestamp
    revoked_at: NullableTimestamp
  }
  'gantry.consumer_contract': {
    tenant: string
    client: string
    api: string
    major: number
    state: 'requested' | 'approved' | 'rejected' | 'revoked'
    purpose: string
    requested_by: string
    requested_at: Timestamp
    decided_by: string | null
    decided_at: NullableTimestamp
    reason: string | null
    scopes: Generated<string[]>
    plan: string | null
    expires_at: NullableTimestamp
    asked_scopes: string[] | null
    asked_plan: string | null
    asked_days: number | null
  }
  'gantry.second_person': { tenant: string; operation: string; digest: string; by: string; at: Timestamp }
  'gantry.partner_calls': { tenant: string; partner: string; day: string; calls: string }
  'gantry.partner_plan': { tenant: string; partner: string; plan: string; by: string; at: Timestamp }
  'gantry.partner_grant': { tenant: string; partner: string; granted: string; by: string; at: Timestamp }
  'gantry.session': {
    digest: Buffer
    tenant: string
    identity: Json
    csrf: string
    api_key: string | null
    created_at: Timestamp
    seen_at: Timestamp
    expires_at: Timestamp
  }
}
