import type { Database, Transaction } from '@gantry/core/database/database'
import { inTransaction } from '@gantry/core/database/database'
import { IntegrationError } from '@gantry/core/errors'
import { Sealable } from '@gantry/core/security/encryption/sealable'
import { sql } from 'kysely'
import type { Endpoint } from './contract.ts'
import { firstKeys, renewed, type SigningKey } from './signing-keys.ts'

/** Endpoints of one partner. */
export const MOST_ENDPOINTS = 20

export type Owner = { tenant: string; partner: string }

type Stored = {
  id: string
  url: string
  events: string[]
  state: 'active' | 'paused'
  reason: string | null
  created_at: Date
}

const endpointOf = ({ id, url, events, state, reason, created_at }: Stored): Endpoint => ({
  id,
  url,
  events: events as Endpoint['events'],
  state,
  ...(reason !== null && { reason }),
  createdAt: created_at.toISOString(),
})

const COLUMNS = sql`id, url, events, state, reason, created_at`

export const noSuchEndpoint = (id: string) =>
  new IntegrationError('no-such-endpoint', `There is no endpoint ${id}.`, { kind: 'data', status: 404 })

const sealed = (tenant: string, keys: SigningKey[]) => new Sealable(tenant, JSON.stringify(keys)) as unknown as string

export async function listEndpoints(db: Database, { tenant, partner }: Owner): Promise<Endpoint[]> {
  const { rows } = await sql<Stored>`select ${COLUMNS} from gantry.partner_endpoint
    where tenant = ${tenant} and partner = ${partner} order by id`.execute(db)
  return rows.map(endpointOf)
}

export type Settings = Pick<Endpoint, 'url' | 'events' | 'state'>

/** Throws `too-many-endpoints`. */
export function putEndpoint(db: Database, { tenant, partner }: Owner, id: string, settings: Settings) {
  const { url, events, state } = settings
  return inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`endpoints\n${tenant}\n${partner}`}, 0))`.execute(tx)
    const { rows } = await sql<Stored>`
      insert into gantry.partner_endpoint (tenant, partner, id, url, events, state, sealed)
      values (${tenant}, ${partner}, ${id}, ${url}, ${events}::text[], ${state}, ${sealed(tenant, firstKeys())}::json)
      on conflict (tenant, partner, id) do update set url = excluded.url, events = excluded.events,
        state = excluded.state, reason = null
      returning ${COLUMNS}`.execute(tx)
    const { rows: counted } = await sql<{ endpoints: number }>`select count(*)::int as endpoints
      from gantry.partner_endpoint where tenant = ${tenant} and partner = ${partner}`.execute(tx)
    if (counted[0]!.endpoints > MOST_ENDPOINTS)
      throw new IntegrationError('too-many-endpoints', `A partner has ${MOST_ENDPOINTS} endpoints at most.`, {
        kind: 'policy',
      })
    return endpointOf(rows[0]!)
  })
}

/** Throws `no-such-endpoint`. */
export function removeEndpoint(db: Database, { tenant, partner }: Owner, id: string): Promise<Endpoint> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<Stored>`delete from gantry.partner_endpoint
      where tenant = ${tenant} and partner = ${partner} and id = ${id} returning ${COLUMNS}`.execute(tx)
    if (!rows[0]) throw noSuchEndpoint(id)
    await sql`update gantry.partner_delivery set state = 'dropped' where tenant = ${tenant} and partner = ${partner}
      and endpoint = ${id} and state = 'pending'`.execute(tx)
    return endpointOf(rows[0])
  })
}

/** The new key, which nobody can read again. Throws `no-such-endpoint`. */
export function renewSigningKey(db: Database, { tenant, partner }: Owner, id: string) {
  return inTransaction(db, async (tx) => {
    const held = await keysOf(tx, { tenant, partner }, id, true)
    const [newest, previous] = renewed(held.keys, new Date())
    await sql`update gantry.partner_endpoint set sealed = ${sealed(tenant, [newest!, ...(previous ? [previous] : [])])}::json
      where tenant = ${tenant} and partner = ${partner} and id = ${id}`.execute(tx)
    return { signingKey: newest!.key, ...(previous?.until && { previousUntil: previous.until }) }
  })
}

/** Where a delivery goes, and what signs it. Throws `no-such-endpoint`. */
export async function keysOf(db: Database | Transaction, { tenant, partner }: Owner, id: string, lock = false) {
  const { rows } = await sql<{ url: string; state: string; sealed: SigningKey[] }>`
    select url, state, sealed from gantry.partner_endpoint
    where tenant = ${tenant} and partner = ${partner} and id = ${id} ${lock ? sql`for update` : sql``}`.execute(db)
  const [row] = rows
  if (!row) throw noSuchEndpoint(id)
  return { url: row.url, state: row.state, keys: row.sealed }
}

/** What its receiver says is gone is paused: its owner has to look at it. */
export async function pauseEndpoint(db: Database, { tenant, partner }: Owner, id: string, reason: string) {
  await sql`update gantry.partner_endpoint set state = 'paused', reason = ${reason}
    where tenant = ${tenant} and partner = ${partner} and id = ${id}`.execute(db)
}
