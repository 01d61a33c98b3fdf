import { FaultLandscape } from '../landscape.ts'
import { offer, salesOf, pause as wait } from '../load.ts'
import { LEASE_MS, type Row, scaled, settle } from '../row.ts'
import { Strikes } from '../strikes.ts'

const LEASES = 3

/**
 * A worker that was as good as dead for three leases and then goes on, in the middle of whatever it did. Its sockets
 * stayed open meanwhile: answers of vendors and of the database wait for it, and so do its locks.
 */
export const pause: Row = {
  name: 'R3',
  fault: `a worker stopped (SIGSTOP) for ${LEASES} leases, then continued`,
  run: async (context) => {
    const { dice, say, tempo } = context
    const leaseMs = LEASE_MS * tempo
    const sales = salesOf(scaled(200, context, 10), dice)
    const windowMs = 5_000 * tempo + LEASES * leaseMs
    const landscape = await FaultLandscape.start({ workers: 3, latencyMs: 1000 * tempo, leaseMs })
    try {
      const { observer } = landscape
      const strikes = new Strikes(landscape, context)
      const victim = dice.pick(landscape.workers)
      const offered = offer(() => landscape.api.url, sales, windowMs)
      await wait(windowMs / 4)
      // With nothing in hand it would have nothing to write too late.
      const until = Date.now() + windowMs / 4
      while ((await observer.ownedBy(victim.child.pid)).length === 0 && Date.now() < until) await wait(10)
      const owned = await strikes.strike(async () => {
        const found = await observer.ownedBy(victim.child.pid)
        victim.child.kill('SIGSTOP')
        return found
      })
      const since = await observer.now()
      say(`${victim.name} stopped with ${owned.length} runs in hand`)
      await wait(LEASES * leaseMs)
      victim.child.kill('SIGCONT')
      say(`${victim.name} goes on`)
      await offered
      const settled = await settle(landscape, sales, { withinMs: 120_000, say })
      const taken = await observer.recoveries(owned, since)
      const stale = await observer.staleWrites()
      const fenced = landscape.said(victim, 'fenced')
      return {
        load: `${sales.length} flows of 7 effects or more over ${windowMs / 1000} s, 3 workers, a lease of ${leaseMs / 1000} s`,
        figures: {
          ...settled.figures,
          ...strikes.figures,
          stopped_with: owned.length,
          taken_over: taken.length,
          fenced_runs: fenced,
          stale_writes_accepted: stale,
        },
        // Without a fenced write the row would have proved nothing.
        pass: settled.pass && strikes.enough && stale === 0 && fenced > 0 && taken.length > 0,
      }
    } finally {
      await landscape.close()
    }
  },
}
