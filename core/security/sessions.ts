import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { type Database, inTransaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { type Act, audit } from './audit/act.ts'
import type { Identity } from './identity.ts'

/** A session ends after this many hours, whoever uses it; and after this many minutes without use. */
const HOURS = 8
const IDLE_MINUTES = 60
/** Ends are told of at once; past this, in milliseconds, what was read counts no more even where nobody told. */
const FRESH_MS = 5_000

export type Session = {
  identity: Identity
  csrf: string
  /** The program whose API key it was opened with: its contracts say what the session may call. */
  client?: string
}

/** What a request brings along that a session's unsafe ones are judged by. */
export type Origin = { method: string; header: (name: string) => string | undefined }

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Sessions of people at our pages, in Postgres: a cookie holds 256 bits of chance, the table a digest of them. */
export class Sessions {
  readonly #db: Database
  readonly #kept = new LRUCache<string, Session>({ max: 10_000, ttl: FRESH_MS })
  /** Counts what was told. */
  #told = 0

  constructor(db: Database) {
    this.#db = db
  }

  /** What was read counts no more: somebody signed out, or a key was revoked, on whichever host. */
  forget(): void {
    this.#told += 1
    this.#kept.clear()
  }

  /** Begins a session, which ends with the API key (its prefix) it is opened with; gives what its cookie holds. */
  async begin(identity: Identity, apiKey?: string): Promise<{ cookie: string; session: Session }> {
    const cookie = randomBytes(32).toString('base64url')
    const csrf = randomBytes(32).toString('base64url')
    await inTransaction(this.#db, async (tx) => {
      await tx
        .insertInto('gantry.session')
        .values({
          digest: digestOf(cookie),
          tenant: identity.tenant,
          identity: JSON.stringify(identity),
          csrf,
          ...(apiKey !== undefined && { api_key: apiKey }),
          expires_at: sql`clock_timestamp() + ${HOURS}::float8 * interval '1 hour'` as never,
        })
        .execute()
      await audit(tx, [actOf('session.begun', identity, apiKey)])
    })
    return { cookie, session: { identity, csrf } }
  }

  /** The session of a cookie; undefined where it has ended. */
  async find(cookie: string): Promise<Session | undefined> {
    const kept = this.#kept.get(cookie)
    if (kept) return kept
    const told = this.#told
    const { rows } = await sql<Omit<Session, 'client'> & { client: string | null }>`
      update gantry.session set seen_at = clock_timestamp()
      where digest = ${digestOf(cookie)} and expires_at > clock_timestamp()
        and seen_at > clock_timestamp() - ${IDLE_MINUTES}::float8 * interval '1 minute'
        and (api_key is null or exists (select from gantry.api_key join gantry.client
          on client.tenant = api_key.tenant and client.id = api_key.client
          where prefix = session.api_key and api_key.revoked_at is null and client.revoked_at is null
            and api_key.expires_at > clock_timestamp()))
      returning identity, csrf, (select client from gantry.api_key where prefix = session.api_key)`.execute(this.#db)
    if (!rows[0]) return undefined
    const { identity, csrf, client } = rows[0]
    const session = { identity, csrf, ...(client !== null && { client }) }
    // Read before something ended and heard of after: such an answer is not kept.
    if (told === this.#told) this.#kept.set(cookie, session)
    return session
  }

  async end(cookie: string): Promise<void> {
    this.#kept.delete(cookie)
    await inTransaction(this.#db, async (tx) => {
      const { rows } = await sql<{ identity: Identity; api_key: string | null }>`
        delete from gantry.session where digest = ${digestOf(cookie)} returning identity, api_key`.execute(tx)
      for (const { identity, api_key } of rows) await audit(tx, [actOf('session.ended', identity, api_key)])
    })
  }

  /** Removes what has ended. */
  async sweep(): Promise<void> {
    await sql`delete from gantry.session where expires_at < clock_timestamp()
      or seen_at < clock_timestamp() - ${IDLE_MINUTES}::float8 * interval '1 minute'`.execute(this.#db)
  }
}

/**
 * A browser sends the cookie along whoever made it ask. Whatever changes something therefore names the session's token,
 * which only our own pages can read. Throws `csrf`.
 */
export function refuseForgery({ csrf }: Session, { method, header }: Origin): void {
  if (SAFE.has(method)) return
  const given = Buffer.from(header('x-csrf-token') ?? '')
  const expected = Buffer.from(csrf)
  const named = given.length === expected.length && timingSafeEqual(given, expected)
  if (!named || isCrossSite(header)) throw forgery()
}

/** Whether another site's page made the browser ask (Fetch Metadata); what is no browser says nothing. */
export function isCrossSite(header: Origin['header']): boolean {
  const site = header('sec-fetch-site')
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const origin = header('origin')
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== header('host'))
}

export const forgery = () =>
  new IntegrationError('csrf', 'This request does not come from a page of ours.', {
    kind: 'policy',
    status: 403,
    detail: 'A session’s requests that change something carry its x-csrf-token, which GET /session gives.',
  })

/** Of whoever signed in or out; with the prefix of the API key that stood for them. */
const actOf = (action: string, { tenant, principal, partner }: Identity, apiKey: string | null = null): Act => ({
  tenant,
  action,
  object: `person:${principal}`,
  by: principal,
  detail: { ...(partner !== undefined && { partner }), ...(apiKey !== null && { apiKey }) },
})

const digestOf = (cookie: string): Buffer => createHash('sha256').update(cookie).digest()
