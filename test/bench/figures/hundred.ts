import pg from 'pg'
import { type Bench, rounded } from '../bench.ts'
import { type Contestant, nothing, type Setting } from '../contestant.ts'
import { gantry } from '../gantry.ts'
import { limit } from '../limit.ts'
import { throughput } from '../measure.ts'
import { costOf, processors } from '../processors.ts'
import { analyze, onDatabase } from '../servers.ts'

type Open = (url: string, setting: Setting) => Promise<Contestant>

const PEERS: Record<string, () => Promise<Open>> = {
  limit: async () => limit(1),
  graphile: async () => (await import('../queues.ts')).graphileWorker,
  pgboss: async () => (await import('../queues.ts')).pgBoss,
  dbosDirect: async () => (await import('../dbos.ts')).dbosDirect,
  dbosQueue: async () => (await import('../dbos.ts')).dbosQueue,
}

/** Flows per second, each durably started, with a hundred in flight and with one. */
export async function hundred({ server, postmaster, tell }: Bench, peers: readonly string[]): Promise<void> {
  const setting = { inFlight: 100, work: nothing }
  const measure = (open: Open, each: (url: string) => Promise<void> = async () => {}) =>
    onDatabase(server, async (url) => {
      const contestant = await open(url, setting)
      try {
        let used = processors(postmaster)
        const warmed = async () => {
          await analyze(url)
          used = processors(postmaster)
        }
        const { perSecond } = await throughput(contestant, { inFlight: 100, warmMs: 2_000, forMs: 5_000, warmed })
        const split = used()
        const one = await throughput(contestant, { inFlight: 1, warmMs: 300, forMs: 2_000 })
        await each(url)
        return { perSecond, one: one.perSecond, split }
      } finally {
        await contestant.close()
      }
    })

  const ours = await measure(gantry, async (url) => {
    const { jobs, runs } = await wakesOf(url)
    tell('queued_wakes', jobs / runs, 'share', { runs, of: 'runs whose wake went through pg-boss' })
  })
  tell('flows_per_second', ours.perSecond, '1/s', { inFlight: 100, ...costOf(ours) })
  tell('flows_per_second', ours.one, '1/s', { inFlight: 1 })
  const theirs: Record<string, { perSecond: number; one: number }> = {}
  for (const [name, load] of Object.entries(PEERS)) {
    if (!peers.includes(name.replace(/(Direct|Queue)$/, ''))) continue
    theirs[name] = await measure(await load())
  }
  const { dbosDirect, dbosQueue, ...others } = theirs
  if (dbosDirect && dbosQueue)
    others.dbos = {
      perSecond: Math.max(dbosDirect.perSecond, dbosQueue.perSecond),
      one: Math.max(dbosDirect.one, dbosQueue.one),
    }
  const modes = { direct: rounded(dbosDirect?.perSecond ?? 0), queue: rounded(dbosQueue?.perSecond ?? 0) }
  for (const [name, { perSecond, one }] of Object.entries(others)) {
    const more = name === 'dbos' ? { modes } : {}
    tell(`ratio_${name}`, ours.perSecond / perSecond, 'x', { inFlight: 100, theirs: rounded(perSecond), ...more })
    tell(`ratio_${name}`, ours.one / one, 'x', { inFlight: 1, theirs: rounded(one) })
  }
}

async function wakesOf(url: string): Promise<{ jobs: number; runs: number }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ jobs: number; runs: number }>(
    `select (select count(*)::int from pgboss.job where name = 'gantry-wake') as jobs,
      (select count(*)::int from gantry.run) as runs`,
  )
  await client.end()
  return rows[0]!
}
