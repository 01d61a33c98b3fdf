import type { Fetch } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import { answersIn, type BatchAnswer, type BatchRequest, batchOfChanges, batchOfReads } from './batch.ts'
import { failureOf, unexpected, withoutOutcome } from './failure.ts'

/** One OData service: its root behind the system's address, and which protocol it speaks. */
export type Service = { path: string; version: 'V2' | 'V4' }

type Query = Record<string, string | number>

export type ODataClient = {
  /** One entity; undefined where there is none. */
  get: <T>(service: Service, path: string, schema: z.ZodType<T>, query?: Query) => Promise<T | undefined>
  list: <T>(service: Service, path: string, row: z.ZodType<T>, query: Query) => Promise<T[]>
  create: <T>(service: Service, path: string, body: object, answer: z.ZodType<T>, write?: Write) => Promise<T>
  /** Up to 100 reads in one request; the answers come in order, failed ones with their status. */
  reads: (service: Service, paths: readonly string[]) => Promise<BatchAnswer[]>
  /** All of the changes or none. */
  change: (service: Service, changes: readonly BatchRequest[], write?: Write) => Promise<void>
}

/** `correlation` is written to SAP's own trace (header `X-CorrelationID`). */
export type Write = { correlation?: string }

/** A text literal in a key or a filter. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A key in a path: quoted in V2, a segment of its own in V4, as SAP publishes them. */
export const keyed = (set: string, ...keys: (readonly [name: string, value: string])[]): string =>
  keys.length === 1
    ? `${set}(${encodeURIComponent(literal(keys[0]![1]))})`
    : `${set}(${keys.map(([name, value]) => `${name}=${encodeURIComponent(literal(value))}`).join(',')})`

export const segmented = (...segments: string[]): string => segments.map(encodeURIComponent).join('/')

const V4_JSON = 'application/json;odata.metadata=minimal;IEEE754Compatible=true'

const exact = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
}

/** Parses JSON; every number comes as the text it was written as, so that no amount ever is a float. */
export const parseExactly = (text: string): unknown =>
  exact.parse(text, (_key, value, { source }) => (typeof value === 'number' ? source : value))

export function createODataClient(fetch: Fetch, baseUrl: string): ODataClient {
  const address = (service: Service, path: string, query?: Query): string => {
    const options = query && Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    return `${baseUrl}${service.path}/${path}${options?.length ? `?${options.join('&')}` : ''}`
  }
  const accepted = ({ version }: Service) => ({ accept: version === 'V4' ? V4_JSON : 'application/json' })
  const traced = (write: Write | undefined): Record<string, string> =>
    write?.correlation ? { 'x-correlationid': write.correlation } : {}

  const read = async (service: Service, path: string, query?: Query): Promise<unknown> => {
    try {
      const response = await fetch(address(service, path, query), { headers: accepted(service) })
      if (!response.ok) throw await failure(response)
      return bare(service, parseExactly(await response.text()))
    } catch (error) {
      throw withoutOutcome(error)
    }
  }
  const batch = async (
    service: Service,
    { contentType, body }: { contentType: string; body: string },
    init: { repeatable?: boolean; headers?: Record<string, string> },
  ): Promise<BatchAnswer[]> => {
    const response = await fetch(address(service, '$batch'), {
      method: 'POST',
      headers: { 'content-type': contentType, accept: 'multipart/mixed', ...init.headers },
      body,
      ...(init.repeatable && { repeatable: true }),
    })
    if (!response.ok) throw await failure(response)
    return answersIn(response.headers.get('content-type'), await response.text())
  }

  return {
    get: async (service, path, schema, query) => {
      try {
        return understood(path, schema, await read(service, path, query))
      } catch (error) {
        if (error instanceof IntegrationError && error.code === 'not-found') return undefined
        throw error
      }
    },
    list: async (service, path, row, query) => understood(path, z.array(row), rowsIn(await read(service, path, query))),
    create: async (service, path, body, answer, write) => {
      const response = await fetch(address(service, path), {
        method: 'POST',
        headers: { ...accepted(service), 'content-type': contentTypeOf(service), ...traced(write) },
        body: JSON.stringify(body),
      })
      if (!response.ok) throw await failure(response)
      return understood(path, answer, bare(service, parseExactly(await response.text())))
    },
    reads: async (service, paths) => {
      const reads = paths.map((path) => ({ method: 'GET', path, headers: accepted(service) }))
      try {
        return await batch(service, batchOfReads(reads), { repeatable: true })
      } catch (error) {
        throw withoutOutcome(error)
      }
    },
    change: async (service, changes, write) => {
      if (changes.length === 0) return
      const answers = await batch(service, batchOfChanges(changes), { headers: traced(write) })
      const failed = answers.find(({ status }) => status >= 400)
      if (failed) throw failureOf(failed.status, failed.body, null)
    },
  }
}

const contentTypeOf = ({ version }: Service): string =>
  version === 'V4' ? 'application/json;IEEE754Compatible=true' : 'application/json'

/** V2 wraps everything in `d`. */
const bare = ({ version }: Service, body: unknown): unknown =>
  version === 'V2' ? (body as { d?: unknown } | null)?.d : body

const rowsIn = (body: unknown): unknown => {
  const { results, value } = (body ?? {}) as { results?: unknown; value?: unknown }
  return results ?? value
}

const failure = async (response: Response): Promise<IntegrationError> =>
  failureOf(response.status, await response.text(), response.headers.get('retry-after'))

export function understood<T>(path: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unexpected(path, `${issue?.path.join('.')}: ${issue?.message}`)
}
