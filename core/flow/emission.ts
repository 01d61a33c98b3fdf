import { sql } from 'kysely'
import { isCockroach } from '../cockroachdb/dialect.ts'
import type { EventType } from '../contract/contract.ts'
import { isConflict } from '../database/failure.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { lockKeys, publish } from '../events/events.ts'
import { keptData } from '../events/kept-data.ts'
import { Fenced } from './checkpoints.ts'
import type { Fact, Journal } from './journal.ts'
import type { Wakes } from './wakes.ts'

export type Emission = { event: EventType; data: unknown; correlation: string }

/** Publishes an event and records its step, both or neither. Throws `broken-contract` where the data does not fit. */
export async function emit(
  journal: Journal,
  wakes: Wakes,
  begun: Omit<Fact, 'state'>,
  { event, data, correlation }: Emission,
): Promise<void> {
  const parsed = parsedOf(event, data)
  const { id, tenant, revision } = journal.run
  const { name } = event
  const key = event.key(parsed)
  const fact: Fact = { ...begun, state: 'done', result: null }
  // Restarted from here on, the run tells it anew.
  const source = `${id}:${begun.step}:${begun.item}${revision ? `:r${revision}` : ''}`
  // In one round trip where the database has a function for it.
  if (
    !isCockroach(journal.db) &&
    (await emitUnawaited(journal, fact, { name, key, data: keptData(event, tenant, parsed), source, correlation }))
  )
    return
  // Somebody waits for it: they are woken in the same transaction.
  await journal.transaction(
    async (tx) => {
      await publish(tx, wakes, [{ event, data, tenant, correlation, source }])
      await journal.record(tx, fact)
    },
    (tx) => lockKeys(tx, [{ tenant, name, key }]),
  )
}

type Event = { name: string; key: string; data: string; source: string; correlation: string }

/** In one round trip; false, with nothing done, where somebody waits for the event or a deadlock had to be broken. */
async function emitUnawaited(journal: Journal, fact: Fact, event: Event): Promise<boolean> {
  const { step, item, attempts, startedAt } = fact
  return journal.recordBy(fact, async (db, { id, epoch }) => {
    const { rows } = await sql<{ outcome: 'done' | 'fenced' | 'awaited' }>`
      select gantry.emit(${id}, ${epoch}, ${step}, ${item}, ${attempts}, ${startedAt}, ${event.name}, ${event.key},
        ${event.data}::json, ${event.source}, ${event.correlation}) as outcome`
      .execute(db)
      .catch((error: unknown) => {
        if (isConflict(error)) return { rows: [] }
        throw error
      })
    if (rows[0]?.outcome === 'fenced') throw new Fenced(id)
    return rows[0]?.outcome === 'done'
  })
}

/** Data that does not fit the event is a fault of the flow's own. */
function parsedOf(event: EventType, data: unknown) {
  const parsed = event.data.safeParse(data)
  if (parsed.success) return parsed.data
  throw new IntegrationError('broken-contract', `An event ${event.name} does not fit its contract.`, {
    kind: 'bug',
    detail: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  })
}
