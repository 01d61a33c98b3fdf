import { advance, simulateTime } from '@gantry/core/database/clock'
import { openDatabase } from '@gantry/core/database/database'
import { FaultLandscape } from '../landscape.ts'
import { offer, pause, salesOf } from '../load.ts'
import { type Row, scaled, settle } from '../row.ts'

const OUTAGE_S = 600
/** Real seconds of it: in each, business time goes on by its share of the ten minutes. */
const REAL_S = 60
const OPEN_WITHIN_MS = 5_000
/** A probe a second leaves evenly; it arrives less so. */
const LEAST_GAP_MS = 900
/** By then every worker knows, and what had its moment before has left. */
const KNOWN_WITHIN_MS = 1_000

/** The ERP's address refuses every connection for ten minutes, and then is there again. */
export const outage: Row = {
  name: 'R11',
  fault: 'the ERP is down for ten minutes of a simulation',
  run: async (context) => {
    const { dice, say, erp } = context
    const sales = salesOf(scaled(1000, context, 40), dice)
    const realMs = Math.max(20_000, REAL_S * 1000 * context.scale)
    const landscape = await FaultLandscape.start({ workers: 3, latencyMs: 200, erp, linked: true })
    const { db, close } = openDatabase(landscape.cluster.url, { max: 2, name: 'faults-clock' })
    try {
      const { observer } = landscape
      const vendor = landscape.ledger
      const link = landscape.links.vendor(vendor)
      await simulateTime(db)
      const offered = offer(() => landscape.api.url, sales, realMs)
      await pause(realMs / 4)
      const inFlight = await observer.inFlight()
      const attempts: number[] = []
      const began = performance.now()
      let over = false
      const refusing = (async () => {
        for (; !over; await link.cut(1)) attempts.push(performance.now())
      })()
      say(`${vendor} is down, ${inFlight} runs in flight`)
      const openedAfterMs = await opened(landscape, vendor, began)
      say(`the breaker is open after ${openedAfterMs} ms`)
      const stepMs = (OUTAGE_S * 1000 * 1000) / realMs
      while (performance.now() - began < realMs) {
        await pause(1000)
        await advance(db, Math.max(0, stepMs - 1000))
      }
      over = true
      link.mend()
      void refusing
      const lastedS = Math.round((performance.now() - began) / 1000)
      await offered
      const mended = Date.now()
      const settled = await settle(landscape, sales, { withinMs: 300_000, say })
      const probes = attempts.filter((at) => at - began > openedAfterMs + KNOWN_WITHIN_MS)
      const gaps = probes.slice(1).map((at, index) => at - probes[index]!)
      const leastGapMs = Math.round(Math.min(...gaps))
      return {
        load: `${sales.length} flows of 7 effects or more, 3 workers, ERP ${erp}`,
        figures: {
          ...settled.figures,
          erp,
          in_flight_at_fault: inFlight,
          outage_s: OUTAGE_S,
          outage_real_s: lastedS,
          breaker_open_after_ms: openedAfterMs,
          attempts: attempts.length,
          attempts_before_all_knew: attempts.length - probes.length,
          probes: probes.length,
          least_gap_between_probes_ms: leastGapMs,
          ended_after_outage_s: Math.round((Date.now() - mended) / 1000),
        },
        pass: settled.pass && openedAfterMs <= OPEN_WITHIN_MS && probes.length > 0 && leastGapMs >= LEAST_GAP_MS,
      }
    } finally {
      await close()
      await landscape.close()
    }
  },
}

/** How long after `began` the workers share that this vendor does not answer, in milliseconds. */
async function opened({ observer }: FaultLandscape, vendor: string, began: number): Promise<number> {
  for (;;) {
    const rows = await observer.query('select from gantry.connection where name = $1 and opened_at is not null', [
      vendor,
    ])
    const ms = Math.round(performance.now() - began)
    if (rows.length > 0 || ms > 6 * OPEN_WITHIN_MS) return ms
    await pause(50)
  }
}
