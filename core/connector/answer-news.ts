import type { News } from './allowance.ts'
import { retryAfterMs } from './outbound.ts'

/** How long a vendor is left alone that says "too many" and not for how long. */
const UNTOLD_PAUSE_MS = 1_000
/** After each "too many" all workers go this much slower for a while: if it goes on, too much was configured. */
const AFTER_TOO_MANY = { share: 0.95, forMs: 5_000 }
/** A rate learnt from headers holds this long, and is learnt anew with each answer. */
const LEARNT_FOR_MS = 60_000

/**
 * What an answer's status and headers say to every worker of the connection, in the forms that many vendors use:
 * `Retry-After` (RFC 9110), `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), their forerunners
 * `RateLimit-Remaining` and `-Reset`, and `X-RateLimit-*`. Undefined where it says nothing.
 */
export function newsOf(status: number, headers: Headers, requestsPerSecond: number): News | undefined {
  const wait = retryAfterMs(headers.get('retry-after'))
  if (status === 429)
    return {
      pauseMs: wait ?? remainingIn(headers)?.resetMs ?? UNTOLD_PAUSE_MS,
      slower: { share: AFTER_TOO_MANY.share, forMs: AFTER_TOO_MANY.forMs + (wait ?? 0) },
    }
  if (status === 503 && wait !== undefined) return { pauseMs: wait, answered: false }
  const remaining = remainingIn(headers)
  if (remaining && remaining.resetMs > 0) {
    if (remaining.requests <= 0) return { pauseMs: remaining.resetMs }
    // Spread over what is left of the window, so that nobody finds it used up.
    const rate = (remaining.requests * 1000) / remaining.resetMs
    if (rate < requestsPerSecond) return { slower: { requestsPerSecond: rate, forMs: remaining.resetMs } }
  }
  const policy = policyIn(headers)
  if (policy !== undefined && policy < requestsPerSecond)
    return { slower: { requestsPerSecond: policy, forMs: LEARNT_FOR_MS } }
  return undefined
}

const SECOND_MS = 1000
/** A reset further away than this many seconds is no span of seconds but a moment, in seconds since the epoch. */
const MOMENT_S = 1_000_000_000

/** What is left until when; of several windows the one that ends the allowance first. */
function remainingIn(headers: Headers): { requests: number; resetMs: number } | undefined {
  const told = itemsOf(headers.get('ratelimit'))
    .filter(({ r, t }) => r !== undefined && t !== undefined)
    .map(({ r, t }) => ({ requests: r!, resetMs: t! * SECOND_MS }))
    .sort((a, b) => a.requests / a.resetMs - b.requests / b.resetMs)
  if (told[0]) return told[0]
  for (const prefix of ['ratelimit', 'x-ratelimit', 'x-rate-limit']) {
    const requests = numberOf(headers.get(`${prefix}-remaining`))
    const reset = numberOf(headers.get(`${prefix}-reset`))
    if (requests !== undefined && reset !== undefined)
      return { requests, resetMs: reset > MOMENT_S ? reset * SECOND_MS - Date.now() : reset * SECOND_MS }
  }
  return undefined
}

/** Requests per second that a policy allows, the tightest of several. */
function policyIn(headers: Headers): number | undefined {
  const rates = itemsOf(headers.get('ratelimit-policy'))
    .filter(({ q, w }) => q !== undefined && w !== undefined && w > 0)
    .map(({ q, w }) => q! / w!)
  return rates.length > 0 ? Math.min(...rates) : undefined
}

/** A structured list such as `"burst";q=100;w=60, "day";q=5000;w=86400` (RFC 9651): the numbers in its parameters. */
const itemsOf = (header: string | null): Partial<Record<string, number>>[] =>
  (header ?? '')
    .split(',')
    .filter((item) => item.includes(';'))
    .map((item) =>
      Object.fromEntries(
        [...item.matchAll(/;\s*(\w+)=(\d+)/g)].map(([, name, value]) => [name!, Number(value)] as const),
      ),
    )

function numberOf(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const value = Number(header)
  return Number.isFinite(value) ? value : undefined
}
