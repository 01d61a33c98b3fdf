import type { Checks } from './checks.ts'
import {
  answerOf,
  isRecord,
  type Operation,
  type Parameter,
  resolve,
  type SandboxDocument,
  type Schema,
} from './document.ts'
import { pageOf, putAt } from './pages.ts'
import { changed, type Kept, keyField, keyOf, newKey, type Records, scopeOf } from './records.ts'
import type { Asked } from './request.ts'
import { listPlace, type Place } from './resources.ts'
import { sampleOf } from './sample.ts'
import { type Shape, shapeOf } from './shape.ts'

export type Answer = { status: number; body?: unknown; headers: Record<string, string> }

export type Work = {
  document: SandboxDocument
  checks: Checks
  records: Records
  place: Place
  operation: Operation
  asked: Asked
  write: string
  url: URL
  ifMatch: string | undefined
}

/** Does to the books what the operation says, and answers as its document has it. */
export function perform(work: Work): Answer {
  switch (work.place.role) {
    case 'create':
      return create(work)
    case 'list':
      return list(work)
    case 'read':
      return read(work)
    case 'remove':
      return remove(work)
    default:
      return change(work)
  }
}

function create(work: Work): Answer {
  const { records, place, asked, write, url } = work
  const inner = innerOf(work)
  const body = within(asked.body, inner.name)
  const value = changed(isRecord(inner.sample) ? inner.sample : {}, body)
  const named: readonly Parameter[] = place.item.length > 0 ? place.item : [{ name: 'id', in: 'path' }]
  const keys = named.map((parameter) => {
    const field = keyField(inner.shape, parameter.name, place.kind)
    const given = isRecord(body) ? body[field] : undefined
    const key =
      typeof given === 'string' || typeof given === 'number'
        ? given
        : newKey(
            shapeOf(work.document, parameter.schema),
            shapeOf(work.document, inner.shape.properties[field]),
            place.kind,
            records.size(place) + 1,
          )
    value[field] = key
    return String(key)
  })
  const scope = scopeOf(place, asked.path)
  const kept = records.put(place, scope, keys.join(','), value, write)
  const location = `${url.pathname.replace(/\/(create|add|new|insert|post)$/, '')}/${keys.map(encodeURIComponent).join(',')}`
  return answered(work, kept, { location })
}

function read(work: Work): Answer {
  const { records, place, asked } = work
  const kept = records.get(place, asked.path)
  if (kept) return answered(work, kept)
  // What no request can make is there from the start; a record that could have been made was not.
  if (place.key.length === 0 || !place.makes) return seeded(work)
  return missing(work)
}

function list(work: Work): Answer {
  const { document, checks, records, place, operation, asked, url } = work
  const { status, schema } = answerOf(operation)
  const { paging } = operation['x-gantry'] ?? {}
  const matches = ({ value }: Kept) =>
    Object.entries(asked.query).every(
      ([name, wanted]) => !isScalar(value[name]) || !isScalar(wanted) || String(value[name]) === String(wanted),
    )
  const { items, told, link } = pageOf(records.all(place, asked.path).filter(matches), paging, {
    query: asked.query,
    url,
  })
  let body = sampleOf(document, schema, checks.fits)
  for (const [at, value] of Object.entries(told)) body = putAt(body, at, value)
  body = putAt(
    body,
    listPlace(document, operation) ?? 'items',
    items.map(({ value }) => value),
  )
  return { status, body, headers: link ? { link } : {} }
}

function change(work: Work): Answer {
  const { records, place, asked, write, ifMatch } = work
  const kept = records.get(place, asked.path)
  const creates = place.role === 'replace' || place.key.length === 0 || !place.makes
  if (!kept && !creates) return missing(work)
  if (kept && ifMatch && ifMatch !== '*' && ifMatch !== etag(kept))
    return { status: 412, body: { error: { code: 'changed', message: 'The record has changed.' } }, headers: {} }
  const inner = innerOf(work)
  const before = kept?.value ?? named(work, inner.shape, isRecord(inner.sample) ? inner.sample : {})
  const body = within(asked.body, inner.name)
  const after = place.role === 'act' ? acted(work, inner.shape, before, body) : changed(before, body)
  return answered(work, records.put(place, scopeOf(place, asked.path), keyOf(place, asked.path), after, write))
}

