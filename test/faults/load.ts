import type { Dice } from './dice.ts'
import type { Sale, SaleRun } from './sale/contract.ts'

const PATH = '/process/sales/v1/sales'
const GIVE_UP_MS = 150_000
/** Between attempts, where the answer does not say: a thousand callers at once would keep a host from coming up. */
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
/** Come too slowly, a key in flight whose first request may have died with its process, and too many. */
const PASSING = new Set([408, 409, 429])

/** Sales with amounts of their own; `declinedShare` of them will have to be undone. */
export const salesOf = (count: number, dice: Dice, { declinedShare = 0.1, prefix = 'S' } = {}): Sale[] =>
  Array.from({ length: count }, (_, index) => ({
    reference: `${prefix}-${String(index + 1).padStart(5, '0')}`,
    amount: `${1 + Math.floor(dice.roll() * 9_000)}.${String(Math.floor(dice.roll() * 100)).padStart(2, '0')}`,
    declined: dice.roll() < declinedShare,
  }))

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Submits a sale as a caller does who will have an answer: again after a lost one, an outage or a refusal that passes. */
export async function submit(url: string, sale: Sale, key = `sale:${sale.reference}`): Promise<SaleRun> {
  const until = Date.now() + GIVE_UP_MS
  for (let longestMs = FIRST_PAUSE_MS; ; longestMs = Math.min(LONGEST_PAUSE_MS, longestMs * 2)) {
    const { answer, pauseMs = longestMs * (0.5 + Math.random() / 2) } = await attempt(url, sale, key)
    if (answer) return answer
    if (Date.now() > until) throw new Error(`${sale.reference} was not taken within ${GIVE_UP_MS / 1000} s.`)
    await pause(pauseMs)
  }
}

async function attempt(url: string, sale: Sale, key: string): Promise<{ answer?: SaleRun; pauseMs?: number }> {
  try {
    const response = await fetch(url + PATH, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(sale),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    if (response.ok) return { answer: JSON.parse(text) as SaleRun }
    if (response.status >= 500 || PASSING.has(response.status)) return waitOf(response.headers.get('retry-after'))
    throw new Refused(`${sale.reference}: ${response.status} ${text.slice(0, 300)}`)
  } catch (error) {
    if (error instanceof Refused) throw error
    return {}
  }
}

const waitOf = (retryAfter: string | null) => (retryAfter === null ? {} : { pauseMs: Number(retryAfter) * 1000 })

class Refused extends Error {}

/** Submits sales evenly over a window of time; resolves once each is acknowledged. */
export async function offer(url: () => string, sales: readonly Sale[], windowMs: number): Promise<SaleRun[]> {
  const begun = performance.now()
  const answers = sales.map(async (sale, index) => {
    await pause(Math.max(0, (index / sales.length) * windowMs - (performance.now() - begun)))
    return submit(url(), sale)
  })
  return Promise.all(answers)
}
