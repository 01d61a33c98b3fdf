import type { Fetch } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import { parseExactly } from './exact-json.ts'
import { failureOf, withoutOutcome } from './failure.ts'

const RECORDS = '/services/rest/record/v1'
const SUITEQL = '/services/rest/query/v1/suiteql'

type Query = Record<string, string>
type Request = { method: string; path: string; query?: Query; body?: unknown; headers?: Record<string, string> }

/** SuiteTalk REST record API v1 and SuiteQL, as little of it as we use. Numbers in answers are text. */
export type Client = {
  /** One record by internal id or `eid:<external id>`; undefined where there is none. */
  get: <T>(record: string, id: string, schema: z.ZodType<T>, query?: Query) => Promise<T | undefined>
  /** Posts to a record collection or a transformation; gives the new record's internal id. */
  create: (path: string, body: object) => Promise<string>
  /** Creates or updates by external id; gives the internal id. */
  upsert: (record: string, externalId: string, body: object, query?: Query) => Promise<string>
  update: (record: string, id: string, body: object) => Promise<void>
  /** One page of a SuiteQL query: 1,000 rows unless told. */
  select: <T>(q: string, row: z.ZodType<T>, page?: { limit: number; offset: number }) => Promise<Page<T>>
}

export type Page<T> = { items: T[]; hasMore: boolean }

/** A string literal in SuiteQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** `fetch` carries the credentials. */
export function createClient(fetch: Fetch, baseUrl: string): Client {
  const send = (request: Request): Promise<Response> => {
    const query = request.query ? `?${new URLSearchParams(request.query)}` : ''
    return fetch(`${baseUrl}${request.path}${query}`, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      // A query changes nothing.
      ...(request.path === SUITEQL && { repeatable: true }),
    })
  }

  const write = async (request: Request): Promise<Response> => {
    const response = await send({
      ...request,
      // Without it NetSuite drops a field it does not know, e.g. a custom field nobody created, and says nothing.
      headers: { 'X-NetSuite-PropertyNameValidation': 'Error', 'X-NetSuite-PropertyValueValidation': 'Error' },
    })
    if (!response.ok) throw await failure(response)
    await response.body?.cancel()
    return response
  }

  const read = async <T>(request: Request, schema: z.ZodType<T>): Promise<T> => {
    try {
      const response = await send(request)
      if (!response.ok) throw await failure(response)
      return understood(request.path, schema, parseExactly(await response.text()))
    } catch (error) {
      throw withoutOutcome(error)
    }
  }

  return {
    get: async (record, id, schema, query) => {
      try {
        return await read(
          { method: 'GET', path: `${RECORDS}/${record}/${encodeURIComponent(id)}`, ...(query && { query }) },
          schema,
        )
      } catch (error) {
        if (error instanceof IntegrationError && error.code === 'not-found') return undefined
        throw error
      }
    },
    create: async (path, body) => idIn(await write({ method: 'POST', path: `${RECORDS}/${path}`, body })),
    upsert: async (record, externalId, body, query) =>
      idIn(
        await write({
          method: 'PUT',
          path: `${RECORDS}/${record}/${encodeURIComponent(`eid:${externalId}`)}`,
          body,
          ...(query && { query }),
        }),
      ),
    update: async (record, id, body) => {
      await write({ method: 'PATCH', path: `${RECORDS}/${record}/${encodeURIComponent(id)}`, body })
    },
    select: (q, row, page) =>
      read(
        {
          method: 'POST',
          path: SUITEQL,
          ...(page && { query: { limit: String(page.limit), offset: String(page.offset) } }),
          headers: { prefer: 'transient' },
          body: { q },
        },
        z.object({ items: z.array(row), hasMore: z.boolean() }),
      ),
  }
}

async function failure(response: Response): Promise<IntegrationError> {
  return failureOf(response.status, await response.text(), response.headers.get('retry-after'))
}

/** A created or updated record's internal id: the end of `Location`. */
function idIn(response: Response): string {
  const id = response.headers.get('location')?.split('/').at(-1)
  if (!id) throw unexpected(new URL(response.url).pathname, 'no Location header')
  return decodeURIComponent(id)
}

function understood<T>(path: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unexpected(path, `${issue?.path.join('.')}: ${issue?.message}`)
}

const unexpected = (path: string, what: string): IntegrationError =>
  new IntegrationError('unexpected-answer', 'NetSuite answered in a way Gantry does not understand.', {
    kind: 'bug',
    detail: `${path}: ${what}`,
  })