function remove(work: Work): Answer {
  const { records, place, asked, write } = work
  const kept = records.get(place, asked.path)
  if (!kept && place.key.length > 0 && place.makes) return missing(work)
  records.remove(place, asked.path, write)
  const { status, schema } = answerOf(work.operation)
  if (schema === undefined) return { status, headers: {} }
  const { shape, sample } = innerOf(work)
  const body = named(work, shape, isRecord(sample) ? { ...sample } : {})
  if ('deleted' in shape.properties) body.deleted = true
  return { status, body: isRecord(sample) ? body : sample, headers: {} }
}

/** An action leaves its mark: what was asked for, and the state it leads to where the document knows one. */
function acted(work: Work, shape: Shape, before: Record<string, unknown>, body: unknown): Record<string, unknown> {
  const after = changed(before, isRecord(body) ? pick(body, shape) : {})
  for (const name of ['status', 'state']) {
    const values = shapeOf(work.document, shape.properties[name]).rest.enum
    const stem = work.place.verb?.slice(0, 4).toLowerCase()
    const state =
      Array.isArray(values) && stem ? values.find((each) => String(each).toLowerCase().startsWith(stem)) : undefined
    if (state !== undefined) after[name] = state
  }
  return after
}

const pick = (body: Record<string, unknown>, { properties }: Shape) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name in properties))

const missing = ({ place, asked }: Work): Answer => ({
  status: 404,
  body: { error: { code: 'not-found', message: `There is no ${place.kind} ${keyOf(place, asked.path)}.` } },
  headers: {},
})

function seeded(work: Work): Answer {
  const { status, schema } = answerOf(work.operation)
  if (schema === undefined) return { status, headers: {} }
  const { shape, sample, name } = innerOf(work)
  if (!isRecord(sample)) return { status, body: sample, headers: {} }
  return { status, body: wrapped(work, name, named(work, shape, { ...sample })), headers: {} }
}

/** A record with the key that the path gives it. */
function named(
  { place, asked, document }: Work,
  shape: Shape,
  value: Record<string, unknown>,
): Record<string, unknown> {
  for (const parameter of place.key) {
    const field = keyField(shape, parameter, place.kind)
    const { type } = shapeOf(document, shape.properties[field])
    const given = asked.path[parameter]!
    if (field in shape.properties) value[field] = type === 'integer' || type === 'number' ? Number(given) : given
  }
  return value
}

function answered(work: Work, kept: Kept, headers: Record<string, string> = {}): Answer {
  const { status, schema } = answerOf(work.operation)
  const told = { ...headers, etag: etag(kept) }
  if (schema === undefined) return { status, headers: told }
  const { shape, sample, name } = innerOf(work)
  if (shape.type !== undefined && shape.type !== 'object') return { status, body: sample, headers: told }
  const body =
    name === undefined ? changed(isRecord(sample) ? sample : {}, kept.value) : wrapped(work, name, kept.value)
  return { status, body, headers: told }
}

/** The answer around a record: `{ data: { … } }`. */
function wrapped(work: Work, name: string | undefined, value: Record<string, unknown>): Record<string, unknown> {
  if (name === undefined) return value
  const whole = sampleOf(work.document, answerOf(work.operation).schema, work.checks.fits)
  return { ...(isRecord(whole) ? whole : {}), [name]: value }
}

const WRAPPERS = ['data', 'd', 'result', 'item', 'record', 'resource', 'object', 'entity']

/** The record within an answer: the whole of it, or the one field that holds it. */
function innerOf({ document, operation, place, checks }: Work): { name?: string; shape: Shape; sample: unknown } {
  const { schema } = answerOf(operation)
  const shape = shapeOf(document, schema)
  const wrappers = [...WRAPPERS, place.kind.replaceAll('-', '')]
  const objects = Object.entries(shape.properties).filter(([, each]) => shapeOf(document, each).type === 'object')
  const plain = (name: string) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
  const found = objects.find(([name]) => wrappers.includes(plain(name)))
  const alone =
    Object.keys(shape.properties).length <= 4 && !Object.keys(shape.properties).some((name) => /^id$/i.test(name))
  if (!found || !alone) return { shape, sample: sampleOf(document, schema, checks.fits) }
  const inner: Schema = resolve(document, found[1])
  return { name: found[0], shape: shapeOf(document, inner), sample: sampleOf(document, inner, checks.fits) }
}

/** The record within a body that wraps it as its answer does. */
const within = (body: unknown, name: string | undefined): unknown =>
  name !== undefined && isRecord(body) && isRecord(body[name]) ? body[name] : body

const etag = ({ version }: Kept) => `"${version}"`
const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
