import { type Bench, rounded } from '../bench.ts'
import { nothing, type Preloaded, type Setting } from '../contestant.ts'
import { gantryPreloaded } from '../gantry.ts'
import { limitPreloaded } from '../limit.ts'
import { costOf, processors } from '../processors.ts'
import { analyze, onDatabase } from '../servers.ts'

type Load = (url: string, setting: Setting, flows: number) => Promise<Preloaded>

/** Flows per second of those that lie in the database already, with a thousand in flight. */
export async function thousand({ server, postmaster, tell }: Bench, peers: readonly string[]): Promise<void> {
  /** Once for nothing: what is measured has run before, as it has in a process that lives for days. */
  const measure = async (load: Load, flows: number) => {
    await drained(load, flows / 4)
    return drained(load, flows)
  }
  const drained = (load: Load, flows: number) =>
    onDatabase(server, async (url) => {
      const preloaded = await load(url, { inFlight: 1_000, work: nothing }, flows)
      try {
        await analyze(url)
        const used = processors(postmaster)
        const perSecond = await preloaded.drain()
        return { perSecond, split: used() }
      } finally {
        await preloaded.close()
      }
    })
  const detail = { inFlight: 1_000, preloaded: true }
  const ours = await measure(gantryPreloaded, 20_000)
  tell('flows_per_second', ours.perSecond, '1/s', { ...detail, ...costOf(ours) })
  if (peers.includes('limit')) {
    const one = (await measure(limitPreloaded(1), 20_000)).perSecond
    const two = (await measure(limitPreloaded(2), 20_000)).perSecond
    const best = Math.max(one, two)
    const writers = { one: rounded(one), two: rounded(two) }
    tell('ratio_limit', ours.perSecond / best, 'x', { ...detail, theirs: rounded(best), writers })
  }
  if (peers.includes('dbos')) {
    const { dbosPreloaded } = await import('../dbos.ts')
    const { perSecond } = await measure(dbosPreloaded, 2_000)
    tell('ratio_dbos', ours.perSecond / perSecond, 'x', { ...detail, theirs: rounded(perSecond), mode: 'queue' })
  }
}
