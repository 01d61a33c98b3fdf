import pRetry from 'p-retry'
import type { Logger } from 'pino'
import { IntegrationError } from '../errors/integration-error.ts'
import { type Allowance, type Limits, type News, ownAllowance } from './allowance.ts'
import { newsOf } from './answer-news.ts'
import type { Authorization } from './auth/authorization.ts'
import type { Fetch, FetchInit } from './connector.ts'
import { currentCall, isInteractive } from './current-call.ts'
import { Limiter } from './limiter.ts'
import { currentSection } from './section.ts'
import { Silence } from './silence.ts'
import { type Leaving, transport } from './transport.ts'

export type OutboundOptions = {
  /** The vendor as people write it. */
  connection: string
  limits: Limits
  /** Shared with the other workers; this process is the only one where it is absent. */
  allowance?: Allowance
  /** What the vendor says of its limits in forms of its own. */
  news?: (response: Response) => News | undefined | Promise<News | undefined>
  log: Logger
  /** Longest time one request may take, in milliseconds. */
  timeoutMs?: number
}

/** The HTTP client of one connection. */
export type Outbound = {
  fetch: Fetch
  /** For token endpoints: outside of rate and number at once, and of the current call. */
  unlimited: Fetch
  authorized: (authorization: Authorization) => Fetch
  close: () => Promise<void>
}

/** The longest a request may take, in milliseconds, at a vendor whose connector does not say. */
export const LONGEST_REQUEST_MS = 30_000
/** A token is waited for no longer: others may be waiting behind. */
const UNLIMITED_TIMEOUT_MS = 15_000
/** A read that failed is repeated this often at once, before the step it belongs to fails. */
const READ_RETRIES = { retries: 3, minTimeout: 50, maxTimeout: 400, randomize: true }
const PASSING = new Set([500, 502, 503, 504])
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
const ANONYMOUS: Authorization = { headers: async () => ({}) }

/**
 * Keep-alive, rate and concurrency limits, deadlines, credentials, one log line per request without headers or bodies.
 * Where the manifest says that nothing changes by it, a request is repeated through a passing failure. Answers come back
 * whatever their status; a request that got none throws a transient `IntegrationError`.
 */
export function outbound(options: OutboundOptions): Outbound {
  const { connection, limits, log, timeoutMs = LONGEST_REQUEST_MS, allowance = ownAllowance(limits), news } = options
  const limiter = new Limiter(connection, allowance)
  const { send, close } = transport({ connection, log, timeoutMs })
  const tell = (told: News) =>
    allowance.tell(told).catch((error: Error) => log.warn({ connection, error: error.message }, 'news not shared'))
  const silence = new Silence((silentMs) => void tell({ answered: false, silentMs }))
  /** Sends, and lets all workers know what came of it. */
  const listened = async (request: Leaving): Promise<Response> => {
    // At the last moment: it may have waited long for its turn.
    if (!request.changesNothing) await request.section?.leaving()
    const watched = silence.watch()
    try {
      const response = await send(request)
      const answered = response.status < 500
      if (answered) watched.answered()
      const told =
        (await news?.(response.clone())) ?? newsOf(response.status, response.headers, limits.requestsPerSecond)
      // That the vendor is up is news only after it was not: every other answer would cost a statement.
      if (told || !answered || limiter.failing) await tell({ answered, ...told })
      return response
    } catch (error) {
      if (error instanceof IntegrationError && error.code === 'vendor-timeout' && !request.changesNothing)
        request.section?.abandoned()
      // Whoever left before the latest answer says nothing new of the vendor.
      if (error instanceof IntegrationError && DEAD.has(error.code) && watched.isFirst())
        await tell({ answered: false })
      throw error
    } finally {
      watched.ended()
    }
  }
  const authorized =
    (authorization: Authorization): Fetch =>
    async (url, init = {}) => {
      const request = await leaving(url, init, authorization)
      const when = { urgent: isInteractive(), deadline: request.deadline }
      const once = () => limiter.run(() => withCredentials(request, authorization, listened), when)
      return request.changesNothing ? repeated(once) : once()
    }
  return {
    fetch: authorized(ANONYMOUS),
    unlimited: (url, init = {}) =>
      currentCall.exit(async () =>
        send({ ...(await leaving(url, init, ANONYMOUS)), deadline: Date.now() + UNLIMITED_TIMEOUT_MS }),
      ),
    authorized,
    close: async () => {
      limiter.close()
      await allowance.close()
      await close()
    },
  }
}

async function leaving(url: string | URL | Request, init: FetchInit, { certificate }: Authorization): Promise<Leaving> {
  const given = url instanceof Request ? url : undefined
  const method = (init.method ?? given?.method ?? 'GET').toUpperCase()
  const current = currentCall.getStore()
  const body = init.body ?? (given?.body ? new Uint8Array(await given.arrayBuffer()) : undefined)
  const headers = new Headers(init.headers ?? given?.headers)
  if (body instanceof URLSearchParams && !headers.has('content-type'))
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
  return {
    method,
    url: new URL(given ? given.url : String(url)),
    headers,
    body: body instanceof URLSearchParams ? body.toString() : body,
    signal: init.signal ?? given?.signal,
    certificate: init.certificate ?? certificate,
    redirect: init.redirect,
    deadline: init.deadline ?? current?.call.deadline,
    changesNothing: init.repeatable ?? (READS.has(method) || current?.repeat?.repeat === 'read'),
    section: currentSection.getStore(),
  }
}

/** Credentials are asked for at the last moment; where the vendor refuses them, once more. */
async function withCredentials(
  request: Leaving,
  authorization: Authorization,
  send: (request: Leaving) => Promise<Response>,
): Promise<Response> {
  const attempt = async () => {
    const headers = new Headers(request.headers)
    const added = await beforeDeadline(request, authorization.headers(request))
    for (const [name, value] of Object.entries(added)) headers.set(name, value)
    return { headers, response: await send({ ...request, headers }) }
  }
  const { headers, response } = await attempt()
  const again = await beforeDeadline(request, Promise.resolve(authorization.refused?.(response, headers, request)))
  return again ? (await attempt()).response : response
}

/** A token is fetched for all who wait; one whose time is up goes without it. */
async function beforeDeadline<T>({ deadline, method, url }: Leaving, waited: Promise<T>): Promise<T> {
  if (deadline === undefined) return waited
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(
        new IntegrationError('deadline-passed', 'No credentials could be had in time.', {
          kind: 'transient',
          detail: `${method} ${url.pathname}`,
        }),
      )
    timer = setTimeout(fail, Math.max(0, deadline - Date.now()))
  })
  return Promise.race([waited, late]).finally(() => clearTimeout(timer))
}

/** Asks again after a lost connection or a passing failure; the last answer stands, whatever it is. */
function repeated(ask: () => Promise<Response>): Promise<Response> {
  return pRetry(
    async (attempt) => {
      const response = await ask()
      if (!PASSING.has(response.status) || attempt > READ_RETRIES.retries) return response
      // It says itself when to come back: the step waits for that.
      if (response.headers.has('retry-after')) return response
      throw new IntegrationError('vendor-failed', 'The vendor failed to answer.', { kind: 'transient' })
    },
    {
      ...READ_RETRIES,
      shouldRetry: ({ error }) => error instanceof IntegrationError && REPEATED.has(error.code),
    },
  )
}

const REPEATED = new Set(['vendor-failed', 'vendor-unreachable', 'vendor-answer-lost'])
/** Lost requests that say the vendor may be down. */
const DEAD = new Set(['vendor-timeout', 'vendor-unreachable', 'vendor-answer-lost'])

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
