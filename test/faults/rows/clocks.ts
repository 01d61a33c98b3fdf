import { FaultLandscape } from '../landscape.ts'
import { offer, pause, salesOf } from '../load.ts'
import { attempt, bodyOf } from '../notices.ts'
import { firstWritten, metadataReference } from '../oracle.ts'
import { quantile, type Row, scaled, settle } from '../row.ts'
import { COOLING_MS } from '../sale/timed-flow.ts'

const MINUTE_MS = 60_000
const SKEWS = [5 * MINUTE_MS, -5 * MINUTE_MS, 60 * MINUTE_MS] as const
const TOLERANCE_S = 300
/** Seconds a signature is old, and what has to be said of it. */
const SIGNATURES = [
  [TOLERANCE_S, 200],
  [TOLERANCE_S + 1, 401],
  [-TOLERANCE_S, 200],
  [-TOLERANCE_S - 1, 401],
] as const
const SECOND_MS = 1000
const TRIES = 30

/** Machines whose clocks are wrong: their timers, leases and tolerances are not, for the database says what time it is. */
export const clocks: Row = {
  name: 'R9',
  fault: 'worker clocks off by 5 minutes either way and by an hour',
  run: async (context) => {
    const { dice, say } = context
    const sales = salesOf(scaled(1000, context, 30), dice)
    const windowMs = Math.max(5_000, 60_000 * context.scale)
    const landscape = await FaultLandscape.start({ workers: 0, latencyMs: 200, timers: true })
    try {
      for (const skewMs of SKEWS) await landscape.addWorker({}, skewMs)
      const offered = offer(() => landscape.api.url, sales, windowMs)
      await pause(windowMs / 2)
      const inFlight = await landscape.observer.inFlight()
      await offered
      say(`all are taken, ${inFlight} in flight half-way`)
      const settled = await settle(landscape, sales, { withinMs: 180_000, say })
      const waited = waitsOf(landscape)
      const early = waited.filter((ms) => ms < COOLING_MS).length
      const { wrong, tried } = await signatures(landscape, say)
      return {
        load: `${sales.length} flows of 7 effects or more with a timer of ${COOLING_MS / 1000} s, 3 workers`,
        figures: {
          ...settled.figures,
          in_flight_at_fault: inFlight,
          timers: waited.length,
          timers_early: early,
          timer_late_p95_s: Math.round(quantile(waited, 0.95) - COOLING_MS) / 1000,
          signatures: tried,
          signatures_misjudged: wrong,
        },
        pass: settled.pass && early === 0 && waited.length === sales.length && wrong === 0,
      }
    } finally {
      await landscape.close()
    }
  },
}

/** From each order in the ledger's books to its payer at Stripe, by the true clocks of the two vendors; in milliseconds. */
function waitsOf(landscape: FaultLandscape): number[] {
  const orders = firstWritten(landscape.booksOf('abacus'), 'document', (record) => record.reference)
  const payers = firstWritten(landscape.booksOf('stripe'), 'customers', metadataReference)
  return [...orders].flatMap(([reference, at]) => {
    const then = payers.get(reference)
    return then === undefined ? [] : [then - at]
  })
}

/** Signatures at the edge of the tolerance, at receivers with right and wrong clocks. */
async function signatures(landscape: FaultLandscape, say: (line: string) => void) {
  let wrong = 0
  let tried = 0
  for (const skewMs of [0, ...SKEWS]) {
    const receiver = await landscape.host({ serve: ['system'] }, skewMs)
    for (const [ageS, wanted] of SIGNATURES) {
      const status = await withinOneSecond(landscape, receiver.url, `T${skewMs}${ageS}`, ageS)
      tried++
      if (status === wanted) continue
      wrong++
      say(`${status} where ${wanted} was due: ${ageS} s old, the clock ${skewMs / 1000} s off`)
    }
    await receiver.child.end()
  }
  return { wrong, tried }
}

/** An answer given in the second in which its request was signed: one that crosses it says nothing of the edge. */
async function withinOneSecond({ environment }: FaultLandscape, url: string, reference: string, ageS: number) {
  const body = bodyOf({ reference, amount: '1.00', declined: false }, new Date())
  for (let tries = 0; tries < TRIES; tries++) {
    // A twentieth into the second: the receiver reads the database's time, and knows it to some milliseconds.
    await pause(SECOND_MS - (Date.now() % SECOND_MS) + SECOND_MS / 20)
    const second = Math.floor(Date.now() / SECOND_MS)
    const status = await attempt(url, body, [environment.STRIPE_WEBHOOK_SECRET!], second - ageS)
    if (Math.floor(Date.now() / SECOND_MS) === second) return status
  }
  return undefined
}
