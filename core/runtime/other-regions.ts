import { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import type { Residency } from '../data/residency.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Caller } from '../security/caller.ts'
import { PASSED_MARK, type Passed, PassedMarks } from '../security/passed-mark.ts'

/** A request as it came, to be asked again elsewhere. */
export type Passable = {
  caller: Caller
  headers: Readonly<Record<string, string>>
  body: () => Promise<Uint8Array>
  correlation: string
  /** Epoch ms; half a minute from now where the caller names none. */
  deadline?: number | undefined
}

const LONGEST_MS = 30_000
const CONNECT_MS = 4_000
/** To one region at a time; what comes beyond waits, within its deadline. */
const CONNECTIONS = 128

/** Of one connection and no other (RFC 9110, 7.6.1), made anew for the next, or what a proxy on the way says of the last. */
const NOT_PASSED =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|content-length|expect|cookie|forwarded|x-forwarded-.*|x-real-ip)$/
const NOT_HANDED_BACK = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|alt-svc)$/

/** Nothing was sent: a repeat is safe without any key. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * The hosts of other regions, as the configuration names them. A request of theirs is asked there, with the caller's own
 * credential, and the answer is handed back as it is: nothing of either is kept here.
 */
export class OtherRegions {
  readonly residency: Residency
  readonly #marks: PassedMarks | undefined
  readonly #agent = new Agent({ connect: { timeout: CONNECT_MS }, connections: CONNECTIONS })

  /** Throws an `Error` where there are addresses and no key, or a short one. */
  constructor(residency: Residency) {
    const { addresses = {}, key, region } = residency
    if (Object.keys(addresses).length > 0 && !key)
      throw new Error('Regions that pass requests on share a key: set GANTRY_REGIONS_KEY beside their addresses.')
    this.residency = residency
    this.#marks = key ? new PassedMarks(key, region) : undefined
  }

  /** What another region says of a request that it passed on. */
  passed = async (caller: Caller): Promise<Passed | undefined> => this.#marks?.verify(caller)

  /** Whether requests are passed on to this region. */
  reaches(region: string): boolean {
    return this.#marks !== undefined && Object.hasOwn(this.residency.addresses ?? {}, region)
  }

  /** Throws `region-unreachable` (502) and `region-silent` (504). */
  async ask(region: string, { caller, headers, body, correlation, deadline }: Passable): Promise<Response> {
    const left = deadline === undefined ? LONGEST_MS : Math.max(1, deadline - Date.now())
    const hopByHop = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/))
    const kept = Object.entries(headers).filter(([name]) => !NOT_PASSED.test(name) && !hopByHop.has(name))
    const signal = AbortSignal.timeout(left)
    try {
      const sent = caller.method === 'GET' || caller.method === 'HEAD' ? null : await body()
      const answer = await request(this.residency.addresses![region] + caller.target, {
        method: caller.method as 'GET',
        headers: {
          ...Object.fromEntries(kept),
          'x-correlation-id': correlation,
          // The time left, not the moment: clocks of two hosts differ.
          ...(deadline !== undefined && { 'x-timeout-ms': String(left) }),
          [PASSED_MARK]: await this.#marks!.sign(caller, region),
        },
        body: sent,
        signal,
        dispatcher: this.#agent,
      })
      return await handedBack(answer)
    } catch (thrown) {
      throw signal.aborted ? silent(region, thrown) : unreachable(region, thrown)
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy()
  }
}

/** Forged or not: nothing that was passed on once, or says so, goes round. */
export const isPassed = ({ header }: Pick<Caller, 'header'>): boolean => header(PASSED_MARK) !== undefined

async function handedBack({ statusCode, headers, body }: Awaited<ReturnType<typeof request>>): Promise<Response> {
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
    await body.dump()
    throw new Error(`HTTP ${statusCode}: redirects are not followed`)
  }
  const told = new Headers()
  for (const [name, value] of Object.entries(headers))
    if (!NOT_HANDED_BACK.test(name)) for (const one of [value ?? []].flat()) told.append(name, one)
  return new Response(NO_BODY.has(statusCode) ? null : (Readable.toWeb(body) as ReadableStream), {
    status: statusCode,
    headers: told,
  })
}

const NO_BODY = new Set([204, 205, 304])

function unreachable(region: string, cause: unknown): IntegrationError {
  const { code, message } = cause as Error & { code?: string }
  return new IntegrationError('region-unreachable', `The hosts of the region ${region} cannot be reached.`, {
    kind: 'transient',
    status: 502,
    team: 'platform',
    // Not the message: it may name an address of our own network.
    detail: code ?? message,
    retryAfterMs: 5_000,
    ...(code !== undefined && UNSENT.has(code) ? { unsent: true } : { outcomeUnknown: true }),
    cause,
  })
}

const silent = (region: string, cause: unknown) =>
  new IntegrationError('region-silent', `The hosts of the region ${region} did not answer in time.`, {
    kind: 'transient',
    status: 504,
    team: 'platform',
    detail: 'It may have taken effect there: repeat it with the same Idempotency-Key.',
    outcomeUnknown: true,
    cause,
  })
