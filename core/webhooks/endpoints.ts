import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { lockNames } from '../database/named-locks.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { Sealable } from '../security/encryption/sealable.ts'
import { type Book, namesIn, type Owner, type Topics } from './book.ts'
import { firstKeys, renewed, type SigningKey } from './signing-keys.ts'

/** Endpoints of one owner. */
export const MOST_ENDPOINTS = 20

export type Settings<T extends Topics> = { url: string; state: 'active' | 'paused' } & T
/** `createdAt` is ISO 8601 UTC. */
export type Endpoint<T extends Topics> = { id: string; reason?: string; createdAt: string } & Settings<T>

type Named = Pick<Book, 'prefix' | 'owner'>
type Stored = { id: string; url: string; state: 'active' | 'paused'; reason: string | null; created_at: Date }

export function endpointOf<T extends Topics>({ topics }: Book<T>, row: Stored & Record<string, unknown>): Endpoint<T> {
  const { id, url, state, reason, created_at } = row
  return {
    id,
    url,
    ...Object.fromEntries(topics.map((topic) => [topic, row[topic]])),
    state,
    ...(reason !== null && { reason }),
    createdAt: created_at.toISOString(),
  } as Endpoint<T>
}

/** What `endpointOf` reads. */
export const columnsOf = ({ topics }: { readonly topics: readonly string[] }) =>
  sql.join([...['id', 'url', 'state', 'reason', 'created_at'], ...topics].map((name) => sql.ref(name)))

export const noSuchEndpoint = (id: string) =>
  new IntegrationError('no-such-endpoint', `There is no endpoint ${id}.`, { kind: 'data', status: 404 })

const sealed = (tenant: string, keys: SigningKey[]) => new Sealable(tenant, JSON.stringify(keys)) as unknown as string

export async function listEndpoints<T extends Topics>(db: Database, book: Book<T>, { tenant, owner }: Owner) {
  const names = namesIn(book)
  const { rows } = await sql<Stored & Record<string, unknown>>`select ${columnsOf(book)} from ${names.endpoint}
    where tenant = ${tenant} and ${names.owner} = ${owner} order by id`.execute(db)
  return rows.map((row) => endpointOf(book, row))
}

/** Sets one up with a signing key of its own, or changes it. Throws `too-many-endpoints`. */
export async function putEndpoint<T extends Topics>(
  tx: Transaction,
  book: Book<T>,
  { tenant, owner }: Owner,
  id: string,
  settings: Settings<T>,
): Promise<Endpoint<T>> {
  const names = namesIn(book)
  const topics = book.topics.map((topic) => sql.ref(topic))
  const values = book.topics.map((topic) => sql`${settings[topic]}::text[]`)
  await lockNames(tx, 'count', [`${book.prefix}\n${tenant}\n${owner}`])
  const { rows } = await sql<Stored & Record<string, unknown>>`
    insert into ${names.endpoint} as e (tenant, ${names.owner}, id, url, ${sql.join(topics)}, state, sealed)
    values (${tenant}, ${owner}, ${id}, ${settings.url}, ${sql.join(values)}, ${settings.state},
      ${sealed(tenant, firstKeys())}::json)
    on conflict (tenant, ${names.owner}, id) do update set url = excluded.url, state = excluded.state, reason = null,
      ${sql.join(topics.map((topic) => sql`${topic} = excluded.${topic}`))}
    returning ${columnsOf(book)}`.execute(tx)
  const { rows: counted } = await sql<{ endpoints: number }>`select count(*)::int as endpoints from ${names.endpoint}
    where tenant = ${tenant} and ${names.owner} = ${owner}`.execute(tx)
  if (counted[0]!.endpoints > MOST_ENDPOINTS)
    throw new IntegrationError('too-many-endpoints', `There are ${MOST_ENDPOINTS} endpoints at most.`, {
      kind: 'policy',
    })
  return endpointOf(book, rows[0]!)
}

/** Drops what was pending to it as well. Throws `no-such-endpoint`. */
export async function removeEndpoint<T extends Topics>(
  tx: Transaction,
  book: Book<T>,
  { tenant, owner }: Owner,
  id: string,
): Promise<Endpoint<T>> {
  const names = namesIn(book)
  const { rows } = await sql<Stored & Record<string, unknown>>`delete from ${names.endpoint}
    where tenant = ${tenant} and ${names.owner} = ${owner} and id = ${id} returning ${columnsOf(book)}`.execute(tx)
  if (!rows[0]) throw noSuchEndpoint(id)
  await sql`update ${names.delivery} set state = 'dropped' where tenant = ${tenant} and ${names.owner} = ${owner}
    and endpoint = ${id} and state = 'pending'`.execute(tx)
  return endpointOf(book, rows[0])
}

/** The new key, which nobody can read again. Throws `no-such-endpoint`. */
export async function renewSigningKey(tx: Transaction, book: Named, owner: Owner, id: string) {
  const names = namesIn(book)
  const held = await keysOf(tx, book, owner, id, true)
  const [newest, previous] = renewed(held.keys, new Date())
  await sql`update ${names.endpoint} set
    sealed = ${sealed(owner.tenant, [newest!, ...(previous ? [previous] : [])])}::json
    where tenant = ${owner.tenant} and ${names.owner} = ${owner.owner} and id = ${id}`.execute(tx)
  return { signingKey: newest!.key, ...(previous?.until && { previousUntil: previous.until }) }
}

/** Where a delivery goes, and what signs it. Throws `no-such-endpoint`. */
export async function keysOf(
  db: Database | Transaction,
  book: Named,
  { tenant, owner }: Owner,
  id: string,
  lock = false,
) {
  const names = namesIn(book)
  const { rows } = await sql<{ url: string; state: string; sealed: SigningKey[] }>`
    select url, state, sealed from ${names.endpoint} where tenant = ${tenant} and ${names.owner} = ${owner}
    and id = ${id} ${lock ? sql`for update` : sql``}`.execute(db)
  const [row] = rows
  if (!row) throw noSuchEndpoint(id)
  return { url: row.url, state: row.state, keys: row.sealed }
}

/** What its receiver says is gone is paused: its owner has to look at it. */
export async function pauseEndpoint(db: Database, book: Named, { tenant, owner }: Owner, id: string, reason: string) {
  const names = namesIn(book)
  await inTransaction(db, (tx) =>
    sql`update ${names.endpoint} set state = 'paused', reason = ${reason}
      where tenant = ${tenant} and ${names.owner} = ${owner} and id = ${id}`.execute(tx),
  )
}
