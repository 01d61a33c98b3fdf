import type { Limits } from '@gantry/core/connector/allowance'
import type { VendorApi, VendorOperation } from './vendor-api.ts'

/** What a vendor's document lets one conclude of how the vendor behaves, and from which words. */
export type Conventions = {
  limits: Limits
  /** The words the limits were read from; absent where they are a guess. */
  limitsFrom?: string
  concurrentWrites: 'if-match' | 'last-wins'
}

const SECONDS: Record<string, number> = { second: 1, sec: 1, minute: 60, min: 60, hour: 3600, day: 86_400 }
const RATE =
  /(\d[\d,.]*)\s*(?:api\s+)?(?:requests?|calls?|queries|transactions)\s*(?:\/|per|an?|each|every|in)\s*(\d+)?\s*(second|sec|minute|min|hour|day)s?\b/i

/** Cautious where nothing is said. */
const GUESS: Limits = { requestsPerSecond: 10, concurrency: 10 }

export function conventionsOf(api: VendorApi): Conventions {
  const rate = rateIn([api.description, ...api.operations.map(({ description }) => description)])
  const ifMatch = api.operations.some(({ parameters }) =>
    parameters.some(({ name, in: place }) => place === 'header' && /^if-match$/i.test(name)),
  )
  return {
    limits: rate?.limits ?? GUESS,
    ...(rate && { limitsFrom: rate.words }),
    concurrentWrites: ifMatch ? 'if-match' : 'last-wins',
  }
}

function rateIn(texts: readonly string[]): { limits: Limits; words: string } | undefined {
  for (const text of texts) {
    const [words, count, span, unit] = RATE.exec(text) ?? []
    if (!words) continue
    const seconds = SECONDS[unit!.toLowerCase()]! * Number(span ?? 1)
    const requests = Number(count!.replace(/[,.](?=\d{3})/g, ''))
    if (!(requests > 0 && seconds > 0)) continue
    const requestsPerSecond = Math.max(0.1, Math.floor((requests / seconds) * 10) / 10)
    const perDay = seconds === 86_400 ? { requestsPerDay: requests } : {}
    return {
      limits: {
        requestsPerSecond: Math.min(100, seconds === 86_400 ? 10 : requestsPerSecond),
        concurrency: 10,
        ...perDay,
      },
      words: words.replace(/\s+/g, ' '),
    }
  }
  return undefined
}

/** The header by which the vendor knows a repeated write, and for how long it does. */
export type IdempotencyKey = { header: string; horizon: string }

export function idempotencyKeyOf({ parameters, method }: VendorOperation): IdempotencyKey | undefined {
  if (method === 'get' || method === 'head') return undefined
  const found = parameters.find(
    ({ name, in: place }) => place === 'header' && /idempoten|^paypal-request-id$|^x-request-id$/i.test(name),
  )
  if (!found) return undefined
  const [, count, unit] = /(\d+)[\s-]*(hour|day)/i.exec(found.description ?? '') ?? []
  const horizon = count ? `${count} ${unit![0]!.toLowerCase()}` : '24 h'
  return { header: found.name, horizon }
}
