import { lookup as lookUp } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'
import { IntegrationError } from '../errors/integration-error.ts'
import { blockList, isForbiddenAddress } from './forbidden-address.ts'

export type GuardOptions = {
  /** Hosts that may be asked, `hooks.example.com` or `*.example.com`; any public one where it is absent. */
  hosts?: readonly string[]
  /** Networks that may be reached although they are not public, as CIDR: a sandbox on loopback, a partner's private line. */
  networks?: readonly string[]
  /** Plain HTTP as well: for loopback only. */
  http?: boolean
  /** Ports beside 443 (and 80 with `http`); `any` for loopback. */
  ports?: readonly number[] | 'any'
  /** The longest a request takes, its answer's last byte included, in milliseconds. */
  timeoutMs?: number
  /** The longest answer, in bytes. */
  maxBytes?: number
}

export type Guarded = {
  /** What is wrong with an address before anything is sent. Throws `address-refused`. */
  check: (url: string | URL) => URL
  /** Asks a URL that somebody else wrote. Throws `address-refused`, `redirect-refused`, `address-unreachable`, `answer-too-large`. */
  fetch: (url: string | URL, init?: RequestInit) => Promise<Response>
  close: () => Promise<void>
}

/**
 * Fetches what a user named, without being led where the user could not go (SSRF). The address is checked as the
 * connection is made, not before: between a check and a second look-up a name can change its mind. Redirects are not
 * followed, proxies of the environment not used.
 */
export function guardedFetch(options: GuardOptions = {}): Guarded {
  const { timeoutMs = 10_000, maxBytes = 1024 * 1024 } = options
  const networks = blockList(options.networks ?? [])
  const connect = buildConnector({ timeout: Math.min(timeoutMs, 4_000), lookup: checkedLookup(networks) } as never)
  const agent = new Agent({
    connect: (target, callback) =>
      connect(target, (error, socket) => {
        if (!socket) return callback(error as Error, null)
        // An address that stands in the URL itself is never looked up.
        if (!isForbiddenAddress(socket.remoteAddress ?? '', networks)) return callback(null, socket)
        socket.destroy()
        callback(refused(`${target.hostname} leads to ${socket.remoteAddress}.`), null)
      }),
  })
  const ask = async (given: string | URL, init: RequestInit = {}) => {
    const url = checkAddress(given, options)
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const answer = (await undiciFetch(url, {
        ...init,
        redirect: 'manual',
        signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
        dispatcher: agent,
      } as never)) as unknown as Response
      const body = await readAtMost(answer, maxBytes)
      if (answer.status >= 300 && answer.status < 400 && answer.headers.has('location'))
        throw new IntegrationError('redirect-refused', `${url.host} answered with another address.`, {
          kind: 'data',
          detail: `HTTP ${answer.status}: redirects are not followed.`,
        })
      const { status, statusText, headers } = answer
      return new Response(NO_BODY.has(status) ? null : body, {
        status,
        statusText,
        headers: [...headers] as [string, string][],
      })
    } catch (thrown) {
      throw asError(thrown, url, timeout.aborted)
    }
  }
  return { check: (url) => checkAddress(url, options), fetch: ask, close: () => agent.close() }
}

/** What is wrong with an address can be told before anything is sent, where somebody sets it. Throws `address-refused`. */
export function checkAddress(given: string | URL, options: GuardOptions = {}): URL {
  if (!URL.canParse(String(given))) throw refused('It is no URL.')
  const url = new URL(given)
  const { hosts, http = false, ports = [], networks = [] } = options
  if (url.protocol !== 'https:' && !(http && url.protocol === 'http:')) throw refused('It has to begin with https://.')
  if (url.username || url.password) throw refused('It may not hold credentials.')
  const port = url.port === '' ? undefined : Number(url.port)
  if (port !== undefined && ports !== 'any' && !ports.includes(port)) throw refused(`Port ${port} is not open to it.`)
  // `URL` has written every form of an IPv4 address as four decimals by now.
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (hosts && !hosts.some((allowed) => matches(host, allowed))) throw refused(`${host} is not on the list.`)
  // Names of the machine itself (RFC 6761), wherever the resolver would send them.
  const address = /(^|\.)localhost$/.test(host) ? '127.0.0.1' : host
  const literal = /^[\d.]+$/.test(address) || address.includes(':')
  if (literal && isForbiddenAddress(address, blockList(networks))) throw refused(`${host} is not public.`)
  return url
}

const matches = (host: string, allowed: string): boolean =>
  allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed

function checkedLookup(networks: ReturnType<typeof blockList>): LookupFunction {
  return (hostname, options, callback) =>
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      // One good address beside a bad one is how a rebinding name looks.
      const bad = addresses.find(({ address }) => isForbiddenAddress(address, networks))
      if (bad || !addresses[0]) return callback(refused(`${hostname} leads to ${bad?.address ?? 'nowhere'}.`), '', 0)
      if (options.all) return callback(null, addresses as never)
      callback(null, addresses[0].address, addresses[0].family)
    })
}

const NO_BODY = new Set([101, 204, 205, 304])

async function readAtMost(answer: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body ?? []) {
    length += part.length
    if (length > maxBytes)
      throw new IntegrationError('answer-too-large', 'The answer is too long.', {
        kind: 'data',
        detail: `More than ${maxBytes} bytes.`,
      })
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

function asError(thrown: unknown, url: URL, timedOut: boolean): IntegrationError {
  const cause = thrown instanceof Error && thrown.cause instanceof IntegrationError ? thrown.cause : thrown
  if (cause instanceof IntegrationError) return cause
  return new IntegrationError(
    'address-unreachable',
    `${url.host} ${timedOut ? 'did not answer in time' : 'cannot be reached'}.`,
    {
      kind: 'transient',
      outcomeUnknown: true,
      cause: thrown,
    },
  )
}

/** The detail names an address only where the caller could have looked it up as well. */
const refused = (detail: string) =>
  new IntegrationError('address-refused', 'This address may not be called.', { kind: 'data', detail })
