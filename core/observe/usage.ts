import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { Contract } from '../contract/contract.ts'
import { type Database, inTransaction } from '../database/database.ts'
import type { Identity } from '../security/identity.ts'

const FLUSHED_EACH_MS = 5000

type Count = {
  tenant: string
  api: string
  version: string
  consumer: string
  calls: number
  /** Who asks at an API for partners. What other hosts ask on its behalf is no call of its own. */
  partner?: string
}

/**
 * Counts calls over HTTP by consumer (the token's client, else its principal) and version, so that whoever retires a
 * version knows whom to ask; and by partner, so that each sees how much it asks. Kept in memory and written every five seconds: a call costs no trip to the database, and
 * a host that dies loses five seconds of counts at most.
 */
export class Usage {
  readonly #db: Database
  readonly #log: Logger
  readonly #timer: ReturnType<typeof setInterval>
  #counts = new Map<string, Count>()

  constructor(db: Database, log: Logger) {
    this.#db = db
    this.#log = log
    this.#timer = setInterval(() => void this.flush(), FLUSHED_EACH_MS)
    this.#timer.unref()
  }

  count(contract: Pick<Contract, 'tier' | 'name' | 'version' | 'partners'>, identity: Identity): void {
    const { tier, name, version } = contract
    const { tenant, client, principal } = identity
    const partner = contract.partners ? identity.partner : undefined
    const consumer = client ?? principal
    const key = JSON.stringify([tenant, tier, name, version, consumer, partner])
    const known = this.#counts.get(key)
    if (known) known.calls++
    else
      this.#counts.set(key, {
        tenant,
        api: `${tier}.${name}`,
        version,
        consumer,
        calls: 1,
        ...(partner !== undefined && { partner }),
      })
  }

  /** Writes what was counted since the last time. A failure keeps it for the next. */
  async flush(): Promise<void> {
    const counts = this.#counts
    if (counts.size === 0) return
    this.#counts = new Map()
    try {
      const counted = sql`jsonb_to_recordset(${JSON.stringify([...counts.values()])}::jsonb)
        as counted (tenant text, api text, version text, consumer text, calls bigint, partner text)`
      await inTransaction(this.#db, async (tx) => {
        await sql`
          insert into gantry.partner_calls (tenant, partner, day, calls)
          select tenant, partner, (now() at time zone 'UTC')::date, sum(calls) from ${counted}
          where partner is not null group by tenant, partner
          on conflict (tenant, partner, day) do update set calls = partner_calls.calls + excluded.calls`.execute(tx)
        await sql`
          insert into gantry.api_usage (tenant, api, version, consumer, day, calls, last_at)
          select tenant, api, version, consumer, (now() at time zone 'UTC')::date, sum(calls), now()
          from ${counted} group by tenant, api, version, consumer
          on conflict (tenant, api, version, consumer, day) do update
            set calls = api_usage.calls + excluded.calls, last_at = excluded.last_at`.execute(tx)
      })
    } catch (error) {
      this.#log.warn({ err: error }, 'who called which version could not be written')
      for (const [key, count] of counts) {
        const newer = this.#counts.get(key)
        this.#counts.set(key, { ...count, calls: count.calls + (newer?.calls ?? 0) })
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }
}
