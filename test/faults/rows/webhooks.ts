import { randomBytes } from 'node:crypto'
import { advance, simulateTime } from '@gantry/core/database/clock'
import { openDatabase } from '@gantry/core/database/database'
import { FaultLandscape } from '../landscape.ts'
import { pause, salesOf } from '../load.ts'
import { attempt, bodyOf, eachOf } from '../notices.ts'
import { judgeReceipts } from '../oracle.ts'
import { boundOf, clean, counts, quantile, type Row, scaled } from '../row.ts'
import type { Sale } from '../sale/contract.ts'

const MOST_COPIES = 5
const LATEST_MS = 72 * 3_600_000
const FORGED = 0.02
const SENDERS = 12
const KILLS = 5
const ACKNOWLEDGED_WITHIN_MS = 1_000

type Delivery = { notice: Sale; at: Date; forged: boolean }

/** A vendor that sends each event up to five times, in no order and up to three days late; and others who only claim to be it. */
export const webhooks: Row = {
  name: 'R7',
  fault: 'webhooks 1 to 5 times, shuffled, late, 2% forged, the secret rotated, the receiver killed',
  run: async (context) => {
    const { dice, say, erp } = context
    const notices = salesOf(scaled(10_000, context, 100), dice, { declinedShare: 0, prefix: 'W' })
    const forgeries = salesOf(Math.ceil(notices.length * FORGED), dice, { prefix: 'X' })
    const now = Date.now()
    // Over the row business time goes on by three days: an event is from a time before its delivery, and so late.
    const deliveries: Delivery[] = dice.shuffle([
      ...notices.flatMap((notice) => {
        const at = new Date(now - dice.between(0, LATEST_MS))
        const copies = 1 + Math.floor(dice.roll() * MOST_COPIES)
        return Array.from({ length: copies }, () => ({ notice, at, forged: false }))
      }),
      ...forgeries.map((notice) => ({ notice, at: new Date(now), forged: true })),
    ])
    const landscape = await FaultLandscape.start({ workers: 2, latencyMs: 20, feeds: true, erp, concurrency: 200 })
    const { db, close } = openDatabase(landscape.cluster.url, { max: 2, name: 'faults-clock' })
    try {
      await simulateTime(db)
      const [old, fresh] = [landscape.environment.STRIPE_WEBHOOK_SECRET!, `whsec_${randomBytes(24).toString('hex')}`]
      const rotated = { environment: { ...landscape.environment, STRIPE_WEBHOOK_SECRET: fresh } }
      let secrets = [old]
      let orders: Partial<typeof rotated> = {}
      const milestones = new Map<number, () => Promise<void>>()
      const at = (share: number, act: () => Promise<void>) => milestones.set(Math.floor(deliveries.length * share), act)
      const kill = async () => {
        landscape.api.child.kill('SIGKILL')
        await landscape.api.child.exited
        await landscape.restartApi(orders)
      }
      at(1 / 3, async () => {
        // The vendor signs with both; a receiver that knows the new one only goes on.
        secrets = [old, fresh]
        orders = rotated
        await kill()
      })
      at(2 / 3, async () => {
        secrets = [fresh]
      })
      const kills = scaled(KILLS, context, 1)
      for (let n = 1; n <= kills; n++) at((n - 0.5) / kills, kill)
      const days = 12
      for (let n = 1; n <= days; n++) at(n / (days + 1) + 0.001, async () => void (await advance(db, LATEST_MS / days)))

      const acknowledged = new Set<string>()
      const times: number[] = []
      let forgedTaken = 0
      let attempts = 0
      const begun = performance.now()
      await eachOf(deliveries, SENDERS, async ({ notice, at, forged }, index) => {
        void milestones.get(index)?.()
        const body = bodyOf(notice, at)
        if (forged) {
          let status: number | undefined
          while (status === undefined)
            status = await attempt(landscape.api.url, body, [randomBytes(24).toString('hex')])
          if (status !== 401) forgedTaken++
          return
        }
        for (;;) {
          const since = performance.now()
          attempts++
          const status = await attempt(landscape.api.url, body, secrets)
          if (status === 200) {
            times.push(performance.now() - since)
            acknowledged.add(notice.reference)
            return
          }
          if (attempts % 50 === 0) say(`${attempts} attempts, the last was answered ${status}`)
          await pause(200)
        }
      })
      const seconds = (performance.now() - begun) / 1000
      say(`${attempts} attempts in ${Math.round(seconds)} s`)
      const { stuck, ms } = await filed(landscape, notices.length, 180_000)
      const verdict = await judgeReceipts(landscape, notices)
      for (const kind of ['duplicates', 'lost', 'wrong'] as const)
        for (const line of verdict[kind].slice(0, 5)) say(`${kind}: ${line}`)
      const lost = verdict.lost.filter((line) => acknowledged.has(line.split(' ')[1]!)).length
      const p99 = Math.round(quantile(times, 0.99))
      return {
        load: `${notices.length} events in ${deliveries.length} deliveries, ERP ${erp}`,
        figures: {
          erp,
          effects: verdict.effects,
          ...counts(verdict),
          stuck,
          at_most_percent_at_95: boundOf(verdict.effects),
          acknowledged_and_lost: lost,
          deliveries: deliveries.length,
          attempts,
          forged: forgeries.length,
          forged_taken: forgedTaken,
          faults: kills + 1,
          acknowledge_p50_ms: Math.round(quantile(times, 0.5)),
          acknowledge_p99_ms: p99,
          deliveries_per_s: Math.round(deliveries.length / seconds),
          drained_s: Math.round(ms / 1000),
        },
        pass: clean(verdict) && stuck === 0 && lost === 0 && forgedTaken === 0 && p99 <= ACKNOWLEDGED_WITHIN_MS,
      }
    } finally {
      await close()
      await landscape.close()
    }
  },
}

/** Resolves once so many receipts are filed, or the time is up. */
export async function filed(
  { observer }: FaultLandscape,
  count: number,
  withinMs: number,
): Promise<{ stuck: number; ms: number }> {
  const begun = Date.now()
  for (;;) {
    const rows = await observer.query<{ count: number }>(
      `select count(*)::int from gantry.run where flow = 'receipt' and state = 'completed'`,
    )
    const ms = Date.now() - begun
    const stuck = count - rows[0]!.count
    if (stuck <= 0 || ms > withinMs) return { stuck, ms }
    await pause(100)
  }
}
