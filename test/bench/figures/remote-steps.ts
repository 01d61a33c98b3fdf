import { type Bench, rounded } from '../bench.ts'
import { remote, STEPS } from '../contestant.ts'
import { gantry } from '../gantry.ts'
import { throughput } from '../measure.ts'
import { onDatabase } from '../servers.ts'

const MEAN_MS = 10

/**
 * Steps that take any time up to 20 ms, a hundred flows in flight. By Little's law no engine does more than a hundred
 * flows in the time that five steps take.
 */
export async function remoteSteps({ server, tell }: Bench): Promise<void> {
  await onDatabase(server, async (url) => {
    const contestant = await gantry(url, { inFlight: 100, work: remote })
    try {
      const { perSecond } = await throughput(contestant, { inFlight: 100, warmMs: 1_000, forMs: 5_000 })
      const most = 100 / ((STEPS * MEAN_MS) / 1000)
      tell('share_of_little', perSecond / most, 'share', { flowsPerSecond: rounded(perSecond), most, inFlight: 100 })
    } finally {
      await contestant.close()
    }
  })
}
