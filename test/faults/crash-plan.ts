import type { Fetch } from '@gantry/core/connector'
import pg from 'pg'

/** One moment of a host's dealings with the world: the nth request or statement that counts, before or after it. */
export type CrashPlan = {
  /** What names the run in requests and statements: its id and its reference. Nothing else counts. */
  about: string[]
  /** Where there is none, the moments are only told of. */
  crash?: { at: number; when: 'before' | 'after' }
}

/** Statements that change what the engine knows of runs, and the commits of transactions; heartbeats and queue keeping are not of a run's making. */
const COUNTS =
  /^commit$|\b(insert into|update|delete from) "?gantry"?\.|gantry\.(record|emit|complete_ordered|release_order)\(/i
const PASSES_BY = /lease_until = clock_timestamp\(\) \+ .*where r\.id in \(select id from owned\)|gantry"?\.cursor/s

/**
 * Ends this process, as `kill -9` does, at the moment a plan names. Each vendor request and each statement that writes
 * counts from the moment it is armed, if it is about the run.
 */
export function crashAsPlanned(tell: (moment: string) => void): {
  arm: (plan: CrashPlan) => void
  tap: (fetch: Fetch) => Fetch
} {
  let plan: CrashPlan | undefined
  let count = 0
  const moment: Moment = async (label, content, act) => {
    if (!plan?.about.some((name) => content.includes(name))) return act()
    const mine = count++
    const { crash } = plan
    if (!crash) tell(label)
    const here = (when: 'before' | 'after') => crash?.at === mine && crash.when === when
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
      const address = String(url instanceof Request ? url.url : url)
      const headers = JSON.stringify([...new Headers(init?.headers)])
      const label = `${init?.method ?? 'GET'} ${new URL(address).pathname}`
      return moment(label, `${address} ${headers} ${textOf(init?.body)}`, () => fetch(url, init))
    },
  }
}

/** What is said, and what may name the run in it. */
type Moment = <T>(label: string, content: string, act: () => Promise<T>) => Promise<T>

const textOf = (body: unknown): string =>
  body instanceof Uint8Array ? Buffer.from(body).toString() : typeof body === 'string' ? body : ''

/** The engine speaks to Postgres through `pg` alone, whatever lies above it. */
function watchStatements(moment: Moment): void {
  const prototype = pg.Client.prototype as unknown as { query: (...given: unknown[]) => unknown }
  const query = prototype.query
  /** What the open transaction of a connection was about, so that its commit counts. */
  const open = new WeakMap<object, string>()
  prototype.query = function (this: object, ...given: unknown[]) {
    const [first, second, third] = given
    const text = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '')
    const counts = COUNTS.test(text) && !PASSES_BY.test(text)
    if (!counts || typeof third === 'function' || typeof second === 'function') return query.apply(this, given)
    const values = (Array.isArray(second) ? second : (first as { values?: unknown }).values) ?? []
    const content = /^commit$/i.test(text) ? (open.get(this) ?? '') : JSON.stringify(values)
    if (/^commit$/i.test(text)) open.delete(this)
    else open.set(this, `${open.get(this) ?? ''} ${content}`.slice(-10_000))
    return moment(
      text.replace(/\s+/g, ' ').trim().slice(0, 120),
      content,
      () => query.apply(this, given) as Promise<unknown>,
    )
  }
}
