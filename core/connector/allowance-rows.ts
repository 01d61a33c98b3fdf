import { OwnConnection } from '../database/own-connection.ts'
import { withSetting } from '../database/settings.ts'
import type { Ask, Limits, News } from './allowance.ts'
import { IS_NEWS, TOLD, valuesOf } from './allowance-news.ts'

/** Whose share of which connection. */
export type Whose = { tenant: string; name: string; worker: string }

/** A lease as the database tells it: moments in seconds since the epoch by its clock, `…_ms` milliseconds from `now_s`. */
export type LeaseRow = {
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

/** The rows that the workers of a database share, and how they are spoken to. */
export type AllowanceRows = {
  lease: (whose: Whose, limits: Limits, ask: Ask) => Promise<LeaseRow>
  tell: (whose: Whose, limits: Limits, news: News) => Promise<void>
  /** Takes what the worker had. */
  close: (worker: string) => Promise<void>
}

/** Says that it is worth asking: of the connection that is named, or of all. */
export type Hear = (name?: string) => void

/** Gives all places back: whoever comes next need not wait until this worker counts as gone. */
export const GIVE_BACK = 'delete from gantry.connection_worker where worker = $1'

const CHANNEL = 'gantry_connection'

const LEASE = {
  name: 'gantry-lease',
  text: 'select * from gantry.lease($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
}

const TELL = {
  name: 'gantry-tell',
  text: `with told as (${TOLD})
    select pg_notify('${CHANNEL}', json_build_array($1::text, $2::text)::text) from told where ${IS_NEWS}`,
}

/** On Postgres: one function that hands out shares (`gantry.lease`), and notices by LISTEN/NOTIFY. */
export function postgresRows(url: string, hear: Hear, tenant: string): AllowanceRows {
  const connection = new OwnConnection(
    { connectionString: withSetting(url, 'synchronous_commit', 'off'), application_name: 'gantry-allowances' },
    (client) => {
      client.on('notification', ({ payload = '[]' }) => {
        const [of, name] = JSON.parse(payload) as string[]
        if (of === tenant && name) hear(name)
      })
      return client.query(`listen ${CHANNEL}`)
    },
  )
  return {
    lease: async ({ tenant, name, worker }, limits, { waiting, urgent, taken, ended }) => {
      const { requestsPerSecond, concurrency, requestsPerDay = null } = limits
      const moments = ended.map(({ moment }) => moment)
      const left = ended.map(({ left = null }) => left)
      const given = [tenant, name, worker, requestsPerSecond, concurrency, requestsPerDay]
      const values = [...given, waiting, urgent, taken, moments, left]
      return (await connection.ask<LeaseRow>({ ...LEASE, values }))[0]!
    },
    tell: async (whose, limits, news) => {
      await connection.ask({ ...TELL, values: valuesOf(whose, limits, news) })
    },
    close: (worker) => connection.close({ text: GIVE_BACK, values: [worker] }),
  }
}
