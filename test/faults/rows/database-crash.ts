import { FaultLandscape } from '../landscape.ts'
import { salesOf } from '../load.ts'
import { LEASE_MS, type Row, scaled, settle } from '../row.ts'
import { Strikes } from '../strikes.ts'

const ENDED_WITHIN_MS = 60_000

/** The database goes away under everybody at once, again and again, and comes back with what was committed. */
export const databaseCrash: Row = {
  name: 'R4',
  fault: 'Postgres restarted with -m immediate every 5 to 10 s',
  run: async (context) => {
    const { dice, say, tempo } = context
    const sales = salesOf(scaled(5000, context, 20), dice)
    const pauses = Array.from({ length: scaled(67, context, 2) }, () => tempo * dice.between(5000, 10_000))
    const windowMs = pauses.reduce((sum, ms) => sum + ms, 0)
    const landscape = await FaultLandscape.start({
      workers: 3,
      latencyMs: 500 * tempo,
      leaseMs: LEASE_MS * tempo,
    })
    try {
      const strikes = new Strikes(landscape, context)
      const outages: number[] = []
      let over = Date.now()
      await strikes.spread(sales, pauses, async (index) => {
        await strikes.strike(async () => {
          const begun = performance.now()
          await landscape.cluster.crash()
          outages.push(performance.now() - begun)
        })
        say(`restart ${index + 1} of ${pauses.length}: back after ${Math.round(outages.at(-1)!)} ms`)
        over = Date.now()
      })
      const settled = await settle(landscape, sales, {
        withinMs: Math.max(0, over + ENDED_WITHIN_MS - Date.now()),
        say,
      })
      return {
        load: `${sales.length} flows of 7 effects or more over ${Math.round(windowMs / 1000)} s, 3 workers`,
        figures: {
          ...settled.figures,
          ...strikes.figures,
          ended_after_last_fault_s: Math.round((Date.now() - over) / 100) / 10,
          longest_outage_s: Math.round(Math.max(...outages) / 100) / 10,
        },
        pass: settled.pass && strikes.enough,
      }
    } finally {
      await landscape.close()
    }
  },
}
