import type { SandboxContext } from '@gantry/core/sandbox'
import type { FailingPart } from '@gantry/core/sandbox/failing-part'
import { settle } from './automation.ts'
import { collections } from './collections.ts'
import { describe, summary } from './describe.ts'
import { attributes, run, shown } from './query.ts'
import {
  type Body,
  byExternalId,
  create,
  destroy,
  existing,
  objectType,
  type Session,
  update,
  upsert,
} from './record.ts'
import { Refusal } from './refusal.ts'
import { schema } from './schema.ts'
import { parseSoql } from './soql.ts'

/** One call of the REST API, alone or as a part of a composite one; `path` begins after `/services/data/vXX.X`. */
export type ApiRequest = {
  method: string
  version: string
  path: string
  query: URLSearchParams
  body: unknown
  /** From `Sforce-Query-Options`. */
  batchSize?: number
}
/** `text`: CSV instead of JSON. */
export type ApiAnswer = { status: number; body?: unknown; text?: string; location?: string }
export type Api = Session & { context: SandboxContext; cursors: Cursors; failing: FailingPart }

const PAGE = 2000
/** Since this version an upsert that updates answers 200 with a body; before it, 204 without. */
const UPSERT_ANSWERS_SINCE = 46

type Answered = ReturnType<typeof run>

/** Query locators. In memory and few, as the platform keeps only the latest of a user's. */
export class Cursors {
  readonly #open = new Map<string, Answered>()
  #last = 0

  keep(answered: Answered): string {
    const id = `01g5g${String(++this.#last).padStart(10, '0')}AAA`
    this.#open.set(id, answered)
    if (this.#open.size > 100) this.#open.delete(this.#open.keys().next().value!)
    return id
  }

  get(id: string): Answered {
    const answered = this.#open.get(id)
    if (!answered) throw new Refusal('INVALID_QUERY_LOCATOR', 'invalid query locator')
    return answered
  }
}

export const asBody = (body: unknown): Body => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal('JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.')
  return body as Body
}

function page(api: Api, request: ApiRequest, answered: Answered, start: number, cursor?: string) {
  const size = Math.min(PAGE, Math.max(200, request.batchSize ?? PAGE))
  const end = start + size
  const done = end >= answered.size
  return {
    totalSize: answered.size,
    done,
    ...(!done && {
      nextRecordsUrl: `/services/data/v${request.version}/query/${cursor ?? api.cursors.keep(answered)}-${end}`,
    }),
    records: answered.page(start, end),
  }
}

type Handler = (api: Api, request: ApiRequest, ...captured: string[]) => ApiAnswer

const created = (version: string, object: string, id: string): ApiAnswer => ({
  status: 201,
  location: `/services/data/v${version}/sobjects/${object}/${id}`,
  body: { id, success: true, errors: [] },
})

const read: Handler = (api, request, object, id) => {
  const row = existing(api.org, object!, id!)
  const type = objectType(object!)
  const wanted = request.query.get('fields')?.split(',')
  for (const name of wanted ?? [])
    if (!type.fields.has(name))
      throw new Refusal('INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`)
  const fields = [...type.fields.values()].filter((field) => !wanted || wanted.includes(field.name))
  return {
    status: 200,
    body: {
      ...attributes(request.version, type.name, row.Id),
      ...Object.fromEntries(fields.map((field) => [field.name, shown(field, row[field.name])])),
    },
  }
}

function unknown(value: string): Refusal {
  return new Refusal('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${value}`, 404)
}

const routes: [method: string, path: RegExp, handler: Handler][] = [
  [
    'GET',
    /^\/query(?:All)?\/?$/i,
    (api, request) => {
      const query = parseSoql(request.query.get('q') ?? '')
      const answered = run(api.org, request.version, query, /queryAll/i.test(request.path))
      if (query.count) return { status: 200, body: { totalSize: answered.size, done: true, records: [] } }
      return { status: 200, body: page(api, request, answered, 0) }
    },
  ],
  [
    'GET',
    /^\/query\/(\w+)-(\d+)$/,
    (api, request, cursor, start) => ({
      status: 200,
      body: page(api, request, api.cursors.get(cursor!), Number(start), cursor),
    }),
  ],
  [
    'GET',
    /^\/sobjects\/?$/,
    (_api, { version }) => ({
      status: 200,
      body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects: [...schema.values()].map((t) => summary(version, t)) },
    }),
  ],
  [
    'GET',
    /^\/sobjects\/(\w+)\/describe\/?$/,
    (_api, { version }, object) => ({ status: 200, body: describe(version, objectType(object!)) }),
  ],
  [
    'POST',
    /^\/sobjects\/(\w+)\/?$/,
    (api, { version, body }, object) => {
      const row = create(api, object!, asBody(body))
      return created(version, objectType(object!).name, row.Id)
    },
  ],
  ['GET', /^\/sobjects\/(\w+)\/([^/]+)$/, read],
  [
    'PATCH',
    /^\/sobjects\/(\w+)\/([^/]+)$/,
    (api, { body }, object, id) => {
      update(api, object!, id!, asBody(body))
      return { status: 204 }
    },
  ],
  [
    'DELETE',
    /^\/sobjects\/(\w+)\/([^/]+)$/,
    (api, _request, object, id) => {
      destroy(api, object!, id!)
      return { status: 204 }
    },
  ],
  [
    'GET',
    /^\/sobjects\/(\w+)\/(\w+)\/([^/]+)$/,
    (api, request, object, field, value) => {
      const row = byExternalId(api.org, object!, field!, value!)
      if (!row) throw unknown(field!)
      return read(api, request, object!, row.Id)
    },
  ],
  [
    'PATCH',
    /^\/sobjects\/(\w+)\/(\w+)\/([^/]+)$/,
    (api, { version, body, query }, object, field, value) => {
      if (query.get('updateOnly') === 'true' && !byExternalId(api.org, object!, field!, value!)) throw unknown(field!)
      const done = upsert(api, object!, field!, value!, asBody(body))
      const answer = { id: done.row.Id, success: true, errors: [], created: done.created }
      if (done.created) return { ...created(version, objectType(object!).name, done.row.Id), body: answer }
      return Number(version) >= UPSERT_ANSWERS_SINCE ? { status: 200, body: answer } : { status: 204 }
    },
  ],
  [
    'DELETE',
    /^\/sobjects\/(\w+)\/(\w+)\/([^/]+)$/,
    (api, _request, object, field, value) => {
      const row = byExternalId(api.org, object!, field!, value!)
      if (!row) throw unknown(field!)
      destroy(api, object!, row.Id)
      return { status: 204 }
    },
  ],
  ...collections,
]

/** Performs one call and the triggers it sets off; throws `Refusal` and leaves nothing behind where it fails. */
export function perform(api: Api, request: ApiRequest): ApiAnswer {
  const savepoint = api.org.savepoint()
  try {
    for (const [method, path, handler] of routes) {
      const match = method === request.method ? path.exec(request.path) : null
      if (!match) continue
      const answer = handler(api, request, ...match.slice(1).map(decodeURIComponent))
      settle(api.context)
      return answer
    }
    const allowed = routes.filter(([, path]) => path.test(request.path)).map(([method]) => method)
    if (allowed.length > 0)
      throw new Refusal(
        'METHOD_NOT_ALLOWED',
        `HTTP Method '${request.method}' not allowed. Allowed are ${allowed.join(',')}`,
        405,
      )
    throw new Refusal('NOT_FOUND', 'The requested resource does not exist', 404)
  } catch (error) {
    api.org.rollback(savepoint)
    throw error
  }
}
