import type { Call } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Fetch } from './connector.ts'
import { bodyOf, type RestBody } from './rest-body.ts'
import { restFailure } from './rest-failure.ts'
import { type Page, type Paging, pageOf, queryFor } from './rest-paging.ts'
import { pathOf, queryOf, type Styles } from './rest-parameters.ts'

/** One operation of a vendor's REST API: what a request needs to know that its types do not say. */
export type RestOperation = {
  readonly method: string
  /** A template, below the server's address: `/records/{id}`. */
  readonly path: string
  /** The name of the server it lies on, where that is not the first. */
  readonly server?: string
  /** How parameters are written, where it is not the default of their place. */
  readonly styles?: Styles
  readonly body?: RestBody
  readonly answer: 'json' | 'text' | 'bytes' | 'none'
  readonly accept?: string
  /** The header that makes a repeat safe. */
  readonly idempotencyKey?: string
  /** How its list is read page by page. */
  readonly paging?: Paging
}

/** What a request is made of. */
export type RestInput = {
  path?: object | undefined
  query?: object | undefined
  header?: object | undefined
  cookie?: object | undefined
  body?: unknown
}

export type RestServer = {
  fetch: Fetch
  /** The vendor as people write it. */
  vendor: string
  /** Addresses by name; `baseUrl` is the first server's. */
  servers: Readonly<Record<string, string | undefined>> & { baseUrl: string }
  /** Added to every request: a version header, or a key in the query. */
  always?: { header?: Record<string, string>; query?: Record<string, string> }
}

/** An answer with its body read. */
export type RestAnswer = { status: number; headers: Headers; body: unknown }

/** Sends one operation. Throws `IntegrationError` for every answer that is no success, and for one that cannot be read. */
export async function sendRest(
  server: RestServer,
  operation: RestOperation,
  input: RestInput,
  call?: Pick<Call, 'idempotencyKey'>,
): Promise<RestAnswer> {
  const url = urlOf(server, operation, input)
  const headers = new Headers({ accept: operation.accept ?? 'application/json', ...server.always?.header })
  const { idempotencyKey } = operation
  if (idempotencyKey && call?.idempotencyKey) headers.set(idempotencyKey, call.idempotencyKey)
  for (const [name, value] of Object.entries(input.header ?? {}))
    if (value !== undefined && value !== null) headers.set(name, String(value))
  const cookies = Object.entries(input.cookie ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
  const written =
    operation.body && input.body !== undefined ? await bodyOf(operation.body, input.body) : { body: undefined }
  if ('contentType' in written) headers.set('content-type', written.contentType)
  const method = operation.method.toUpperCase()
  const response = await server.fetch(url, { method, headers, ...(written.body && { body: written.body }) })
  return answered(server.vendor, operation, response)
}

/** One page of a list; `cursor` is the `next` of the page before. Without paging all there is comes as one page. */
export async function pageRest(
  server: RestServer,
  operation: RestOperation,
  input: RestInput,
  cursor?: string,
): Promise<Page<unknown>> {
  const { paging = { kind: 'link', items: '' } as const } = operation
  if (cursor === undefined) return pageOf(paging, await sendRest(server, operation, input))
  if (paging.kind === 'link') return pageOf(paging, await followRest(server, operation, cursor), cursor)
  const query = { ...input.query, ...queryFor(paging, cursor) }
  return pageOf(paging, await sendRest(server, operation, { ...input, query }), cursor)
}

/** A page's address as the vendor gave it: only where it lies on the server that is ours to ask. */
async function followRest(server: RestServer, operation: RestOperation, link: string): Promise<RestAnswer> {
  const base = addressOf(server, operation)
  const url = new URL(link, base)
  if (url.origin !== new URL(base).origin)
    throw new IntegrationError('vendor-answer-unexpected', `${server.vendor} names a next page on another server.`, {
      kind: 'bug',
      detail: url.origin,
    })
  const headers = new Headers({ accept: operation.accept ?? 'application/json', ...server.always?.header })
  return answered(server.vendor, operation, await server.fetch(url, { method: 'GET', headers }))
}

function addressOf({ servers, vendor }: RestServer, { server = 'baseUrl' }: RestOperation): string {
  const address = servers[server]
  if (address) return address.replace(/\/+$/, '')
  throw new IntegrationError('connection-misconfigured', `The address of ${vendor} is not configured.`, {
    kind: 'policy',
    team: 'integration',
    detail: server,
  })
}

function urlOf(server: RestServer, operation: RestOperation, { path = {}, query = {} }: RestInput): string {
  const { styles } = operation
  const filled = pathOf(operation.path, path as Record<string, unknown>, styles)
  const asked = queryOf({ ...query, ...server.always?.query }, styles)
  return `${addressOf(server, operation)}${filled}${asked === '' ? '' : `${filled.includes('?') ? '&' : '?'}${asked}`}`
}

async function answered(vendor: string, operation: RestOperation, response: Response): Promise<RestAnswer> {
  const { status, headers } = response
  if (!response.ok) throw restFailure(vendor, response, await response.json().catch(() => undefined))
  return { status, headers, body: await bodyIn(vendor, operation, response) }
}

async function bodyIn(vendor: string, { method, path, answer }: RestOperation, response: Response): Promise<unknown> {
  if (answer === 'none' || response.status === 204 || response.status === 205) return undefined
  if (answer === 'bytes') return response.blob()
  const text = await response.text()
  if (answer === 'text') return text
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new IntegrationError('vendor-answer-unexpected', `${vendor} answered in a form that is not known.`, {
      kind: 'bug',
      detail: `${method} ${path}: ${response.status} with a body that is no JSON`,
      outcomeUnknown: method !== 'get',
      cause,
    })
  }
}
