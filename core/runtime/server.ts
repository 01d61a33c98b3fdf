import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { serve as listen } from '@hono/node-server'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { Logger } from 'pino'
import type { Inbound } from '../connector/inbound.ts'
import { basePathOf, type Contract } from '../contract/contract.ts'
import { documentOf } from '../contract/document.ts'
import { problemResponse, type ServerOptions, serve } from '../contract/server.ts'
import { disclosing } from '../data/masking.ts'
import { IntegrationError, toIntegrationError } from '../errors/integration-error.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Usage } from '../observe/usage.ts'
import type { Edge } from '../security/edge.ts'
import type { Identity } from '../security/identity.ts'
import { unauthenticated } from '../security/tokens.ts'
import { elsewhereOf } from './elsewhere.ts'
import type { Landscape } from './landscape.ts'
import type { OtherRegions } from './other-regions.ts'
import { mountPage } from './page.ts'
import type { Residence } from './residence.ts'
import { mountSessions, type SessionParts } from './session-routes.ts'
import { answerUnreadable } from './unreadable.ts'
import type { View } from './view.ts'
import { mountWebhooks } from './webhook-door.ts'

export type Api = { contract: Contract; port: unknown; view?: View; residence?: Residence | undefined }

export type ServerParts = {
  apis: readonly Api[]
  landscape: Landscape
  inbound: Inbound
  /** Where requests for other regions go; this host's database takes everybody's data where it is absent. */
  regions?: OtherRegions | undefined
  /** Webhooks are taken in where the system APIs are. */
  webhooks: boolean
  edge: Edge
  /** Of people at our pages; nobody can sign in where it is absent. */
  sessions?: SessionParts
  idempotency: NonNullable<ServerOptions['idempotency']>
  /** `/metrics` for whoever knows the token; there is no such path where it is absent. */
  metrics?: { token: string; metrics: Metrics }
  /** Counts who calls which version. */
  usage?: Usage
  log: Logger
}

/** The HTTP face of a host: its APIs, their documents, its pages and the webhook door. */
export function hostApp(parts: ServerParts): Hono {
  const { apis, log, edge, regions } = parts
  const app = new Hono()
  app.use(secureHeaders({ crossOriginResourcePolicy: 'same-origin' }))
  app.get('/health', (c) => c.json({ status: 'ok', pid: process.pid }))
  app.get('/contracts', (c) => c.json(apis.map(({ contract }) => entryOf(contract))))
  app.onError((thrown) => problemResponse(toIntegrationError(thrown)))
  if (parts.webhooks) mountWebhooks(app, parts)
  if (parts.sessions) mountSessions(app, parts.sessions)
  if (parts.metrics) mountMetrics(app, parts.metrics)
  for (const { contract, port, view, residence } of apis) {
    const base = basePathOf(contract)
    let document: Record<string, unknown> | undefined
    app.get(`${base}/openapi.json`, (c) => {
      document ??= documentOf(contract)
      return c.json(document)
    })
    app.route(
      base,
      serve(contract as never, port as never, {
        authenticate: (_, caller) => edge.admit(contract, caller),
        release: (operation, identity, input) => edge.release(operation, identity, input),
        ...(regions && { elsewhere: elsewhereOf(contract, { regions, edge, residence, log }) }),
        record: (asked, perform) => edge.perform(asked, perform),
        ...(contract.tier !== 'system' && { idempotency: parts.idempotency }),
        ...(parts.usage && { onUse: (identity: Identity) => parts.usage?.count(contract, identity) }),
        // Machines need what people may not see: it is masked where people look.
        ...(contract.tier === 'experience' && { disclose: disclosing(contract) }),
        onError: (error, request) => {
          if (error.kind === 'bug')
            log.error({ ...request, err: error.cause ?? error, detail: error.detail }, error.code)
          else log.info({ ...request, ...hidden(error), code: error.code, detail: error.detail }, 'refused')
        },
      }) as never,
    )
    if (view?.page) mountPage(app, contract.name, view.page, view.assets)
  }
  app.notFound((c) =>
    problemResponse(
      new IntegrationError('no-such-path', `There is nothing at ${c.req.path}.`, { kind: 'data', status: 404 }),
    ),
  )
  return app
}

/** A path may name a person: of what is another region's it stays out of this one's log. */
const hidden = ({ code }: IntegrationError) => (FOREIGN.has(code) ? { path: undefined } : {})
const FOREIGN = new Set(['wrong-region', 'region-unreachable', 'region-silent'])

const entryOf = (contract: Contract) => ({
  name: contract.name,
  title: contract.title,
  tier: contract.tier,
  version: contract.version,
  owner: contract.owner,
  criticality: contract.criticality,
  lifecycle: contract.lifecycle,
  path: basePathOf(contract),
})

function mountMetrics(app: Hono, { token, metrics }: NonNullable<ServerParts['metrics']>): void {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  app.get('/metrics', async (c) => {
    if (!timingSafeEqual(digest(c.req.header('authorization') ?? ''), digest(`Bearer ${token}`)))
      throw unauthenticated('The token of the metrics is needed.')
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType })
  })
}

/** All PEM. With `ca` clients are asked for a certificate, which tokens can be bound to (RFC 8705); one without is let in too. */
export type TlsOptions = { key: string; cert: string; ca?: string }

export type ListenOptions = { hostname?: string; tls?: TlsOptions }

export type Listening = { url: string; close: () => Promise<void> }

/** What a client may take to send a request, and how large its headers may be: a slow one holds no place for long. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
}
const MAX_HEADERS = 100

/** Listens on loopback unless told otherwise; closing lets requests under way be answered. */
export async function listenOn(
  app: Hono,
  port: number,
  { hostname = '127.0.0.1', tls }: ListenOptions = {},
): Promise<Listening> {
  const server = await new Promise<ReturnType<typeof listen>>((resolve, reject) => {
    const how = tls
      ? {
          createServer: createTlsServer,
          // A certificate nobody vouches for is refused by whoever needs one; asking for it lets those without in.
          serverOptions: {
            ...LIMITS,
            ...tls,
            minVersion: 'TLSv1.2',
            requestCert: tls.ca !== undefined,
            rejectUnauthorized: false,
          },
        }
      : { createServer, serverOptions: LIMITS }
    const started = listen({ fetch: app.fetch, port, hostname, ...how } as Parameters<typeof listen>[0], () =>
      resolve(started),
    )
    started.once('error', reject)
    started.on('clientError', answerUnreadable)
    if ('maxHeadersCount' in started) started.maxHeadersCount = MAX_HEADERS
  })
  const address = server.address() as { port: number }
  return {
    url: `${tls ? 'https' : 'http'}://${hostname}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeIdleConnections' in server) server.closeIdleConnections()
        const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 3000)
        cut.unref()
      }),
  }
}
