import { z } from '@gantry/core/connector'
import { answerLost } from '@gantry/core/connector/answer-lost'
import { vendorFailure } from '@gantry/core/connector/outbound'
import { IntegrationError } from '@gantry/core/errors'

const VENDOR = 'Salesforce'

/** Salesforce's error: `errorCode` in single-record answers, `statusCode` in those of collections. */
const Fault = z.object({ message: z.string(), errorCode: z.string().optional(), statusCode: z.string().optional() })
const Faults = z.array(Fault)

/** Codes of a moment, which arrive with a 400 or 403 all the same. */
const BUSY = new Set(['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE', 'QUERY_TIMEOUT', 'REQUEST_RUNNING_TOO_LONG'])
/**
 * A record of ours that came to be while we were creating it: a lost call of before, still at work. All our creations
 * are upserts or follow a look-up, so that the repeat finds it.
 */
const TWIN = /Gantry_Reference__c|price definition already exists/
/** The call limits are counted in rolling windows; asking sooner only uses up more. */
const LIMIT_MS = 60_000

/** What a refusal of Salesforce's means; `body` is its answer, parsed or as text. */
export function failure(status: number, body: unknown, retryAfter?: string | null): IntegrationError {
  const faults = Faults.safeParse(body)
  const fault = faults.success ? faults.data[0] : undefined
  const code = fault?.errorCode ?? fault?.statusCode
  const message = fault?.message ?? (typeof body === 'string' ? body : JSON.stringify(body ?? ''))
  const detail = `${VENDOR} ${status}${code ? ` ${code}` : ''}: ${message}`.slice(0, 1000)
  if (code === 'REQUEST_LIMIT_EXCEEDED')
    return new IntegrationError('rate-limited', `${VENDOR} asks to slow down.`, {
      kind: 'transient',
      retryAfterMs: LIMIT_MS,
      detail,
    })
  if (code && (BUSY.has(code) || (code === 'DUPLICATE_VALUE' && TWIN.test(message))))
    return new IntegrationError('record-locked', `${VENDOR} is busy with the same record.`, {
      kind: 'transient',
      detail,
    })
  return vendorFailure({ vendor: VENDOR, status, message, ...(code && { code }), retryAfter: retryAfter ?? null })
}

/** An answer that came but cannot be read: cut off, or not JSON. A write may have taken effect. */
export const unreadable = (method: string, path: string, cause: unknown): IntegrationError =>
  answerLost({ vendor: VENDOR, detail: `${method} ${path}`, changesNothing: method === 'GET', cause })

export function notFound(what: string, reference: string): IntegrationError {
  return new IntegrationError('not-found', `${VENDOR} has no ${what} ${reference}.`, { kind: 'data', status: 404 })
}
