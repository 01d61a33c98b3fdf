import PQueue from 'p-queue'
import pRetry from 'p-retry'
import type { Logger } from 'pino'
import { Agent, fetch as undiciFetch } from 'undici'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Fetch } from './connector.ts'

export type OutboundOptions = {
  connection: string
  limits: { requestsPerSecond: number; concurrency: number }
  log: Logger
  /** Longest time one request may take, in milliseconds. */
  timeoutMs?: number
}

const TIMEOUT_MS = 30_000
/** A read that failed is repeated this often at once, before the step it belongs to fails. */
const READ_RETRIES = { retries: 3, minTimeout: 50, maxTimeout: 400, randomize: true }
const PASSING = new Set([500, 502, 503, 504])
/** The rate is kept per tenth of a second, so that a second's allowance does not leave in one burst. */
const SLICES = 10

/**
 * The HTTP client of one connection: keep-alive, rate and concurrency limits, a time limit per request, one log line
 * per request without headers or bodies. Reads are repeated through a passing failure. Answers come back whatever their
 * status; a request that got none throws a transient `IntegrationError` whose outcome is unknown.
 */
export function outbound({ connection, limits, log, timeoutMs = TIMEOUT_MS }: OutboundOptions): Fetch {
  const dispatcher = new Agent({ connections: limits.concurrency, keepAliveTimeout: 10_000 })
  const queue = new PQueue({
    concurrency: limits.concurrency,
    intervalCap: Math.max(1, Math.round(limits.requestsPerSecond / SLICES)),
    interval: 1000 / SLICES,
  })
  const send = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = url instanceof Request ? url : undefined
    const target = new URL(request ? request.url : String(url))
    const method = init?.method ?? request?.method ?? 'GET'
    const started = performance.now()
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    try {
      const response = (await undiciFetch(target, {
        ...(request && {
          method,
          headers: [...request.headers] as [string, string][],
          body: request.body === null ? null : new Uint8Array(await request.arrayBuffer()),
        }),
        ...init,
        signal,
        dispatcher,
        redirect: init?.redirect ?? 'manual',
      } as never)) as unknown as Response
      const ms = Math.round(performance.now() - started)
      log.debug({ connection, method, path: target.pathname, status: response.status, ms }, 'outbound')
      return response
    } catch (cause) {
      const timedOut = timeout.aborted
      log.warn({ connection, method, path: target.pathname, timedOut, error: wording(cause) }, 'outbound request lost')
      throw new IntegrationError(
        timedOut ? 'vendor-timeout' : 'vendor-unreachable',
        timedOut ? `${connection} did not answer in time.` : `${connection} cannot be reached.`,
        {
          kind: 'transient',
          detail: `${method} ${target.pathname}: ${wording(cause)}`,
          outcomeUnknown: method !== 'GET',
          cause,
        },
      )
    }
  }
  const once: Fetch = (url, init) => queue.add(() => send(url, init)) as Promise<Response>
  return (url, { repeatable, ...init } = {}) => {
    const method = init.method ?? (url instanceof Request ? url.method : 'GET')
    if (repeatable ?? ['GET', 'HEAD'].includes(method.toUpperCase())) return repeated(() => once(url, init))
    return once(url, init)
  }
}

/** Asks again after a lost connection or a passing failure; the last answer stands, whatever it is. */
function repeated(ask: () => Promise<Response>): Promise<Response> {
  return pRetry(
    async (attempt) => {
      const response = await ask()
      if (!PASSING.has(response.status) || attempt > READ_RETRIES.retries) return response
      await response.arrayBuffer()
      throw new IntegrationError('vendor-failed', 'The vendor failed to answer.', { kind: 'transient' })
    },
    {
      ...READ_RETRIES,
      shouldRetry: ({ error }) => error instanceof IntegrationError && error.code !== 'vendor-timeout',
    },
  )
}

function wording(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message
}

/** `Retry-After` in milliseconds (RFC 9110: seconds or a date); undefined where absent or unreadable. */
export function retryAfterMs(header: string | null | undefined): number | undefined {
  if (!header) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const instant = Date.parse(header)
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - Date.now())
}

export type VendorAnswer = {
  /** The vendor as people write it. */
  vendor: string
  status: number
  /** The vendor's own error code. */
  code?: string
  /** The vendor's own words. */
  message: string
  retryAfter?: string | null
}

/** What a vendor's refusal means: 429 and 5xx pass, 401 and 403 need new credentials, the rest is about the data. */
export function vendorFailure({ vendor, status, code, message, retryAfter }: VendorAnswer): IntegrationError {
  const detail = `${vendor} ${status}${code ? ` ${code}` : ''}: ${message}`.slice(0, 1000)
  const wait = retryAfterMs(retryAfter)
  if (status === 429)
    return new IntegrationError('rate-limited', `${vendor} asks to slow down.`, {
      kind: 'transient',
      detail,
      ...(wait !== undefined && { retryAfterMs: wait }),
    })
  if (status >= 500 || status === 408)
    return new IntegrationError('vendor-failed', `${vendor} failed to answer.`, {
      kind: 'transient',
      detail,
      outcomeUnknown: true,
      ...(wait !== undefined && { retryAfterMs: wait }),
    })
  if (status === 401 || status === 403)
    return new IntegrationError('vendor-denied', `${vendor} does not accept our credentials.`, {
      kind: 'policy',
      status: 502,
      team: 'integration',
      detail,
    })
  if (status === 404)
    return new IntegrationError('not-found', `${vendor} knows no such record.`, { kind: 'data', status: 404, detail })
  return new IntegrationError('vendor-refused', `${vendor} refused: ${message}`.slice(0, 300), { kind: 'data', detail })
}
