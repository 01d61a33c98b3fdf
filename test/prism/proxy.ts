import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basePathOf } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import { contractsOf } from '@gantry/scaffold/contracts/publication'
import type { Exchange } from '@gantry/scaffold/contracts-diff/recording'
import { openProject } from '@gantry/scaffold/project'
import { getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { createServer } from '@stoplight/prism-http-server'

/** What Prism held against an exchange, and how it ended. */
export type Violation = { method: string; path: string; status: number; location: string[]; message: string }

/**
 * What went through. `refused` are requests that do not fit the contract and were answered with 4xx, as they should be:
 * tests send such on purpose.
 */
export type Tally = {
  exchanges: number
  refused: number
  byApi: Record<string, number>
  violations: Violation[]
  /** What was asked and answered, by the base path of the API: what can be kept as a recording of its use. */
  heard: Record<string, Exchange[]>
}

export type ValidatingProxy = { url: string; tally: Tally; close: () => Promise<void> }

const SILENT = {
  info() {},
  warn() {},
  error() {},
  debug() {},
  trace() {},
  success() {},
  fatal() {},
  child: () => SILENT,
}

/** One Prism per contract before a host at `upstream`, behind one address: all APIs of the landscape, validated. */
export async function startValidatingProxy(upstream: string): Promise<ValidatingProxy> {
  const contracts = await contractsOf(await openProject())
  const prisms = new Map<string, { url: string; close: () => Promise<void> }>()
  for (const contract of contracts.filter(({ operations }) => Object.keys(operations).length > 0)) {
    const base = basePathOf(contract)
    const operations = await getHttpOperationsFromSpec(JSON.parse(JSON.stringify(documentOf(contract))) as object)
    const server = createServer(operations, {
      cors: false,
      components: { logger: SILENT as never },
      config: {
        isProxy: true,
        upstream: new URL(upstream + base),
        upstreamProxy: undefined,
        validateRequest: true,
        validateResponse: true,
        // The host checks tokens; here the developer has none.
        checkSecurity: false,
        errors: false,
        mock: { dynamic: false },
      } as never,
    })
    prisms.set(base, { url: await server.listen(0, '127.0.0.1'), close: () => server.close() })
  }
  const tally: Tally = { exchanges: 0, refused: 0, byApi: {}, violations: [], heard: {} }
  const front = createHttpServer(async (incoming, outgoing) => {
    const base = /^\/(system|process|experience)\/[a-z0-9-]+\/v\d+/.exec(incoming.url ?? '')?.[0] ?? ''
    const prism = incoming.url?.endsWith('/openapi.json') ? undefined : prisms.get(base)
    if (!prism || !/^\d+$/.test(incoming.headers['content-length'] ?? '0'))
      return pass(incoming, outgoing, upstream + incoming.url)
    const body = await readWhole(incoming)
    if (!wellFormed(incoming, body)) return pass(incoming, outgoing, upstream + incoming.url, body)
    return pass(incoming, outgoing, prism.url + incoming.url!.slice(base.length), body, (answer, text) => {
      tally.exchanges++
      tally.byApi[base] = (tally.byApi[base] ?? 0) + 1
      note(tally, incoming, answer)
      tally.heard[base] = [...(tally.heard[base] ?? []), exchangeOf(incoming, body, answer, text)]
    })
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    tally,
    close: async () => {
      front.closeAllConnections()
      await new Promise((resolve) => front.close(resolve))
      for (const { close } of prisms.values()) await close()
    },
  }
}

/** What is no request that a contract speaks of: Prism waits for ever for one that cannot be read, or changes `null`. */
function wellFormed({ url = '', headers }: IncomingMessage, body: Buffer): boolean {
  try {
    decodeURIComponent(url)
    return body.length === 0 || !/json/.test(headers['content-type'] ?? '') || JSON.parse(String(body)) !== null
  } catch {
    return false
  }
}

async function readWhole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function exchangeOf(
  { method = '', url = '', headers }: IncomingMessage,
  body: Buffer,
  answer: IncomingMessage,
  text: Buffer,
): Exchange {
  const { pathname, searchParams } = new URL(url, 'http://host')
  const content = (type: string | undefined, bytes: Buffer) =>
    bytes.length > 0 && type ? { type, text: String(bytes) } : undefined
  const [sent, answered] = [content(headers['content-type'], body), content(answer.headers['content-type'], text)]
  return {
    method,
    path: pathname,
    query: [...searchParams],
    ...(sent && { sent }),
    status: answer.statusCode ?? 0,
    ...(answered && { answered }),
  }
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: string,
  body?: Buffer,
  heard: (answer: IncomingMessage, text: Buffer) => void = () => {},
): void {
  const onwards = request(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
    const { 'sl-violations': _, ...headers } = answer.headers
    outgoing.writeHead(answer.statusCode ?? 502, headers)
    answer.pipe(outgoing)
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => void chunks.push(chunk))
    answer.on('end', () => heard(answer, Buffer.concat(chunks)))
  })
  // Whoever waits hears a lost connection, as without the proxy; one that was answered before all was sent has its answer.
  onwards.on('error', () => {
    if (!outgoing.headersSent) outgoing.destroy()
  })
  if (body) onwards.end(body)
  else incoming.pipe(onwards)
}

type Told = { location: string[]; severity: string; message: string }

function note(tally: Tally, { method = '', url = '' }: IncomingMessage, answer: IncomingMessage): void {
  const status = answer.statusCode ?? 0
  const header = answer.headers['sl-violations']
  const told = typeof header === 'string' ? read(header) : []
  const errors = told.filter(({ severity }) => severity === 'Error')
  const ofRequest = errors.filter(({ location }) => location[0] === 'request')
  if (ofRequest.length > 0 && status >= 400 && status < 500) tally.refused++
  const wrong =
    ofRequest.length > 0 && status < 400 ? errors : errors.filter(({ location }) => location[0] !== 'request')
  for (const { location, message } of wrong) tally.violations.push({ method, path: url, status, location, message })
}

function read(header: string): Told[] {
  try {
    return JSON.parse(header) as Told[]
  } catch {
    return [{ location: ['response'], severity: 'Error', message: header.slice(0, 500) }]
  }
}
