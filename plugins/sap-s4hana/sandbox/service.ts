import type { EntitySet, Row, Service } from './entity.ts'
import { etagOf, idOf } from './entity.ts'
import { metadata } from './metadata.ts'
import { entity, page, type Shown, selectionOf, targets, written } from './read.ts'
import { notFound, Refusal, v2Problem, v4Problem } from './refusal.ts'
import type { Unit } from './unit.ts'
import { keyPath, type Target, targetOf } from './url.ts'
import { changesOf, draftOf } from './write.ts'

/** A request to a service, from the wire or out of a batch. `path` is what stands behind the service's root. */
export type Request = {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: string
  base: string
}
export type Answer = { status: number; headers: Record<string, string>; body: string }

/** Answers one request; refusals become SAP's error body. Nothing is in the books before the unit is committed. */
export function answer(service: Service, unit: Unit, request: Request): Answer {
  try {
    return handle(service, unit, request)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return refusal(service, error)
  }
}

export const refusal = (service: Service, error: Refusal): Answer =>
  json(service, error.status, (service.version === 'V2' ? v2Problem : v4Problem)(error))

function handle(service: Service, unit: Unit, request: Request): Answer {
  const { method, path, query } = request
  if (path === '$metadata') return metadata(service)
  if (path === '') return document(service)
  const exact = /IEEE754Compatible=true/i.test(request.headers.accept ?? '')
  const shown: Shown = { unit, service, base: request.base, exact }
  const called = service.functions[path]
  if (called) {
    const parameters = Object.fromEntries([...query].map(([name, value]) => [name, literal(value)]))
    const row = called.call(unit, parameters)
    const values = Object.entries(called.returns).map(([name, property]) => [
      name,
      written(shown, property, row[name] ?? null),
    ])
    const type = `${service.namespace}.${called.type}`
    return json(service, 200, {
      d: { [path]: { __metadata: { type }, ...Object.fromEntries(values) } },
    })
  }
  const target = targetOf(service, path)
  if (method === 'GET') return read(shown, target, query)
  if (method === 'POST' && !target.keys) return create(shown, target.set, request)
  if (method === 'POST' && target.navigation) return createBelow(shown, target, request)
  if ((method === 'PATCH' || method === 'MERGE') && target.keys && !target.navigation)
    return update(shown, target.set, target.keys, request)
  throw new Refusal(405, '/IWFND/CM_CONSUMER/101', `Method ${method} is not allowed for ${path}`)
}

/** A function's parameter as a plain text: `'1010'`, `10M`, `datetimeoffset'…'`. */
const literal = (value: string): string => /^\w*'(.*)'$/s.exec(value)?.[1]?.replaceAll("''", "'") ?? value

function read(shown: Shown, { set, keys, navigation }: Target, query: URLSearchParams): Answer {
  const { unit, service } = shown
  const selection = selectionOf(query)
  if (keys && !navigation)
    return json(service, 200, wrapped(service, entity(shown, set, found(unit, set, keys), selection)))
  const below = navigation ? set.navigation[navigation]! : undefined
  const target = below ? service.sets[below.set]! : set
  const given = below ? targets(unit, service, below, found(unit, set, keys!)) : undefined
  if (below && !below.many) {
    const [only] = given!
    if (!only) throw notFound(navigation!)
    return json(service, 200, wrapped(service, entity(shown, target, only, selection)))
  }
  const { rows, count } = page(unit, target, query, given)
  const entities = rows.map((row) => entity(shown, target, row, selection))
  if (service.version === 'V2')
    return json(service, 200, {
      d: { ...(query.get('$inlinecount') === 'allpages' && { __count: String(count) }), results: entities },
    })
  const context = `${shown.base}${service.path}/$metadata#${target.name}`
  return json(service, 200, {
    '@odata.context': context,
    ...(query.get('$count') === 'true' && { '@odata.count': count }),
    value: entities,
  })
}

function create(shown: Shown, set: EntitySet, request: Request): Answer {
  const { unit, service } = shown
  if (!set.create) throw new Refusal(405, '/IWFND/CM_CONSUMER/101', `Method POST is not allowed for ${set.name}`)
  const row = set.create(unit, draftOf(service, set, parsed(request)))
  // A deep insert is answered with what was nested in it.
  const sent = Object.keys(parsed(request) as object).filter((name) => set.navigation[name])
  const selection = selectionOf(new URLSearchParams(sent.length > 0 ? { $expand: sent.join(',') } : {}))
  return {
    ...json(service, 201, wrapped(service, entity(shown, set, row, selection))),
    headers: {
      ...contentType(service),
      location: `${shown.base}${service.path}/${keyPath(service, set, row)}`,
      ...(set.etag && { etag: etagOf(row) }),
    },
  }
}

/** `POST A_BusinessPartner('1')/to_BusinessPartnerAddress`: the keys come from the parent. */
function createBelow(shown: Shown, { set, keys, navigation }: Target, request: Request): Answer {
  const below = set.navigation[navigation!]!
  const parent = found(shown.unit, set, keys!)
  const inherited = Object.fromEntries(Object.entries(below.on).map(([theirs, ours]) => [theirs, parent[ours]]))
  const body = JSON.stringify({ ...(parsed(request) as object), ...inherited })
  return create(shown, shown.service.sets[below.set]!, { ...request, body })
}

function update({ unit, service }: Shown, set: EntitySet, keys: Row, request: Request): Answer {
  if (!set.update) throw new Refusal(405, '/IWFND/CM_CONSUMER/101', `Method PATCH is not allowed for ${set.name}`)
  const row = found(unit, set, keys)
  const match = request.headers['if-match']
  if (set.etag && match === undefined)
    throw new Refusal(428, '/IWFND/CM_MGW_RT/024', 'Precondition required: header If-Match is missing')
  if (set.etag && match !== '*' && match !== etagOf(row))
    throw new Refusal(412, '/IWFND/CM_MGW_RT/023', 'Precondition failed: the entity was changed meanwhile')
  const changed = set.update(unit, row, changesOf(service, set, parsed(request)))
  return { status: 204, headers: set.etag ? { etag: etagOf(changed) } : {}, body: '' }
}

function found(unit: Unit, set: EntitySet, keys: Row): Row {
  const row = unit.get(set.table, idOf(set, keys))
  if (!row) throw notFound(set.name)
  return row
}

function parsed({ body }: Request): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new Refusal(400, '/IWFND/CM_MGW_RT/025', 'Malformed request body: JSON is expected')
  }
}

const wrapped = (service: Service, body: object): object => (service.version === 'V2' ? { d: body } : body)

const document = (service: Service): Answer =>
  service.version === 'V2'
    ? json(service, 200, { d: { EntitySets: Object.keys(service.sets) } })
    : json(service, 200, {
        value: Object.keys(service.sets).map((name) => ({ name, kind: 'EntitySet', url: name })),
      })

const contentType = (service: Service) => ({
  'content-type': 'application/json; charset=utf-8',
  ...(service.version === 'V2' ? { dataserviceversion: '2.0' } : { 'odata-version': '4.0' }),
})

const json = (service: Service, status: number, body: object): Answer => ({
  status,
  headers: contentType(service),
  body: JSON.stringify(body),
})
