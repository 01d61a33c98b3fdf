import { sql } from 'kysely'
import type { Idempotency, KeyedRequest } from '../contract/idempotency.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { digestOf } from '../flow/identity.ts'
import type { Database } from './database.ts'

/** A request that has not renewed its hold by then was cut off with its process: whoever repeats it need not wait long. */
const IN_FLIGHT_MS = 10_000
const RENEWED_EACH_MS = 3_000

type Stored = { digest: string; state: 'in-flight' | 'done'; answer: unknown; mine: boolean; free_at: string }

/** Answers kept by `Idempotency-Key` in Postgres, shared by every process of the API. */
export function postgresIdempotency(db: Database): Idempotency {
  return {
    async once<T>(given: KeyedRequest, perform: () => Promise<T>): Promise<T> {
      const request = ofPartner(given)
      const digest = digestOf(request.input)
      const stored = await take(db, request, digest)
      if (!stored.mine) {
        if (stored.digest !== digest)
          throw new IntegrationError('idempotency-key-reused', 'This Idempotency-Key was used with another body.', {
            kind: 'data',
            status: 422,
            detail: 'Use a new key for a new request.',
          })
        if (stored.state === 'done') return stored.answer as T
        throw new IntegrationError(
          'idempotency-key-in-flight',
          'The first request with this key is not answered yet.',
          {
            kind: 'policy',
            status: 409,
            retryAfterMs: 1000,
          },
        )
      }
      const held = hold(db, request, stored.free_at)
      let answer: T
      try {
        answer = await perform()
      } catch (error) {
        // A refusal is not an effect: the key is free for the corrected or repeated request.
        await sql`delete from gantry.idempotency where ${await held.end()}`.execute(db).catch(() => {})
        throw error
      }
      // Where this fails the effect is there without an answer: the key stays taken, and frees itself in time.
      await sql`update gantry.idempotency set state = 'done', answer = ${JSON.stringify(answer ?? null)}::json
        where ${await held.end()}`.execute(db)
      return answer
    },
  }
}

/** Keeps a key in flight for as long as its request is performed; `end` gives the condition that still names its row. */
function hold(db: Database, { identity, operation, key }: KeyedRequest, freeAt: string) {
  let renewing: Promise<void> = Promise.resolve()
  // The moment it is free tells this request from one that took the key over once it was.
  const row = () => sql`tenant = ${identity.tenant} and operation = ${operation} and key = ${key}
    and state = 'in-flight' and free_at = ${freeAt}::timestamptz`
  const renew = async () => {
    const { rows } = await sql<{ free_at: string }>`update gantry.idempotency
      set free_at = clock_timestamp() + ${IN_FLIGHT_MS}::float8 * interval '1 ms' where ${row()} returning free_at::text`.execute(
      db,
    )
    freeAt = rows[0]?.free_at ?? freeAt
  }
  const timer = setInterval(() => {
    // The database may be away: the next renewal counts, or the key is lost.
    renewing = renewing.then(renew).catch(() => {})
  }, RENEWED_EACH_MS)
  return {
    end: async () => {
      clearInterval(timer)
      await renewing
      return row()
    },
  }
}

/** Keys are a partner's own: another one that guesses a key is not given what was answered. */
const ofPartner = (request: KeyedRequest): KeyedRequest =>
  request.identity.partner === undefined
    ? request
    : { ...request, key: JSON.stringify([request.identity.partner, request.key]) }

async function take(db: Database, { identity, operation, key }: KeyedRequest, digest: string): Promise<Stored> {
  const { rows } = await sql<Stored>`
    insert into gantry.idempotency as i (tenant, operation, key, digest, state, free_at)
    values (${identity.tenant}, ${operation}, ${key}, ${digest}, 'in-flight',
      clock_timestamp() + ${IN_FLIGHT_MS}::float8 * interval '1 ms')
    on conflict (tenant, operation, key) do update
      set free_at = clock_timestamp() + ${IN_FLIGHT_MS}::float8 * interval '1 ms'
      where i.state = 'in-flight' and i.free_at < clock_timestamp() and i.digest = excluded.digest
    returning digest, state, answer, true as mine, free_at::text`.execute(db)
  if (rows[0]) return rows[0]
  const found = await sql<Stored>`select digest, state, answer, false as mine, free_at::text from gantry.idempotency
    where tenant = ${identity.tenant} and operation = ${operation} and key = ${key}`.execute(db)
  // Freed between the two statements: the first request was refused, so this one may go.
  return found.rows[0] ?? take(db, { identity, operation, key, input: undefined }, digest)
}
