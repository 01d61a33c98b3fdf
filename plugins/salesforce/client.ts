import { type ConnectContext, type Fetch, z } from '@gantry/core/connector'
import type { BearerAuthorization } from '@gantry/core/connector/auth/bearer'
import { clientCredentials } from '@gantry/core/connector/auth/client-credentials'
import { IntegrationError } from '@gantry/core/errors'
import { parseExactly } from './exact.ts'
import { failure, unreadable } from './failure.ts'

export type Config = { clientId: string; clientSecret: string; loginUrl: string; apiVersion: string }

/** One part of a composite call; `path` begins after `/services/data/vXX.X`. */
export type Subrequest = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; path: string; body?: object }

const Result = z.object({
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(z.record(z.string(), z.unknown())),
})

const Composite = z.object({
  // Numbers arrive as strings (see `parseExactly`).
  compositeResponse: z.array(z.object({ httpStatusCode: z.coerce.number(), body: z.unknown() })),
})

const Saved = z.array(z.object({ success: z.boolean(), errors: z.array(z.unknown()) }))

/** `queryAll` finds deleted records too, for the 15 days that the recycle bin keeps them. */
export const queryOf = (soql: string, resource: 'query' | 'queryAll' = 'query'): Subrequest => ({
  method: 'GET',
  path: `/${resource}?q=${encodeURIComponent(soql)}`,
})

/** Salesforce's REST API as far as we use it: queries and composite calls, in one session. */
export class Salesforce {
  /** Runs `work` while no other worker does for the same reference. */
  readonly exclusively: ConnectContext<Config>['exclusively']
  readonly #config: Config
  readonly #session: BearerAuthorization
  readonly #fetch: Fetch

  constructor({ config, authorized, auth, exclusively }: ConnectContext<Config>) {
    this.#config = config
    // Salesforce Help, "OAuth 2.0 Client Credentials Flow".
    this.#session = clientCredentials(auth, {
      tokenUrl: new URL('/services/oauth2/token', config.loginUrl).href,
      clientId: config.clientId,
      client: { method: 'post', secret: config.clientSecret },
    })
    this.#fetch = authorized(this.#session)
    this.exclusively = exclusively
  }

  /** The id of the user that the connected app runs as: the end of the identity URL that comes with a token. */
  async user(): Promise<string> {
    const { more } = await this.#session.grant()
    return new URL(z.url().parse(more.id)).pathname.split('/').at(-1)!
  }

  /** All rows of a query, those of its sub-queries as arrays. */
  async query<S extends z.ZodType>(row: S, soql: string): Promise<z.output<S>[]> {
    const { method, path } = queryOf(soql)
    return this.rows(row, await this.#call(method, this.#base + path))
  }

  /**
   * Subrequests in order, in one transaction: all take effect or none. At most 25, of which five may be queries or
   * collections. Answers with their bodies; throws what the first one failed with.
   */
  async composite(subrequests: Subrequest[]): Promise<unknown[]> {
    const compositeRequest = subrequests.map(({ method, path, body }, at) => ({
      method,
      url: this.#base + path,
      referenceId: `part${at}`,
      ...(body && { body }),
    }))
    const reads = subrequests.every(({ method }) => method === 'GET')
    const answer = Composite.parse(
      await this.#call('POST', `${this.#base}/composite`, { allOrNone: true, compositeRequest }, reads),
    )
    const failures = answer.compositeResponse.flatMap(({ httpStatusCode, body }) => {
      const saved = Saved.safeParse(body)
      const refused = saved.success ? saved.data.filter((item) => !item.success) : []
      if (refused.length > 0) return refused.map((item) => ({ status: 400, body: item.errors }))
      return httpStatusCode >= 400 ? [{ status: httpStatusCode, body }] : []
    })
    // All others were undone for the sake of one: that one is the reason.
    const reason = failures.find(({ body }) => !/PROCESSING_HALTED|ROLLED_BACK/.test(JSON.stringify(body)))
    const failed = reason ?? failures[0]
    if (failed) throw failure(failed.status, failed.body)
    return answer.compositeResponse.map(({ body }) => body)
  }

  /** The rows of a query's answer, all pages of it and of its sub-queries. */
  async rows<S extends z.ZodType>(row: S, answer: unknown): Promise<z.output<S>[]> {
    const rows = z.array(row).safeParse(await this.#complete(answer))
    if (rows.success) return rows.data
    throw new IntegrationError('vendor-answer-unknown', 'Salesforce answered in a shape that Gantry does not know.', {
      kind: 'data',
      team: 'integration',
      // Zod's messages name fields and types, never the values.
      detail: rows.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    })
  }

  async #complete(answer: unknown): Promise<Record<string, unknown>[]> {
    const records: Record<string, unknown>[] = []
    let page = Result.parse(answer)
    for (;;) {
      for (const record of page.records) records.push(await this.#withChildren(record))
      if (page.done || !page.nextRecordsUrl) return records
      page = Result.parse(await this.#call('GET', page.nextRecordsUrl))
    }
  }

  async #withChildren(record: Record<string, unknown>): Promise<Record<string, unknown>> {
    const whole = { ...record }
    for (const [name, value] of Object.entries(record))
      if (Result.safeParse(value).success) whole[name] = await this.#complete(value)
    return whole
  }

  get #base(): string {
    return `/services/data/v${this.#config.apiVersion}`
  }

  /** One call; `path` begins after `/services/data/vXX.X`. Rows of CSV go and come as text. */
  send(method: string, path: string, body?: object | string): Promise<unknown> {
    return this.#call(method, this.#base + path, body)
  }

  async #call(method: string, path: string, body?: object | string, repeatable = method === 'GET'): Promise<unknown> {
    const { more } = await this.#session.grant()
    const response = await this.#fetch(new URL(path, z.url().parse(more.instance_url)), {
      method,
      headers: {
        // Results of jobs come as CSV whatever is asked for.
        accept: 'application/json, text/csv',
        ...(body && { 'content-type': typeof body === 'string' ? 'text/csv; charset=UTF-8' : 'application/json' }),
      },
      ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      repeatable,
    })
    return this.#read(response, method, path)
  }

  async #read(response: Response, method: string, path: string): Promise<unknown> {
    let body: unknown
    try {
      const text = await response.text()
      const isRows = response.headers.get('content-type')?.startsWith('text/csv')
      body = isRows ? text : text === '' ? undefined : parseExactly(text)
    } catch (cause) {
      if (!response.ok) throw failure(response.status, response.statusText, response.headers.get('retry-after'))
      throw unreadable(method, path.split('?')[0]!, cause)
    }
    if (!response.ok) throw failure(response.status, body, response.headers.get('retry-after'))
    return body
  }
}
