import type { News } from '@gantry/core/connector/allowance'
import { vendorFailure } from '@gantry/core/connector/outbound'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'

const VENDOR = 'NetSuite'

/** Too many requests, or too many at once; some come with HTTP 400 (Oracle help, "Errors Related to Concurrency Violations"). */
const THROTTLED = new Set([
  'SSS_REQUEST_LIMIT_EXCEEDED',
  'CONCURRENCY_LIMIT_EXCEEDED',
  'REQUEST_LIMIT_EXCEEDED',
  'WS_REQUEST_BLOCKED',
  'WS_CONCUR_SESSION_DISALLWD',
])
/** It counts requests at once: the first of them to end makes room. */
const THROTTLED_PAUSE_MS = 250
/** Somebody else changed the record meanwhile: the next attempt sees the change. */
const COLLISIONS = new Set(['RCRD_HAS_BEEN_CHANGED', 'CUSTOM_RECORD_COLLISION'])

const Problem = z.object({
  title: z.string().optional(),
  'o:errorDetails': z
    .array(
      z.object({
        detail: z.string().optional(),
        'o:errorCode': z.string().optional(),
        'o:errorPath': z.string().optional(),
      }),
    )
    .optional(),
})

const OAuthProblem = z.object({ error: z.string(), error_description: z.string().optional() })

/** What a refusal means to Gantry. `body` is NetSuite's `nsError`, an OAuth error, or whatever a proxy wrote. */
export function failureOf(status: number, body: string, retryAfter: string | null): IntegrationError {
  const { code, message } = reading(body)
  if (code && THROTTLED.has(code)) return vendorFailure({ vendor: VENDOR, status: 429, code, message, retryAfter })
  const detail = `${VENDOR} ${status}${code ? ` ${code}` : ''}: ${message}`.slice(0, 1000)
  if (code && COLLISIONS.has(code))
    return new IntegrationError('record-busy', 'Somebody else is changing this record in NetSuite.', {
      kind: 'transient',
      detail,
    })
  if (status === 400 && /period\b.*\b(closed|locked)|\b(closed|locked)\b.*period/i.test(message))
    return new IntegrationError('period-closed', 'The accounting period of this document is closed in NetSuite.', {
      kind: 'policy',
      team: 'finance-systems',
      detail,
    })
  return vendorFailure({ vendor: VENDOR, status, message, retryAfter, ...(code && { code }) })
}

/** Too many requests at once, which NetSuite may say with a 400: for a moment all workers are to hold back. */
export async function tooMany(response: Response): Promise<News | undefined> {
  if (response.ok || response.headers.has('retry-after')) return undefined
  const { code } = reading(await response.text())
  return code && THROTTLED.has(code) ? { pauseMs: THROTTLED_PAUSE_MS } : undefined
}

/** NetSuite understood the request and said no. */
export const isRefusal = (error: unknown): error is IntegrationError =>
  error instanceof IntegrationError && error.kind !== 'transient' && error.code !== 'vendor-denied'

/** The failure of a request that changes nothing: its outcome is known, whatever became of the answer. */
export const withoutOutcome = (error: unknown): unknown => restated(error, false)

/** The failure of a look-up that was to tell what an earlier write came to. */
export const withOutcomeUnknown = (error: unknown): unknown => restated(error, true)

function restated(error: unknown, outcomeUnknown: boolean): unknown {
  if (!(error instanceof IntegrationError) || (error.outcomeUnknown ?? false) === outcomeUnknown) return error
  const { code, message, kind, status, detail, retryAfterMs, team, cause } = error
  return new IntegrationError(code, message, {
    kind,
    status,
    detail,
    retryAfterMs,
    team,
    cause,
    ...(outcomeUnknown && { outcomeUnknown }),
  })
}

export const notFound = (what: string, reference: string): IntegrationError =>
  new IntegrationError('not-found', `NetSuite knows no ${what} ${reference}.`, { kind: 'data', status: 404 })

function reading(body: string): { code?: string; message: string } {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { message: 'an answer that is not JSON' }
  }
  const problem = Problem.safeParse(json)
  const details = problem.data?.['o:errorDetails'] ?? []
  if (details.length > 0) {
    const message = details
      .map((each) => `${each.detail ?? ''}${each['o:errorPath'] ? ` (${each['o:errorPath']})` : ''}`)
      .join('; ')
    const code = details[0]?.['o:errorCode']
    return { message, ...(code && { code }) }
  }
  const oauth = OAuthProblem.safeParse(json)
  if (oauth.success) return { code: oauth.data.error, message: oauth.data.error_description ?? oauth.data.error }
  return { message: problem.data?.title ?? 'no reason given' }
}
