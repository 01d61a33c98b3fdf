import type { IntegrationError } from '../errors/integration-error.ts'
import { vendorFailure } from './outbound.ts'

/** Where vendors say what went wrong: RFC 9457, OData, JSON:API, OAuth, and what is common besides. */
const MESSAGES = ['message', 'detail', 'error_description', 'title', 'description', 'reason', 'msg', 'value']
const CODES = ['code', 'errorCode', 'error_code', 'type', 'error', 'name', 'status']
const WITHIN = ['error', 'errors', 'fault', 'faults', 'message', 'reasons', 'details', 'messages']
const DEEPEST = 4

/** A failure with the vendor's own code and words, whatever form it gives them. */
export function restFailure(vendor: string, response: Response, body: unknown): IntegrationError {
  const code = firstText(body, CODES)
  return vendorFailure({
    vendor,
    status: response.status,
    ...(code && { code }),
    message: firstText(body, MESSAGES) ?? (response.statusText || 'no explanation'),
    retryAfter: response.headers.get('retry-after'),
  })
}

function firstText(body: unknown, names: readonly string[], depth = 0): string | undefined {
  if (Array.isArray(body)) return firstText(body[0], names, depth)
  if (typeof body !== 'object' || body === null || depth > DEEPEST) return undefined
  const record = body as Record<string, unknown>
  // The innermost words are the plainest: `{ error: { message } }` before a `message` beside it.
  for (const name of WITHIN) {
    const found = typeof record[name] === 'object' ? firstText(record[name], names, depth + 1) : undefined
    if (found) return found
  }
  for (const name of names) {
    const value = record[name]
    if (typeof value === 'string' && value !== '') return value.slice(0, 500)
    if (typeof value === 'number' && names === CODES) return String(value)
  }
  return undefined
}
