import { assertPart } from './part.ts'
import type { Session } from './record.ts'
import { type Body, create, destroy, existing, objectType, update, upsert } from './record.ts'
import { Refusal } from './refusal.ts'
import type { Api, ApiAnswer, ApiRequest } from './resources.ts'
import { schema } from './schema.ts'

const MOST = 200

type Result = { id?: string; success: boolean; errors: object[]; created?: boolean }

/** Runs each item by itself, or all of them or none; triggers see the whole collection at once. */
function each<T>(api: Api, items: T[], allOrNone: boolean, work: (item: T) => Result): ApiAnswer {
  if (items.length > MOST)
    throw new Refusal(
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MOST} records in this request`,
    )
  const whole = api.org.savepoint()
  const results = items.map((item): Result => {
    const savepoint = api.org.savepoint()
    try {
      assertPart(api.failing)
      return work(item)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      api.org.rollback(savepoint)
      return { success: false, errors: [error.saveError()] }
    }
  })
  if (!allOrNone || results.every((result) => result.success)) return { status: 200, body: results }
  api.org.rollback(whole)
  const undone = new Refusal(
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    'Record rolled back because not all records were valid and the request was using AllOrNone header',
  )
  return {
    status: 200,
    body: results.map((result) => (result.success ? { success: false, errors: [undone.saveError()] } : result)),
  }
}

function recordsOf(body: unknown): { records: Body[]; allOrNone: boolean } {
  const { records, allOrNone } = (body ?? {}) as { records?: unknown; allOrNone?: unknown }
  if (!Array.isArray(records) || records.length === 0)
    throw new Refusal('INVALID_ARGUMENT', 'The request has no records.')
  return { records: records as Body[], allOrNone: allOrNone === true }
}

function objectOf(record: Body): string {
  const type = (record.attributes as { type?: unknown } | undefined)?.type
  if (typeof type !== 'string')
    throw new Refusal('INVALID_FIELD', 'Include a valid type in the attributes of each record.')
  return objectType(type).name
}

type Handler = (api: Api, request: ApiRequest, ...captured: string[]) => ApiAnswer

/** The sObject Collections resources, `/composite/sobjects`: at most 200 records a call. */
export const collections: [method: string, path: RegExp, handler: Handler][] = [
  [
    'POST',
    /^\/composite\/sobjects\/?$/,
    (api, { body }) => {
      const { records, allOrNone } = recordsOf(body)
      return each(api, records, allOrNone, (record) => ({
        id: create(api, objectOf(record), record).Id,
        success: true,
        errors: [],
      }))
    },
  ],
  [
    'PATCH',
    /^\/composite\/sobjects\/?$/,
    (api, { body }) => {
      const { records, allOrNone } = recordsOf(body)
      return each(api, records, allOrNone, ({ id, Id, ...record }) => ({
        id: update(api, objectOf(record), String(id ?? Id), record).Id,
        success: true,
        errors: [],
      }))
    },
  ],
  [
    'PATCH',
    /^\/composite\/sobjects\/(\w+)\/(\w+)$/,
    (api, { body }, object, field) => {
      const { records, allOrNone } = recordsOf(body)
      return each(api, records, allOrNone, ({ [field!]: value, ...record }) => {
        if (objectOf(record) !== objectType(object!).name)
          throw new Refusal('INVALID_FIELD', `Records must be of the type ${object} that the address names.`)
        if (typeof value !== 'string' || value === '')
          throw new Refusal('MISSING_ARGUMENT', `${field} not specified`, 400, [field!])
        const { row, created } = upsert(api, object!, field!, value, record)
        return { id: row.Id, success: true, errors: [], created }
      })
    },
  ],
  [
    'DELETE',
    /^\/composite\/sobjects\/?$/,
    (api, { query }) => {
      const ids = (query.get('ids') ?? '').split(',').filter(Boolean)
      return each(api, ids, query.get('allOrNone') === 'true', (id) => remove(api, id))
    },
  ],
]

function remove(session: Session, id: string): Result {
  const type = [...schema.values()].find(({ prefix }) => id.startsWith(prefix))
  if (!type) throw new Refusal('MALFORMED_ID', `malformed id ${id}`)
  existing(session.org, type.name, id)
  destroy(session, type.name, id)
  return { id, success: true, errors: [] }
}
