import { OUTLIVED } from '../config.ts'
import type { Dice } from '../dice.ts'
import { FaultLandscape } from '../landscape.ts'
import type { NamedLink } from '../links.ts'
import { salesOf, pause as wait } from '../load.ts'
import { LEASE_MS, type Row, scaled, settle } from '../row.ts'
import { Strikes } from '../strikes.ts'

/** Longer than a connector waits for an answer. */
const VENDOR_FROZEN_MS = 35_000
/** Longer than a lease. */
const DATABASE_FROZEN_MS = 15_000

type Harm = { name: string; on: (one: NamedLink, database: boolean) => Promise<void> }

/** What happens to cables, switches and the machines in between. */
const harmsOf = (dice: Dice, tempo: number): Harm[] => {
  const pass = async (one: NamedLink, ms: number, mend: () => void) => {
    await wait(ms * tempo)
    mend()
    one.frozen = false
  }
  return [
    {
      name: 'latency',
      on: (one) => {
        one.link.weather = { delayMs: dice.between(20, 200) }
        return pass(one, 6_000, () => (one.link.weather = {}))
      },
    },
    {
      name: 'sliced',
      on: (one) => {
        one.link.weather = { sliceBytes: Math.round(dice.between(1, 40)) }
        return pass(one, 6_000, () => (one.link.weather = {}))
      },
    },
    { name: 'reset', on: async (one) => one.link.reset() },
    {
      name: 'half_open',
      on: async (one, database) => {
        if (one.frozen) return
        one.frozen = true
        one.link.freeze()
        await pass(one, database ? DATABASE_FROZEN_MS : VENDOR_FROZEN_MS, () => {
          // What was lost on the way stays lost: both ends hear of it at last.
          one.link.reset()
          one.link.thaw()
        })
      },
    },
  ]
}

/** The network between hosts, database and vendors is slow, cuts, slices, and goes silent without a word. */
export const brokenLinks: Row = {
  name: 'R5',
  fault: 'latency, resets, sliced packets and half-open connections on the links to database and vendors',
  run: async (context) => {
    const { dice, say, tempo, erp } = context
    const sales = salesOf(scaled(2000, context, 100), dice)
    const pauses = Array.from({ length: scaled(40, context, 8) }, () => tempo * dice.between(2_000, 5_000))
    const windowMs = pauses.reduce((sum, ms) => sum + ms, 0)
    const landscape = await FaultLandscape.start({
      workers: 3,
      latencyMs: 600 * tempo,
      leaseMs: LEASE_MS * tempo,
      erp,
      linked: true,
    })
    try {
      const { links } = landscape
      const strikes = new Strikes(landscape, context)
      const harms = harmsOf(dice, tempo)
      const done: Record<string, number> = {}
      const passing: Promise<void>[] = []
      await strikes.spread(sales, pauses, async (index) => {
        // Each kind in turn, on the database's links and on the vendors'.
        const harm = harms[index % harms.length]!
        const database = Math.floor(index / harms.length) % 2 === 0
        const one = dice.pick(database ? links.databases : links.vendors)
        await strikes.strike(async () => {
          passing.push(harm.on(one, database))
        })
        done[harm.name] = (done[harm.name] ?? 0) + 1
        say(`${harm.name} on the link to ${database ? `the database of ${one.name}` : one.name}`)
      })
      await Promise.all(passing)
      links.mend()
      const settled = await settle(landscape, sales, { withinMs: 600_000, say })
      const hosts = [landscape.api, ...landscape.workers]
      const outlived = hosts.reduce((sum, host) => sum + landscape.said(host, OUTLIVED), 0)
      return {
        load: `${sales.length} flows of 7 effects or more over ${Math.round(windowMs / 1000)} s, 3 workers, ERP ${erp}`,
        figures: { ...settled.figures, ...strikes.figures, erp, ...done, calls_past_deadline: outlived },
        pass: settled.pass && strikes.enough && outlived === 0,
      }
    } finally {
      await landscape.close()
    }
  },
}
