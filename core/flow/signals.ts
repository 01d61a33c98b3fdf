import { type Database, inTransaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { publish } from '../events/events.ts'
import { audit } from '../security/audit/act.ts'
import type { Identity } from '../security/identity.ts'
import type { Flow } from './flow.ts'
import { digestOf, runIdOf } from './identity.ts'
import { isEnded, noSuchRun, type RunSummary, summaryOf } from './runs.ts'
import type { Wakes } from './wakes.ts'

/** A signal is kept as an event of this name whose key is the run. */
export const signalEvent = (name: string): string => `signal:${name}`

export type Signal = {
  flow: Pick<Flow, 'name' | 'signals'>
  /** The business key of the run. */
  key: string
  name: string
  payload: unknown
  /** The sender's own id of it: a second one with this id is dropped. */
  id: string
  identity: Identity
}

/**
 * Sends a signal to a run; it is kept until the run takes it. Throws `no-such-run`, `no-such-signal` and `unfit-signal`
 * by the flow's declaration, `run-ended`, and `different-body` where the id came with another payload.
 */
export async function sendSignal(
  db: Database,
  wakes: Wakes,
  { flow, key, name, payload, id, identity }: Signal,
): Promise<RunSummary> {
  const event = signalEvent(name)
  const data = fitting(flow, name, payload)
  return inTransaction(db, async (tx) => {
    const run = await tx
      .selectFrom('gantry.run')
      .selectAll()
      .where('id', '=', runIdOf(identity.tenant, flow.name, key))
      .executeTakeFirst()
    if (!run) throw noSuchRun(`${flow.name} ${key}`)
    const { tenant, correlation } = run
    const source = `${run.id}:${id}`
    const sent = await tx
      .selectFrom('gantry.event')
      .select('data')
      .where('tenant', '=', tenant)
      .where('name', '=', event)
      .where('source', '=', source)
      .executeTakeFirst()
    if (sent && digestOf(sent.data) !== digestOf(data)) throw differentBody(id)
    if (!sent && isEnded(run.state)) throw runEnded(run.state)
    const type = { name: event, data: flow.signals[name]!, key: () => run.id }
    if (!sent) {
      const { principal: by, onBehalfOf } = identity
      const detail = { flow: flow.name, signal: name, payload: digestOf(data) }
      await audit(tx, [
        { tenant, action: 'run.signalled', object: `run:${run.id}`, by, onBehalfOf, correlation, detail },
      ])
      await publish(tx, wakes, [{ event: type, data: payload, tenant, correlation, source }])
    }
    return summaryOf(run, false)
  })
}

function fitting(flow: Signal['flow'], name: string, payload: unknown): unknown {
  const schema = Object.hasOwn(flow.signals, name) ? flow.signals[name] : undefined
  if (!schema)
    throw new IntegrationError('no-such-signal', `${flow.name} has no signal "${name}".`, {
      kind: 'data',
      status: 404,
      detail: `It has: ${Object.keys(flow.signals).join(', ') || 'none'}.`,
    })
  const parsed = schema.safeParse(payload)
  if (parsed.success) return JSON.parse(JSON.stringify(parsed.data ?? null))
  throw new IntegrationError('unfit-signal', `What was sent does not fit the signal "${name}" of ${flow.name}.`, {
    kind: 'data',
    errors: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  })
}

const runEnded = (state: string) =>
  new IntegrationError('run-ended', 'The run has ended and takes no more signals.', {
    kind: 'policy',
    detail: `It is ${state}.`,
  })

const differentBody = (id: string) =>
  new IntegrationError('different-body', 'This signal was sent before with another payload.', {
    kind: 'data',
    detail: `Send what was sent before, or a new id than ${id}.`,
  })
