import { FaultLandscape } from '../landscape.ts'
import { offer, pause, salesOf, submit } from '../load.ts'
import { documentsOfKind } from '../oracle.ts'
import { type Row, scaled, settle } from '../row.ts'
import { Strikes } from '../strikes.ts'

const AGE_S = 600
/** The feed is read at the full minute; then what it told is carried out. */
const RECOVERED_WITHIN_MS = 180_000

/**
 * A backup is taken, ten minutes of work follow, and then the machine is lost and the backup put back. The vendors have
 * what those ten minutes did; the engine knows nothing of it. Callers repeat what they still have, and the vendor's
 * delta feed tells the rest again.
 */
export const restore: Row = {
  name: 'R13',
  fault: 'the database restored to ten minutes ago',
  run: async (context) => {
    const { dice, say } = context
    const sales = salesOf(scaled(500, context, 30), dice)
    const ageMs = Math.max(20_000, AGE_S * 1000 * context.scale)
    const share = (from: number, to: number) =>
      sales.slice(Math.floor(sales.length * from), Math.floor(sales.length * to))
    const landscape = await FaultLandscape.start({ workers: 2, latencyMs: 1500, feeds: true })
    try {
      const { cluster, observer } = landscape
      const strikes = new Strikes(landscape, context)
      const url = () => landscape.api.url
      await offer(url, share(0, 0.3), Math.min(30_000, ageMs / 2))
      await strikes.strike(() => cluster.backUp())
      const backedUp = Date.now()
      say('the backup is taken')
      await offer(url, share(0.3, 0.5), ageMs / 2)
      await pause(Math.max(0, backedUp + ageMs - Math.min(60_000, ageMs / 3) - Date.now()))
      // The last part is under way when the end comes.
      await offer(url, share(0.5, 1), Math.min(60_000, ageMs / 3))
      const endedBefore = Number((await observer.states()).completed ?? 0)
      await strikes.strike(async () => {
        const hosts = [landscape.api, ...landscape.workers]
        for (const { child } of hosts) child.kill('SIGKILL')
        await Promise.all(hosts.map(({ child }) => child.exited))
        await cluster.restore()
      })
      const restoredToS = Math.round((Date.now() - backedUp) / 1000)
      const known = Object.values(await observer.states()).reduce((sum, count) => sum + count, 0)
      say(`restored to ${restoredToS} s ago: ${known} runs are known of ${sales.length}`)
      await landscape.restartApi()
      for (const worker of [...landscape.workers]) await landscape.replace(worker)
      // Who had no word of an end asks again.
      await Promise.all(share(0.3, 1).map((sale) => submit(url(), sale)))
      for (const until = Date.now() + RECOVERED_WITHIN_MS; Date.now() < until; await pause(500))
        if (documentsOfKind(landscape, 'receipt') >= sales.length) break
      const settled = await settle(landscape, sales, { withinMs: RECOVERED_WITHIN_MS, say })
      return {
        load: `${sales.length} flows of 7 effects or more, and a receipt for each that the vendor's delta feed starts`,
        figures: {
          ...settled.figures,
          ...strikes.figures,
          restored_to_s_ago: restoredToS,
          runs_ended_before: endedBefore,
          runs_known_after: known,
          receipts: documentsOfKind(landscape, 'receipt'),
        },
        pass: settled.pass && strikes.enough && known < sales.length,
      }
    } finally {
      await landscape.close()
    }
  },
}
