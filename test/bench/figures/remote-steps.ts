import { type Bench, rounded } from '../bench.ts'
import { type Contestant, remote, type Setting, STEPS, type Work } from '../contestant.ts'
import { gantry } from '../gantry.ts'
import { limit } from '../limit.ts'
import { throughput } from '../measure.ts'
import { costOf, processors } from '../processors.ts'
import { onDatabase } from '../servers.ts'

type Open = (url: string, setting: Setting) => Promise<Contestant>

/**
 * Steps that take any time up to 20 ms, a hundred flows in flight. By Little's law no engine does more than a hundred
 * flows in the time that five steps take: as they took it, since timers fire a little late.
 */
export async function remoteSteps({ server, postmaster, tell }: Bench, peers: readonly string[]): Promise<void> {
  const measure = (open: Open) =>
    onDatabase(server, async (url) => {
      const taken = { steps: 0, ms: 0 }
      const work: Work = async () => {
        const begun = performance.now()
        const result = await remote()
        taken.steps++
        taken.ms += performance.now() - begun
        return result
      }
      const contestant = await open(url, { inFlight: 100, work })
      try {
        let used = processors(postmaster)
        const warmed = async () => {
          Object.assign(taken, { steps: 0, ms: 0 })
          used = processors(postmaster)
        }
        const { perSecond } = await throughput(contestant, { inFlight: 100, warmMs: 1_000, forMs: 5_000, warmed })
        const split = used()
        const stepMs = taken.ms / taken.steps
        return { perSecond, split, stepMs, share: (perSecond * STEPS * stepMs) / 1000 / 100 }
      } finally {
        await contestant.close()
      }
    })
  const ours = await measure(gantry)
  const detail = { flowsPerSecond: rounded(ours.perSecond), stepMs: rounded(ours.stepMs), inFlight: 100 }
  const theirs = peers.includes('limit') ? { limit: rounded((await measure(limit(1))).share) } : {}
  tell('share_of_little', ours.share, 'share', { ...detail, ...theirs, ...costOf(ours) })
}
