import type { Connector } from '@gantry/core/connector'
import project from '../../config.ts'
import { connectionOf } from '../erp.ts'
import { FaultLandscape } from '../landscape.ts'
import { offer, pause, salesOf } from '../load.ts'
import { type Row, scaled, settle } from '../row.ts'

const FAULTS = { error500: 0.1, error429: 0.1, commitThenDrop: 0.05, cutBody: 0.02 }
/** So many requests in a row are told to slow down in the vendor's own words. */
const SLOWED = 5
const SLOWED_EACH_MS = 3_000

type Stats = { lostAnswers: number; met: number; patience: Patience }
type Patience = { asked: number; repeated: number; repeatedEarly: number; sentEarly: number; heardWithinMs: number }

/** Every vendor fails one request in four, in each of the ways that leave a client in doubt. */
export const vendorFailures: Row = {
  name: 'R6',
  fault: 'vendors answer 500, 429 with Retry-After, commit and drop, cut bodies, and 400 for a rate limit',
  run: async (context) => {
    const { dice, say, tempo, erp } = context
    const sales = salesOf(scaled(2000, context, 6), dice)
    const windowMs = Math.max(3_000, 120_000 * context.scale) * tempo
    const landscape = await FaultLandscape.start({ workers: 3, latencyMs: 100 * tempo, erp, concurrency: 150 })
    try {
      const { vendors } = landscape
      await Promise.all(vendors.map((vendor) => landscape.faults(vendor, FAULTS)))
      const slowing = slowDown(landscape, SLOWED_EACH_MS * tempo)
      const begun = Date.now()
      await offer(() => landscape.api.url, sales, windowMs)
      const inFlight = await landscape.observer.inFlight()
      say(`all are taken, ${inFlight} in flight`)
      // The last few requests would meet nothing else: so many are slowed, however few there are.
      const slowed = await slowing.end()
      const { stuck: left } = await landscape.observer.drained(Math.max(60_000, 240_000 * context.scale) * tempo)
      const statsOf = () => Promise.all(vendors.map((vendor) => landscape.control<Stats>(vendor, 'GET', 'stats')))
      // The count begins anew with other faults.
      const requests = (await statsOf()).reduce((total, { met }) => total + met, 0)
      // A step of four requests fails seven times in ten: the unluckiest wait a minute between attempts.
      await Promise.all(vendors.map((vendor) => landscape.faults(vendor, {})))
      say(`the vendors are well again, ${left} in flight`)
      const settled = await settle(landscape, sales, { withinMs: 600_000, say })
      const seconds = (Date.now() - begun) / 1000
      const stats = await statsOf()
      const sum = (count: (one: Stats) => number) => stats.reduce((total, one) => total + count(one), 0)
      const patience = {
        retry_after_asked: sum((one) => one.patience.asked),
        repeated_after_it: sum((one) => one.patience.repeated),
        repeated_before_it: sum((one) => one.patience.repeatedEarly),
        others_sent_before_it: sum((one) => one.patience.sentEarly),
        heard_within_ms: Math.max(...stats.map((one) => one.patience.heardWithinMs)),
      }
      return {
        load: `${sales.length} flows of 7 effects or more over ${Math.round(windowMs / 1000)} s, 3 workers, ERP ${erp}`,
        figures: {
          ...settled.figures,
          erp,
          requests,
          answers_lost: sum((one) => one.lostAnswers),
          slowed_in_own_words: slowed,
          left_when_vendors_were_well: left,
          ...patience,
          in_flight_at_fault: inFlight,
          flows_per_s: Number((sales.length / seconds).toFixed(1)),
        },
        pass: settled.pass && patience.repeated_after_it > 0 && patience.repeated_before_it === 0,
      }
    } finally {
      await landscape.close()
    }
  },
}

/** Has the ERP ask to slow down in its own words (NetSuite: a 400), where it has any, again and again. */
function slowDown(landscape: FaultLandscape, eachMs: number): { end: () => Promise<number> } {
  let over = false
  const carried = (async () => {
    const vendor = connectionOf(landscape.erp)
    const connector = (await project.connections[vendor]!.connector()).default as Connector
    const act = (await connector.rehearsal()).default().acts?.slowDown
    let count = 0
    for (; act && !over; await pause(eachMs)) {
      await landscape.control(vendor, 'POST', `actions/${act.action}`, { ...act.body, requests: SLOWED })
      count += SLOWED
    }
    return count
  })()
  return {
    end: () => {
      over = true
      return carried
    },
  }
}
