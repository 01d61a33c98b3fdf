import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basePathOf } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import { contractsOf } from '@gantry/scaffold/contracts/publication'
import { openProject } from '@gantry/scaffold/project'
import { getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { createServer } from '@stoplight/prism-http-server'

/** What Prism held against an exchange, and how it ended. */
export type Violation = { method: string; path: string; status: number; location: string[]; message: string }

/**
 * What went through. `refused` are requests that do not fit the contract and were answered with 4xx, as they should be:
 * tests send such on purpose.
 */
export type Tally = { exchanges: number; refused: number; byApi: Record<string, number>; violations: Violation[] }

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
  const tally: Tally = { exchanges: 0, refused: 0, byApi: {}, violations: [] }
  const front = createHttpServer((incoming, outgoing) => {
    const base = /^\/(system|process|experience)\/[a-z0-9-]+\/v\d+/.exec(incoming.url ?? '')?.[0] ?? ''
    const prism = incoming.url?.endsWith('/openapi.json') ? undefined : prisms.get(base)
    if (!prism) return pass(incoming, outgoing, upstream + incoming.url)
    return pass(incoming, outgoing, prism.url + incoming.url!.slice(base.length), (answer) => {
      tally.exchanges++
      tally.byApi[base] = (tally.byApi[base] ?? 0) + 1
      note(tally, incoming, answer)
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

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: string,
  heard: (answer: IncomingMessage) => void = () => {},
): void {
  const onwards = request(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
    heard(answer)
    const { 'sl-violations': _, ...headers } = answer.headers
    outgoing.writeHead(answer.statusCode ?? 502, headers)
    answer.pipe(outgoing)
  })
  // Whoever waits hears a lost connection, as without the proxy.
  onwards.on('error', () => outgoing.destroy())
  incoming.pipe(onwards)
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
