import { createHash } from 'node:crypto'
import type { ConnectContext, Fetch } from '@gantry/core/connector'
import { vendorFailure } from '@gantry/core/connector/outbound'
import type { Call } from '@gantry/core/contract'
import { LRUCache } from 'lru-cache'
import Stripe from 'stripe'

export type Config = { apiKey: string; webhookSecret: string; baseUrl: string }

/** One Stripe account, with what never changes remembered. */
export type Vendor = {
  stripe: Stripe
  exclusively: ConnectContext<Config>['exclusively']
  /** A customer's id by its reference, and the reverse. */
  customerIds: LRUCache<string, string>
  customerReferences: LRUCache<string, string>
  /** Products known to exist, or being made, by id. */
  products: LRUCache<string, Promise<void>>
  /** Invoices made here, by order: the search learns of them only later. */
  made: LRUCache<string, Set<string>>
}

const REMEMBERED = 10_000
const LONGEST_KEY = 255

export function connect({ config, fetch, exclusively }: ConnectContext<Config>): Vendor {
  const { protocol, hostname, port } = new URL(config.baseUrl)
  return {
    stripe: new Stripe(config.apiKey, {
      protocol: protocol === 'http:' ? 'http' : 'https',
      host: hostname,
      port: port || (protocol === 'http:' ? 80 : 443),
      httpClient: Stripe.createFetchHttpClient(understood(fetch) as typeof globalThis.fetch),
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    exclusively,
    customerIds: new LRUCache({ max: REMEMBERED }),
    customerReferences: new LRUCache({ max: REMEMBERED }),
    products: new LRUCache({ max: REMEMBERED }),
    made: new LRUCache({ max: REMEMBERED }),
  }
}

/**
 * The SDK takes any JSON without an `error` member for success, whatever the status: a gateway's own 503 page in JSON
 * would pass for an invoice. Such answers fail here.
 */
function understood(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init)
    if (response.ok) return response
    const body = await response.text()
    if (isStripeError(body)) return new Response(body, { status: response.status, headers: response.headers })
    throw vendorFailure({
      vendor: 'Stripe',
      status: response.status,
      message: body.slice(0, 200),
      retryAfter: response.headers.get('retry-after'),
    })
  }
}

function isStripeError(body: string): boolean {
  try {
    return typeof (JSON.parse(body) as { error?: unknown }).error === 'object'
  } catch {
    return false
  }
}

/**
 * A text as an `Idempotency-Key`. Stripe takes 255 characters, and a header carries no others than ASCII safely: an
 * emoji in one would keep the request from ever leaving. What does not fit goes as its digest.
 */
export const headerKey = (text: string): string =>
  text.length <= LONGEST_KEY && /^[\x20-\x7e]*$/.test(text) ? text : createHash('sha256').update(text).digest('hex')

/**
 * The `Idempotency-Key` of one of the writes a call makes. Without a key of the caller's, the permanent reference is as
 * stable.
 */
export function writeKey(call: Call, part: string, reference: string): { idempotencyKey: string } {
  return { idempotencyKey: headerKey(`${call.idempotencyKey ?? `gantry:${reference}`}:${part}`) }
}
