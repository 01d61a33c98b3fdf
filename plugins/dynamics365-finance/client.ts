import type { Fetch } from '@gantry/core/connector'
import { answerLost } from '@gantry/core/connector/answer-lost'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import { type Change, changesetOf, outcomesIn } from './batch.ts'
import { parseExactly } from './exact-json.ts'
import { failureOf, isMissing, VENDOR, withoutOutcome } from './failure.ts'

export type Query = Record<string, string>

/** The OData service of one environment, over all its companies. Numbers in answers are text. */
export type Client = {
  /** One record; undefined where there is none. */
  get: <T>(record: string, schema: z.ZodType<T>, query?: Query) => Promise<T | undefined>
  /** Every record of a query, page by page; `$top` ends it. */
  list: <T>(set: string, schema: z.ZodType<T>, query: Query) => Promise<T[]>
  create: <T>(set: string, body: object, schema: z.ZodType<T>) => Promise<T>
  /** Changes a record as long as nobody else has since it was read. */
  update: (record: string, etag: string, body: object) => Promise<void>
  remove: (record: string) => Promise<void>
  /** An action on a record, or of an entity set. */
  act: <T>(path: string, action: string, schema: z.ZodType<T>, body?: object) => Promise<T>
  /** Makes all these records, or none. */
  createAll: (records: readonly { set: string; body: object }[]) => Promise<void>
}

const ACTION = 'Microsoft.Dynamics.DataEntities.'

export function createClient(fetch: Fetch, baseUrl: string): Client {
  const service = `${baseUrl}/data`
  const send = async (method: string, url: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        'odata-version': '4.0',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answerOf(response)
    if (!response.ok) throw failureOf(response.status, text, response.headers.get('retry-after'))
    return text
  }

  /** Records of every company are read, and `dataAreaId` in the query picks. */
  const read = async <T>(url: string, schema: z.ZodType<T>): Promise<T> => {
    try {
      return understood(url, schema, await send('GET', url))
    } catch (error) {
      throw withoutOutcome(error)
    }
  }
  const addressed = (path: string, query: Query = {}): string =>
    `${service}/${path}?${new URLSearchParams({ ...query, 'cross-company': 'true' })}`

  return {
    get: async (record, schema, query) => {
      try {
        return await read(addressed(record, query), schema)
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    list: async (set, schema, query) => {
      const Page = z.object({ value: z.array(schema), '@odata.nextLink': z.string().optional() })
      const records = []
      for (let url: string | undefined = addressed(set, query); url !== undefined; ) {
        const page: z.output<typeof Page> = await read(url, Page)
        records.push(...page.value)
        url = page['@odata.nextLink']
        // A token goes to the environment it is for, and nowhere else.
        if (url !== undefined && new URL(url).origin !== new URL(service).origin)
          throw unexpected(set, 'the next page lies in another place')
      }
      return records
    },
    create: async (set, body, schema) => understood(set, schema, await send('POST', addressed(set), body)),
    update: async (record, etag, body) => {
      await send('PATCH', addressed(record), body, { 'if-match': etag })
    },
    remove: async (record) => {
      await send('DELETE', addressed(record))
    },
    act: async (path, action, schema, body = {}) =>
      understood(path, schema, await send('POST', addressed(`${path}/${ACTION}${action}`), body)),
    createAll: async (records) => {
      const changes = records.map(({ set, body }): Change => ({ method: 'POST', url: addressed(set), body }))
      const { contentType, body } = changesetOf(changes)
      const response = await fetch(`${service}/$batch`, {
        method: 'POST',
        headers: { 'content-type': contentType, accept: 'multipart/mixed', 'odata-version': '4.0' },
        body,
      })
      const text = await answerOf(response)
      if (!response.ok) throw failureOf(response.status, text, response.headers.get('retry-after'))
      const outcomes = outcomesIn(text)
      const failed = outcomes.find(({ status }) => status >= 400)
      if (failed) throw failureOf(failed.status, failed.body, failed.retryAfter)
      if (outcomes.length !== records.length)
        throw lost(`$batch: ${outcomes.length} answers to ${records.length} changes`)
    },
  }
}

/** An answer cut off on its way says nothing of what became of the request. */
async function answerOf(response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (cause) {
    throw lost(`${new URL(response.url).pathname}: the answer was cut off`, cause)
  }
}

const lost = (detail: string, cause?: unknown): IntegrationError =>
  answerLost({ vendor: VENDOR, detail, changesNothing: false, cause })

function understood<T>(path: string, schema: z.ZodType<T>, text: string): T {
  let body: unknown
  try {
    body = text === '' ? {} : parseExactly(text)
  } catch (cause) {
    throw lost(`${path}: the answer is no whole JSON`, cause)
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unexpected(path, `${issue?.path.join('.')}: ${issue?.message}`)
}

const unexpected = (path: string, what: string): IntegrationError =>
  new IntegrationError('unexpected-answer', 'Dynamics 365 Finance answered in a way Gantry does not understand.', {
    kind: 'bug',
    detail: `${path}: ${what}`,
  })
