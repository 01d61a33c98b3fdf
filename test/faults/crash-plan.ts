import type { Fetch } from '@gantry/core/connector'
import pg from 'pg'

/** One moment of a host's dealings with the world: the nth request or statement that counts, before or after it. */
export type CrashPlan = { at: number; when: 'before' | 'after' } | 'watch'

/** Statements that change what the engine knows of runs, and the commits of transactions; heartbeats and queue keeping are not of a run's making. */
const COUNTS =
  /^commit$|\b(insert into|update|delete from) "?gantry"?\.|gantry\.(emit|complete_ordered|release_order)\(/i
const PASSES_BY = /lease_until = clock_timestamp\(\) \+ .*where r\.id in \(select id from owned\)|gantry"?\.cursor/s

/**
 * Ends this process, as `kill -9` does, at the moment a plan names. Each vendor request and each statement that writes
 * counts from the moment it is armed; `watch` only tells of them.
 */
export function crashAsPlanned(tell: (moment: string) => void): {
  arm: (plan: CrashPlan) => void
  tap: (fetch: Fetch) => Fetch
} {
  let plan: CrashPlan | undefined
  let count = 0
  const moment = async <T>(label: string, act: () => Promise<T>): Promise<T> => {
    if (!plan) return act()
    const mine = count++
    if (plan === 'watch') tell(label)
    const here = (when: 'before' | 'after') => plan !== 'watch' && plan?.at === mine && plan.when === when
    if (here('before')) process.kill(process.pid, 'SIGKILL')
    const done = await act()
    if (here('after')) process.kill(process.pid, 'SIGKILL')
    return done
  }
  watchStatements(moment)
  return {
    arm: (given) => {
      count = 0
      plan = given
    },
    tap: (fetch) => (url, init) => {
      const label = `${init?.method ?? 'GET'} ${new URL(url instanceof Request ? url.url : url).pathname}`
      return moment(label, () => fetch(url, init))
    },
  }
}

type Moment = <T>(label: string, act: () => Promise<T>) => Promise<T>

/** The engine speaks to Postgres through `pg` alone, whatever lies above it. */
function watchStatements(moment: Moment): void {
  const prototype = pg.Client.prototype as unknown as { query: (...given: unknown[]) => unknown }
  const query = prototype.query
  prototype.query = function (this: unknown, ...given: unknown[]) {
    const [first, , third] = given
    const text = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '')
    const counts = COUNTS.test(text) && !PASSES_BY.test(text)
    if (!counts || typeof third === 'function' || typeof given[1] === 'function') return query.apply(this, given)
    return moment(text.replace(/\s+/g, ' ').trim().slice(0, 120), () => query.apply(this, given) as Promise<unknown>)
  }
}
