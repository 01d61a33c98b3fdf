import { createHmac, randomBytes } from 'node:crypto'
import type { Authorization, Outgoing } from './authorization.ts'

export type TokenBasedCredentials = {
  consumerKey: string
  consumerSecret: string
  token: string
  tokenSecret: string
  /** The account, where the vendor asks for it. */
  realm?: string
  method?: 'HMAC-SHA256' | 'HMAC-SHA1'
}

/**
 * OAuth 1.0a with tokens that an administrator issued ("token-based authentication"): every request carries a
 * signature of its own (RFC 5849; HMAC-SHA256 is of the same form), with a nonce and the moment it leaves.
 */
export function oauth1(credentials: TokenBasedCredentials): Authorization {
  return {
    headers: async (request) => ({
      authorization: signed(request, credentials, randomBytes(16).toString('hex'), Math.floor(Date.now() / 1000)),
    }),
  }
}

/** The `Authorization` header of one request; `timestamp` in seconds since the epoch. */
export function signed(
  request: Outgoing,
  { consumerKey, consumerSecret, token, tokenSecret, realm, method = 'HMAC-SHA256' }: TokenBasedCredentials,
  nonce: string,
  timestamp: number,
): string {
  const oauth = {
    oauth_consumer_key: consumerKey,
    oauth_nonce: nonce,
    oauth_signature_method: method,
    oauth_timestamp: String(timestamp),
    oauth_token: token,
    oauth_version: '1.0',
  }
  const base = signatureBase(request, Object.entries(oauth))
  const key = `${encoded(consumerSecret)}&${encoded(tokenSecret)}`
  const hash = method === 'HMAC-SHA256' ? 'sha256' : 'sha1'
  const signature = createHmac(hash, key).update(base).digest('base64')
  const fields = { ...(realm && { realm }), ...oauth, oauth_signature: signature }
  return `OAuth ${Object.entries(fields)
    .map(([name, value]) => `${name}="${encoded(value)}"`)
    .join(', ')}`
}

/** RFC 5849 section 3.4.1: method, address and every parameter of query, form body and header, in one order. */
export function signatureBase({ method, url, headers, body }: Outgoing, oauth: readonly [string, string][]): string {
  const form = headers.get('content-type')?.split(';')[0]?.trim() === 'application/x-www-form-urlencoded'
  const parameters = [
    ...url.searchParams,
    ...(form && (typeof body === 'string' || body instanceof URLSearchParams) ? new URLSearchParams(body) : []),
    ...oauth,
  ]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compared(x, y) : compared(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  // The URL class has lower-cased scheme and host and dropped the default port already.
  return [method.toUpperCase(), encoded(url.origin + url.pathname), encoded(parameters)].join('&')
}

const compared = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** RFC 3986 unreserved characters stay as they are, and only those. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
