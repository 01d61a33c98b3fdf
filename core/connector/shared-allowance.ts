import { randomUUID } from 'node:crypto'
import { OwnConnection } from '../database/own-connection.ts'
import { withSetting } from '../database/settings.ts'
import { type Allowance, BREAKER, type Lease, type Limits, type News } from './allowance.ts'

const CHANNEL = 'gantry_connection'

const LEASE = {
  name: 'gantry-lease',
  text: 'select * from gantry.lease($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
}

/** One statement for whatever an answer told; the breaker's rule is `BREAKER`. `$3`: answered, failed or neither. */
const TELL = {
  name: 'gantry-tell',
  text: `
    with told as (
      insert into gantry.connection as c (tenant, name) values ($1, $2) on conflict (tenant, name) do update set
        failures = case when $3::boolean then 0 when not $3 then c.failures + 1 else c.failures end,
        failing_since = case when $3 then null when not $3 then
            coalesce(c.failing_since, clock_timestamp() - $16 * interval '1 millisecond')
          else c.failing_since end,
        opened_at = case when $3 then null when not $3 and c.opened_at is null and (c.failures + 1 >= $4
            or c.failures + 1 >= $5 and clock_timestamp() >= c.failing_since + $6 * interval '1 millisecond')
          then clock_timestamp() else c.opened_at end,
        probe_at = case when not $3 and c.opened_at is null then clock_timestamp() + $7 * interval '1 millisecond'
          else c.probe_at end,
        paused_until = greatest(c.paused_until, clock_timestamp() + $8 * interval '1 millisecond'),
        slower_rate = coalesce($9,
          case when $14::double precision is not null and clock_timestamp() < c.paused_until then 1 else $14 end
            * case when clock_timestamp() < c.slower_until then c.slower_rate else $15::double precision end,
          c.slower_rate),
        slower_until = coalesce(clock_timestamp() + $10 * interval '1 millisecond', c.slower_until),
        quota_used = greatest(c.quota_used, $11), quota_limit = coalesce($12, c.quota_limit),
        quota_until = coalesce(clock_timestamp() + $13 * interval '1 millisecond', c.quota_until)
      returning failures, opened_at
    )
    select pg_notify('${CHANNEL}', json_build_array($1::text, $2::text)::text) from told
    where $3 or $8 is not null or opened_at is not null and failures <= $4`,
}

type Row = {
  places: number
  slots: number[]
  now_s: number
  again_ms: number
  yields: boolean
  paused_ms: number | null
  open_ms: number | null
  probe_ms: number | null
  exhausted_ms: number | null
  failing: boolean
}

/**
 * The allowances that the workers of a database share: one row for each connection, one function that hands out shares
 * (`gantry.lease`). They have a database connection of their own, for a lease must not wait behind the engine's writes,
 * and one that a crash takes back does no harm: its commits need not reach the disk.
 */
export class SharedAllowances {
  readonly #connection: OwnConnection
  readonly #tenant: string
  readonly #worker = randomUUID()
  readonly #listeners = new Map<string, (() => void)[]>()

  constructor(url: string, tenant: string) {
    this.#tenant = tenant
    this.#connection = new OwnConnection(
      { connectionString: withSetting(url, 'synchronous_commit', 'off'), application_name: 'gantry-allowances' },
      (client) => {
        client.on('notification', ({ payload }) => this.#hear(payload))
        return client.query(`listen ${CHANNEL}`)
      },
    )
  }

  of(connection: string, limits: Limits): Allowance {
    const { requestsPerSecond, concurrency, requestsPerDay = null } = limits
    const given = [this.#tenant, connection, this.#worker, requestsPerSecond, concurrency, requestsPerDay]
    return {
      lease: async ({ waiting, urgent, taken, ended }) => {
        const moments = ended.map(({ moment }) => moment)
        const left = ended.map(({ left = null }) => left)
        const rows = await this.#connection.ask<Row>({
          ...LEASE,
          values: [...given, waiting, urgent, taken, moments, left],
        })
        return leaseOf(rows[0]!)
      },
      tell: async (news) => {
        await this.#connection.ask({
          ...TELL,
          values: [this.#tenant, connection, ...valuesOf(news), requestsPerSecond, news.silentMs ?? 0],
        })
      },
      onNews: (listener) => {
        const listeners = this.#listeners.get(connection) ?? []
        this.#listeners.set(connection, [...listeners, listener])
      },
      close: async () => void this.#listeners.delete(connection),
    }
  }

  /** Gives all places back: whoever comes next need not wait until this worker counts as gone. */
  close(): Promise<void> {
    return this.#connection.close({
      text: 'delete from gantry.connection_worker where worker = $1',
      values: [this.#worker],
    })
  }

  #hear(payload = '[]'): void {
    const [tenant, name] = JSON.parse(payload) as string[]
    if (tenant === this.#tenant && name) for (const listener of this.#listeners.get(name) ?? []) listener()
  }
}

function leaseOf(row: Row): Lease {
  return {
    places: row.places,
    slots: row.slots.map((moment) => ({ inMs: (moment - row.now_s) * 1000, moment })),
    againMs: row.again_ms,
    yields: row.yields,
    failing: row.failing,
    pausedMs: row.paused_ms ?? undefined,
    open: row.open_ms === null ? undefined : { forMs: row.open_ms, probeMs: row.probe_ms ?? 0 },
    exhaustedMs: row.exhausted_ms ?? undefined,
  }
}

const valuesOf = ({ answered, pauseMs, slower, quota }: News) => [
  answered ?? null,
  BREAKER.failures,
  BREAKER.few,
  BREAKER.fewAfterMs,
  BREAKER.probeMs,
  pauseMs ?? null,
  slower && 'requestsPerSecond' in slower ? slower.requestsPerSecond : null,
  slower?.forMs ?? null,
  quota?.used ?? null,
  quota?.limit ?? null,
  quota?.forMs ?? null,
  slower && 'share' in slower ? slower.share : null,
]
