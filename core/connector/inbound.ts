import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { isOurs, type Residency, refuseForeign, regionsBeside } from '../data/residency.ts'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { databaseTime } from '../database/database-time.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { bury } from '../events/dead-letters.ts'
import { type Publication, publish } from '../events/events.ts'
import { idOf } from '../flow/identity.ts'
import type { Wakes } from '../flow/wakes.ts'
import { Sealable } from '../security/encryption/sealable.ts'
import type { Connection } from './connection.ts'
import type { ConnectorEvent, Delivery } from './connector.ts'

export type Inbound = {
  db: Database
  wakes: Wakes
  tenant: string
  /** Whose data may be kept here: of events of others nothing is stored, and their deliveries are acknowledged. */
  residency?: Residency | undefined
}

/** How a delivery came, and what becomes of it where a part of it is another region's. */
export type Abroad = {
  /** Another region passed it on to this one. */
  passed: boolean
  /** Passes it on to a region, as it came. */
  passOn: (region: string) => Promise<void>
}

/**
 * Takes in a webhook: verified, stored and its events published in one transaction, before it is acknowledged. The same
 * delivery again, or the same event in another delivery, changes nothing. What is another region's is passed on to it
 * afterwards: where that fails the vendor delivers all of it again. Throws `webhook-forged`, and what `passOn` throws; and
 * `wrong-region` where another region passed on what is none of this one's.
 */
export async function receiveWebhook(
  inbound: Inbound,
  connection: Connection,
  delivery: Delivery,
  abroad?: Abroad,
): Promise<number> {
  const { residency } = inbound
  const told = await connection.receive(delivery, await databaseTime(inbound.db))
  const events = ours(inbound, told)
  const data = told.map((event) => event.data)
  if (residency && abroad?.passed && events.length === 0) refuseForeign(residency, data)
  const count = told.length > 0 && events.length === 0 ? 0 : await keep(inbound, connection, delivery, { told, events })
  if (residency && abroad && !abroad.passed)
    for (const region of regionsBeside(residency, data)) await abroad.passOn(region)
  return count
}

async function keep(
  inbound: Inbound,
  connection: Connection,
  delivery: Delivery,
  { told, events }: Record<'told' | 'events', readonly ConnectorEvent[]>,
): Promise<number> {
  const digest = createHash('sha256').update(delivery.body).digest('base64url')
  return inTransaction(inbound.db, async (tx) => {
    const stored = await tx
      .insertInto('gantry.webhook')
      .values({
        tenant: inbound.tenant,
        connection: connection.name,
        digest,
        headers: JSON.stringify({ 'content-type': delivery.headers['content-type'] ?? null }),
        // As it came, in full: it may tell of anybody. Not where a part of it is another region's.
        body: new Sealable(inbound.tenant, events.length < told.length ? '' : delivery.body) as unknown as string,
        events: events.length,
      })
      .onConflict((conflict) => conflict.columns(['tenant', 'connection', 'digest']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!stored) return 0
    return publish(tx, inbound.wakes, await publications(tx, inbound.tenant, `webhook:${connection.name}`, events))
  })
}

/** Reads a connection's delta feed on from its cursor: finds what webhooks lost. Returns how many events were new. */
export async function readChanges(inbound: Inbound, connection: Connection): Promise<number> {
  const { db, tenant, wakes } = inbound
  const name = `changes:${connection.name}`
  const cursor = await db
    .selectFrom('gantry.cursor')
    .select('position')
    .where('tenant', '=', tenant)
    .where('name', '=', name)
    .executeTakeFirst()
  const changes = await connection.changes(cursor?.position ?? undefined)
  if (!changes) return 0
  return inTransaction(db, async (tx) => {
    const count = await publish(tx, wakes, await publications(tx, tenant, name, ours(inbound, changes.events)))
    await tx
      .insertInto('gantry.cursor')
      .values({ tenant, name, position: changes.cursor })
      .onConflict((conflict) => conflict.columns(['tenant', 'name']).doUpdateSet({ position: changes.cursor }))
      .execute()
    return count
  })
}

const ours = ({ residency }: Inbound, events: readonly ConnectorEvent[]): readonly ConnectorEvent[] =>
  residency ? events.filter(({ data }) => isOurs(residency, data)) : events

/**
 * What can be published, oldest first: what reads events reads them as they are stored. An event outside its contract
 * becomes a dead letter: it must not keep the others back.
 */
async function publications(
  tx: Transaction,
  tenant: string,
  reader: string,
  events: readonly ConnectorEvent[],
): Promise<Publication[]> {
  const found: (Publication & { at: string })[] = []
  for (const told of events) {
    const { event, data, source, at, follows } = told
    const correlation =
      told.correlation ?? (follows && (await correlationOf(tx, tenant, follows))) ?? idOf(tenant, event.name, source)
    const fault = faultOf(told)
    const occurredAt = Number.isNaN(Date.parse(at)) ? new Date() : at
    if (fault)
      await bury(tx, { reader, tenant, name: event.name, type: event, data, source, correlation, occurredAt }, fault)
    else found.push({ event, data, tenant, source, at, correlation })
  }
  return found.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function faultOf({ event, data, at }: ConnectorEvent): IntegrationError | undefined {
  const parsed = event.data.safeParse(data)
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (parsed.success && event.key(parsed.data).includes('\0')) faults.push('The key holds a NUL byte.')
  if (Number.isNaN(Date.parse(at))) faults.push(`It happened at "${at}", which is no time.`)
  if (faults.length === 0) return undefined
  return new IntegrationError('broken-contract', `An event ${event.name} does not fit its contract.`, {
    kind: 'bug',
    detail: faults.join('; '),
  })
}

async function correlationOf(
  tx: Transaction,
  tenant: string,
  follows: NonNullable<ConnectorEvent['follows']>,
): Promise<string | undefined> {
  const { rows } = await sql<{ correlation: string }>`select correlation from gantry.event
    where tenant = ${tenant} and name = ${follows.event.name} and key = ${follows.key} order by id limit 1`.execute(tx)
  return rows[0]?.correlation
}
