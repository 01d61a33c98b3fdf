import { FaultLandscape } from '../landscape.ts'
import { offer, salesOf } from '../load.ts'
import { type Row, scaled, settle } from '../row.ts'
import { Strikes } from '../strikes.ts'

const WORKERS = 5
/** Asked to end, a worker has to be gone by then, and of its own accord. */
const ENDS_WITHIN_MS = 30_000

/** A deploy: one worker after another ends when asked to and comes back with the next version of the flow. */
export const release: Row = {
  name: 'R12',
  fault: 'rolling SIGTERM of five workers with a new flow version',
  run: async (context) => {
    const { dice, say } = context
    const count = scaled(500, context, 20)
    const sales = salesOf(count, dice, { declinedShare: 0 })
    const later = salesOf(scaled(100, context, 10), dice, { declinedShare: 0, prefix: 'T' })
    const landscape = await FaultLandscape.start({ workers: WORKERS, latencyMs: 2500, concurrency: 150 })
    try {
      const { observer } = landscape
      const strikes = new Strikes(landscape, context)
      await offer(() => landscape.api.url, sales, 10_000)
      const begun = await observer.inFlight()
      let unwilling = 0
      let longestMs = 0
      for (const worker of [...landscape.workers]) {
        await strikes.strike(async () => {
          const asked = performance.now()
          if (!(await worker.child.end(ENDS_WITHIN_MS))) unwilling++
          longestMs = Math.max(longestMs, performance.now() - asked)
          await landscape.replace(worker, { release: 2 })
        })
        say(`${worker.name} ended, its successor carries the new version; ${await observer.inFlight()} runs in flight`)
      }
      await landscape.api.child.end()
      await landscape.restartApi({ release: 2 })
      await offer(() => landscape.api.url, later, 5_000)
      const settled = await settle(landscape, [...sales, ...later], { withinMs: 150_000, say })
      const versions = await observer.versions()
      const failed = await observer.troubled()
      return {
        load: `${begun} flows in flight, ${later.length} more after the deploy, ${WORKERS} workers`,
        figures: {
          ...settled.figures,
          ...strikes.figures,
          failed_or_held: failed,
          ended_by_force: unwilling,
          longest_end_s: Math.round(longestMs / 100) / 10,
          version_1: versions[1] ?? 0,
          version_2: versions[2] ?? 0,
        },
        pass:
          settled.pass &&
          strikes.enough &&
          failed === 0 &&
          unwilling === 0 &&
          versions[1] === sales.length &&
          versions[2] === later.length,
      }
    } finally {
      await landscape.close()
    }
  },
}
