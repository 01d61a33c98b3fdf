import { FaultLandscape, type Host } from '../landscape.ts'
import { salesOf } from '../load.ts'
import { LEASE_MS, quantile, type Row, scaled, settle } from '../row.ts'
import { Strikes } from '../strikes.ts'

const WORKERS = 4
const RECOVERED_WITHIN_MS = 30_000

/** Workers killed as the machine's power would: what they had in hand is in nobody's memory any more. */
export const kill: Row = {
  name: 'R1',
  fault: 'kill -9 of a random worker',
  run: async (context) => {
    const { dice, say, tempo } = context
    const sales = salesOf(scaled(2000, context, 20), dice)
    const pauses = Array.from({ length: scaled(50, context, 2) }, () => tempo * dice.between(1000, 8000))
    const windowMs = pauses.reduce((sum, ms) => sum + ms, 0)
    const landscape = await FaultLandscape.start({
      workers: WORKERS,
      latencyMs: 900 * tempo,
      leaseMs: LEASE_MS * tempo,
    })
    try {
      const strikes = new Strikes(landscape, context)
      const recoveries: (() => Promise<number[]>)[] = []
      const starts = new Set<Promise<Host>>()
      await strikes.spread(sales, pauses, async (index) => {
        // The machine is slow to start others: one at least is left.
        while (landscape.workers.length < 2) await Promise.race(starts)
        await strikes.strike(async () => {
          const victim = dice.pick(landscape.workers)
          const { observer } = landscape
          const [owned, since] = await Promise.all([observer.ownedBy(victim.child.pid), observer.now()])
          victim.child.kill('SIGKILL')
          recoveries.push(() => observer.recoveries(owned, since))
          const start = landscape.replace(victim)
          starts.add(start)
          // One that failed is heard of at the end.
          start.then(() => starts.delete(start)).catch(() => {})
          say(`kill ${index + 1} of ${pauses.length}: ${victim.name} with ${owned.length} runs in hand`)
        })
      })
      await Promise.all(starts)
      const settled = await settle(landscape, sales, { withinMs: 90_000, say })
      const ms = (await Promise.all(recoveries.map((look) => look()))).flat()
      const p95 = quantile(ms, 0.95)
      return {
        load: `${sales.length} flows of 7 effects or more over ${Math.round(windowMs / 1000)} s, ${WORKERS} workers`,
        figures: {
          ...settled.figures,
          ...strikes.figures,
          taken_over: ms.length,
          recovery_p50_s: quantile(ms, 0.5) / 1000,
          recovery_p95_s: p95 / 1000,
        },
        pass: settled.pass && strikes.enough && ms.length > 0 && p95 <= RECOVERED_WITHIN_MS,
      }
    } finally {
      await landscape.close()
    }
  },
}
