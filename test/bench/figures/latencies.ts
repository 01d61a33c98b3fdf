import type { Bench } from '../bench.ts'
import { nothing } from '../contestant.ts'
import { gantry } from '../gantry.ts'
import { latency, throughput } from '../measure.ts'
import { onDatabase } from '../servers.ts'

/** Of a hundred flows the slowest alone would be the 99th percentile. */
const FOR_MS: Record<number, number> = { 10: 30_000, 100: 5_000, 500: 6_000 }

/** Time from a start to its durable end, at a steady rate of starts. */
export async function latencies({ server, tell }: Bench): Promise<void> {
  await onDatabase(server, async (url) => {
    const contestant = await gantry(url, { inFlight: 100, work: nothing })
    try {
      await throughput(contestant, { inFlight: 10, warmMs: 1_000, forMs: 500 })
      for (const [rate, forMs] of Object.entries(FOR_MS)) {
        const perSecond = Number(rate)
        const { p50Ms, p99Ms, flows } = await latency(contestant, { perSecond, forMs })
        tell('p50_ms', p50Ms, 'ms', { startsPerSecond: perSecond, flows })
        tell('p99_ms', p99Ms, 'ms', { startsPerSecond: perSecond, flows })
      }
    } finally {
      await contestant.close()
    }
  })
}
