import type { Logger } from 'pino'
import { Agent, fetch as undiciFetch } from 'undici'
import { IntegrationError } from '../errors/integration-error.ts'
import { answerLost } from './answer-lost.ts'
import type { ClientCertificate } from './auth/authorization.ts'
import type { Section } from './section.ts'

/** One request as it leaves. */
export type Leaving = {
  method: string
  url: URL
  headers: Headers
  body: BodyInit | null | undefined
  signal: AbortSignal | null | undefined
  certificate: ClientCertificate | undefined
  redirect: RequestRedirect | undefined
  /** Epoch milliseconds. */
  deadline: number | undefined
  /** Nothing at the vendor changes by it. */
  changesNothing: boolean
  /** The exclusive section it belongs to. */
  section?: Section | undefined
}

export type TransportOptions = { connection: string; log: Logger; timeoutMs: number }

const CONNECT_TIMEOUT_MS = 4_000

/** Sends requests over kept connections, and reads each answer to its end. */
export type Transport = { send: (request: Leaving) => Promise<Response>; close: () => Promise<void> }

/**
 * HTTP over TLS with time limits: a request ends, its answer's last byte included, by its deadline and within
 * `timeoutMs`, however slowly the vendor drips. Answers come back whatever their status; one that is lost, or cut off
 * after it said yes, throws a transient `IntegrationError`. One log line each, without query, headers or bodies.
 */
export function transport({ connection, log, timeoutMs }: TransportOptions): Transport {
  const agents = new Map<ClientCertificate | undefined, Agent>()
  const agentFor = (certificate: ClientCertificate | undefined): Agent => {
    let agent = agents.get(certificate)
    if (!agent) {
      // As many connections as needed: the limiter counts requests, and a probe must not wait for those that hang.
      agent = new Agent({
        keepAliveTimeout: 10_000,
        connect: { timeout: CONNECT_TIMEOUT_MS, ...certificate },
      })
      agents.set(certificate, agent)
    }
    return agent
  }
  const send = async (request: Leaving): Promise<Response> => {
    const { method, url, headers, body, certificate, redirect } = request
    const line = { connection, method, path: url.pathname }
    const started = performance.now()
    const left = request.deadline === undefined ? timeoutMs : Math.min(timeoutMs, request.deadline - Date.now())
    if (left <= 0)
      throw new IntegrationError('deadline-passed', `There is no time left to ask ${connection}.`, {
        kind: 'transient',
        detail: `${method} ${url.pathname}`,
      })
    const timeout = AbortSignal.timeout(Math.ceil(left))
    let status: number | undefined
    try {
      const answer = await undiciFetch(url, {
        method,
        headers,
        body,
        redirect: redirect ?? 'manual',
        signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
        dispatcher: agentFor(certificate),
      } as never)
      status = answer.status
      const response = await whole(answer as unknown as Response)
      log.debug({ ...line, status, ms: Math.round(performance.now() - started) }, 'outbound')
      return response
    } catch (cause) {
      const timedOut = timeout.aborted
      log.warn({ ...line, status, timedOut, error: wording(cause) }, 'outbound request lost')
      const { changesNothing } = request
      const detail = `${method} ${url.pathname}: ${wording(cause)}`
      if (status !== undefined && !timedOut) throw answerLost({ vendor: connection, detail, changesNothing, cause })
      const [code, sentence] = timedOut
        ? ['vendor-timeout', `${connection} did not answer in time.`]
        : ['vendor-unreachable', `${connection} cannot be reached.`]
      throw new IntegrationError(code!, sentence!, {
        kind: 'transient',
        detail,
        outcomeUnknown: !changesNothing,
        cause,
      })
    }
  }
  return { send, close: async () => void (await Promise.all([...agents.values()].map((agent) => agent.close()))) }
}

const WITHOUT_BODY = new Set([101, 204, 205, 304])

/**
 * Refusals that may mean anything: some vendors say 400 where others say 429. All others count though their words were
 * cut off: their number says what to do.
 */
const NEEDS_WORDS = new Set([400, 402, 409, 422, 424])

/** The answer with its body read: who reads it later can neither be cut off nor be kept waiting. */
async function whole(answer: Response): Promise<Response> {
  const { status, statusText, headers, url } = answer
  const bytes = await answer.arrayBuffer().catch((cut) => {
    if (answer.ok || NEEDS_WORDS.has(status)) throw cut
    return new ArrayBuffer(0)
  })
  const response = new Response(WITHOUT_BODY.has(status) ? null : bytes, {
    status,
    statusText,
    headers: [...headers] as [string, string][],
  })
  return Object.defineProperty(response, 'url', { value: url })
}

function wording(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message
}
