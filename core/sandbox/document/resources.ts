import { answerOf, bodySchemaOf, type Parameter, type SandboxDocument } from './document.ts'
import type { Route } from './routes.ts'
import { shapeOf } from './shape.ts'

/** What a request does to the books. */
export type Role = 'create' | 'read' | 'list' | 'replace' | 'change' | 'remove' | 'act'

/** Where the records of an operation lie, and what it does with them. */
export type Place = {
  role: Role
  /** The table: the path of the collection, without names of parameters. */
  table: string
  /** One word for a record of it: `order` of `/v1/orders/{id}`. */
  kind: string
  /** Parameters that say whose records they are. */
  scope: string[]
  /** Parameters that name one record; none where the operation is about all. */
  key: string[]
  /** What an action does: the last word of its path. */
  verb?: string
  /** Whether some request makes such records; others are there from the start. */
  makes: boolean
  /** The parameters that name one record of the table, wherever one is named. */
  item: readonly Parameter[]
}

const MAKES = /^(create|add|new|insert|post|upsert|register|submit|import)$/i
const FINDS = /^(search|query|list|find|lookup|_search|filter)$/i

/** The place of every route. What the paths do not say is taken from what other paths there are. */
export function placesOf(document: SandboxDocument, routes: readonly Route[]): Map<Route, Place> {
  const cuts = new Map(routes.map((route) => [route, cut(route)]))
  const named = new Set(
    [...cuts.values()].filter(({ key, tail }) => key.length > 0 && tail === '').map(({ table }) => table),
  )
  const listed = new Set(
    routes
      .filter((route) => route.method === 'get' && answersList(document, route))
      .map((route) => cuts.get(route)!.whole),
  )
  const places = new Map(routes.map((route) => [route, placeOf(document, route, cuts.get(route)!, named, listed)]))
  const makers = [...places.values()].filter(({ role }) => role === 'create' || role === 'replace')
  const made = new Set(makers.map(({ table }) => table))
  const items = new Map<string, readonly Parameter[]>()
  for (const [{ operation }, { table, key, role }] of places)
    if (key.length > 0 && role !== 'act' && !items.has(table))
      items.set(table, keyParameters(operation.parameters, key))
  return new Map(
    [...places].map(([route, place]) => [
      route,
      { ...place, makes: made.has(place.table), item: items.get(place.table) ?? [] },
    ]),
  )
}

const keyParameters = (parameters: readonly Parameter[] = [], key: readonly string[]): Parameter[] =>
  key.map((name) => parameters.find((each) => each.in === 'path' && each.name === name) ?? { name, in: 'path' })

type Cut = { table: string; whole: string; scope: string[]; key: string[]; tail: string }

/** A path cut behind its last parameter: what lies before it is the collection, what follows is an action. */
function cut({ template }: Route): Cut {
  const [path = ''] = template.split('?')
  const whole = tableOf(path)
  const last = path.lastIndexOf('{')
  if (last < 0) return { table: whole, whole, scope: [], key: [], tail: '' }
  const segmentStart = path.lastIndexOf('/', last) + 1
  const segmentEnd = path.indexOf('/', last) < 0 ? path.length : path.indexOf('/', last)
  const segment = path.slice(segmentStart, segmentEnd)
  const before = path.slice(0, segmentStart)
  // `/Records('{id}')`, and `/records/{id}:cancel`.
  const [, stem = '', verb = ''] = /^([^({]*)\(?.*?\)?(?::(\w+))?$/.exec(segment) ?? []
  const tail = verb ? `/${verb}` : path.slice(segmentEnd)
  return {
    table: tableOf(before + stem),
    whole,
    scope: namesIn(before),
    key: namesIn(segment),
    tail,
  }
}

function placeOf(
  document: SandboxDocument,
  route: Route,
  { table, whole, scope, key, tail }: Cut,
  named: ReadonlySet<string>,
  listed: ReadonlySet<string>,
): Omit<Place, 'makes' | 'item'> {
  const { method } = route
  const one = { table, kind: kindOf(table), scope, key }
  const all = { table: whole, kind: kindOf(whole), scope: namesIn(route.template.split('?')[0]!), key: [] }
  if (key.length > 0 && tail === '')
    return { ...one, role: ({ get: 'read', put: 'replace', delete: 'remove' } as const)[method as 'get'] ?? 'change' }
  const verb = whole
    .split('/')
    .at(-1)!
    .replace(/^.*[:.]/, '')
  if (method === 'get') return { ...all, role: answersList(document, route) ? 'list' : 'read' }
  if (method === 'delete') return { ...all, role: 'remove' }
  if (method === 'put' || method === 'patch') return { ...all, role: method === 'put' ? 'replace' : 'change' }
  if (method === 'post') {
    const parent = all.table.slice(0, all.table.lastIndexOf('/'))
    if (FINDS.test(verb)) return { ...all, table: parent, kind: kindOf(parent), role: 'list' }
    if (MAKES.test(verb)) return { ...all, table: parent, kind: kindOf(parent), role: 'create' }
    const makes = MAKES.test(route.operation.operationId.replace(/([a-z0-9])([A-Z]).*$/, '$1'))
    if (named.has(whole) || listed.has(whole)) return { ...all, role: 'create' }
    if (key.length > 0 && named.has(table)) return { ...one, role: 'act', verb }
    if (makes && bodySchemaOf(route.operation)) return { ...all, role: 'create' }
  }
  return { ...(key.length > 0 ? one : all), role: 'act', verb }
}

function answersList(document: SandboxDocument, { operation }: Route): boolean {
  if (operation['x-gantry']?.paging) return true
  return listPlace(document, operation) !== undefined
}

const LISTS = [
  'data',
  'items',
  'value',
  'values',
  'results',
  'records',
  'entries',
  'list',
  'content',
  'elements',
  'rows',
]

/** Where in an answer its list stands, as `d.results`; undefined where it has none. The empty place is the answer itself. */
export function listPlace(document: SandboxDocument, operation: Route['operation']): string | undefined {
  const { paging } = operation['x-gantry'] ?? {}
  if (paging) return paging.items
  const { schema } = answerOf(operation)
  if (!schema) return undefined
  const shape = shapeOf(document, schema)
  if (shape.type === 'array') return ''
  const arrays = (properties: Record<string, object>) =>
    Object.entries(properties).filter(([, each]) => shapeOf(document, each as never).type === 'array')
  const here = arrays(shape.properties)
  const usual = here.find(([name]) => LISTS.includes(name.toLowerCase()))
  if (usual) return usual[0]
  // A record has ids of its own; what has none and holds one list is a page.
  const isRecord = Object.keys(shape.properties).some((name) => /^id$|_id$|Id$/.test(name))
  if (here.length === 1 && !isRecord) return here[0]![0]
  for (const [name, each] of Object.entries(shape.properties)) {
    const inner = shapeOf(document, each)
    const found =
      inner.type === 'object' ? arrays(inner.properties).find(([at]) => LISTS.includes(at.toLowerCase())) : undefined
    if (found && !isRecord) return `${name}.${found[0]}`
  }
  return undefined
}

const tableOf = (path: string): string => path.replace(/\{[^{}]+\}/g, '{}').replace(/\/+$/, '') || '/'
const namesIn = (path: string): string[] => [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!)

function kindOf(table: string): string {
  const words = table.split('/').filter((part) => part !== '' && !part.includes('{}'))
  const last = (words.at(-1) ?? 'record').replace(/^A_/, '').replace(/\(.*$/, '')
  const kebab = last
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
  return kebab.replace(/ies$/, 'y').replace(/(?<!s)s$/, '') || 'record'
}
