import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { type Publication, publish } from '../events/events.ts'
import type { Wakes } from '../flow/wakes.ts'
import type { Connection } from './connection.ts'
import type { ConnectorEvent, Delivery } from './connector.ts'

export type Inbound = { db: Database; wakes: Wakes; tenant: string }

/**
 * Takes in a webhook: verified, stored and its events published in one transaction, before it is acknowledged. The same
 * delivery again, or the same event in another delivery, changes nothing. Throws `webhook-forged`.
 */
export async function receiveWebhook(inbound: Inbound, connection: Connection, delivery: Delivery): Promise<number> {
  const events = await connection.receive(delivery)
  const digest = createHash('sha256').update(delivery.body).digest('base64url')
  return inTransaction(inbound.db, async (tx) => {
    const stored = await tx
      .insertInto('gantry.webhook')
      .values({
        tenant: inbound.tenant,
        connection: connection.name,
        digest,
        headers: JSON.stringify({ 'content-type': delivery.headers['content-type'] ?? null }),
        body: delivery.body,
        events: events.length,
      })
      .onConflict((conflict) => conflict.columns(['tenant', 'connection', 'digest']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!stored) return 0
    return publish(tx, inbound.wakes, await publications(tx, inbound.tenant, events))
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
    const count = await publish(tx, wakes, await publications(tx, tenant, changes.events))
    await tx
      .insertInto('gantry.cursor')
      .values({ tenant, name, position: changes.cursor })
      .onConflict((conflict) => conflict.columns(['tenant', 'name']).doUpdateSet({ position: changes.cursor }))
      .execute()
    return count
  })
}

async function publications(
  tx: Transaction,
  tenant: string,
  events: readonly ConnectorEvent[],
): Promise<Publication[]> {
  const publications: Publication[] = []
  for (const { event, data, source, at, correlation, follows } of events) {
    const known = correlation ?? (follows && (await correlationOf(tx, tenant, follows)))
    publications.push({ event, data, tenant, source, at, correlation: known ?? randomUUID() })
  }
  return publications
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
