import type { Dice } from './dice.ts'
import type { Erp } from './erp.ts'
import type { FaultLandscape } from './landscape.ts'
import { judge, type Verdict } from './oracle.ts'
import type { Sale } from './sale/contract.ts'

export type RowContext = {
  seed: number
  /** Of the load and of the number of faults; 1 is the full row. */
  scale: number
  /** Of every time a row waits for: leases, latencies, pauses between faults. 1 is as it is in production. */
  tempo: number
  dice: Dice
  /** Whose books the sales end in, in rows about vendors. */
  erp: Erp
  /** Progress, for people. */
  say: (line: string) => void
}

export type Figures = Record<string, number | string | boolean>

export type Outcome = {
  /** What was asked of the landscape, in words. */
  load: string
  figures: Figures
  pass: boolean
}

/** One kind of fault: it breaks things under load, counts what came out, and ends by itself. */
export type Row = {
  readonly name: string
  readonly fault: string
  readonly run: (context: RowContext) => Promise<Outcome>
}

/** How long a silent worker keeps its runs, as hosts have it. */
export const LEASE_MS = 8_000

/** A share of a full row's count, and never less than `least`. */
export const scaled = (count: number, { scale }: Pick<RowContext, 'scale'>, least = 1): number =>
  Math.max(least, Math.round(count * scale))

/** A fault that finds fewer runs in flight proves little: it is put off, and counted only once there are as many. */
export const LEAST_IN_FLIGHT = 50
/** No request to a vendor of the landscape takes effect later than this: "duplicates 0" holds within it. */
export const REQUEST_LIFE_S = 8

/** What every row is held to once all has come to rest. */
export async function settle(
  landscape: FaultLandscape,
  sales: readonly Sale[],
  { withinMs, say }: { withinMs: number; say: (line: string) => void },
): Promise<{ figures: Figures; pass: boolean }> {
  const { stuck, ms } = await landscape.observer.drained(withinMs, say)
  const states = await landscape.observer.states()
  for (const line of await landscape.observer.held()) say(`held: ${line}`)
  const verdict = await judge(landscape, sales)
  for (const kind of ['duplicates', 'lost', 'wrong'] as const)
    for (const line of verdict[kind].slice(0, 5)) say(`${kind}: ${line}`)
  const { effects, debits, credits } = verdict
  const declined = sales.filter((sale) => sale.declined).length
  const ended = states.completed === sales.length - declined && (states.compensated ?? 0) === declined
  return {
    figures: {
      flows: sales.length,
      effects,
      ...counts(verdict),
      stuck,
      debits_equal_credits: debits === credits,
      at_most_percent_at_95: boundOf(effects),
      request_life_s: REQUEST_LIFE_S,
      drained_s: Number((ms / 1000).toFixed(1)),
      ...(!ended && { states: JSON.stringify(states) }),
    },
    pass: clean(verdict) && stuck === 0 && ended,
  }
}

/** How many of each there are. */
export const counts = ({ duplicates, lost, wrong }: Verdict) => ({
  duplicates: duplicates.length,
  lost: lost.length,
  wrong: wrong.length,
})

export const clean = ({ duplicates, lost, wrong, debits, credits }: Verdict): boolean =>
  duplicates.length + lost.length + wrong.length === 0 && debits === credits

/** None in n effects: with 95% confidence the true share is below 3/n. In percent. */
export const boundOf = (effects: number): number => Number((300 / effects).toFixed(4))

/** The value that this share of the sorted values does not exceed; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
}
