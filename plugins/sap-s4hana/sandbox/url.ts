import { type EntitySet, keysOf, type Row, type Service } from './entity.ts'
import { notFound, Refusal } from './refusal.ts'

/** What a path names: a set, one of its entities, and a navigation property of that. */
export type Target = { set: EntitySet; keys?: Row; navigation?: string }

const quoted = (text: string): string => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`

/** `A_SalesOrderItem(SalesOrder='1',SalesOrderItem='10')`; V4's published paths give keys as segments. */
export function keyPath(service: Service, set: EntitySet, row: Row): string {
  const keys = keysOf(set)
  if (service.version === 'V4') return [set.name, ...keys.map((key) => encodeURIComponent(String(row[key])))].join('/')
  const [only] = keys
  if (keys.length === 1) return `${set.name}(${quoted(String(row[only!]))})`
  return `${set.name}(${keys.map((key) => `${key}=${quoted(String(row[key]))}`).join(',')})`
}

/** Reads a path behind the service's root, without a query. */
export function targetOf(service: Service, path: string): Target {
  const segments = segmentsOf(path)
  const [, name, , inner] = /^(\w+)(\((.*)\))?$/s.exec(segments[0] ?? '') ?? []
  const set = service.sets[name ?? '']
  if (!set) throw notFound(segments[0] ?? '')
  if (inner !== undefined) return target(set, keysIn(set, inner), segments.slice(1))
  const keys = keysOf(set)
  if (service.version === 'V2' || segments.length <= keys.length) {
    if (segments.length > 1) throw notFound(segments[1]!)
    return { set }
  }
  const values = segments.slice(1, 1 + keys.length).map(decodeURIComponent)
  return target(
    set,
    Object.fromEntries(keys.map((key, index) => [key, values[index]!])),
    segments.slice(1 + keys.length),
  )
}

function target(set: EntitySet, keys: Row, rest: string[]): Target {
  const [navigation, ...more] = rest
  if (navigation === undefined) return { set, keys }
  if (more.length > 0 || !set.navigation[navigation]) throw notFound(navigation)
  return { set, keys, navigation }
}

/** Slashes within quotes separate nothing. */
function segmentsOf(path: string): string[] {
  return path.match(/(?:[^/']|'(?:[^']|'')*')+/g) ?? []
}

function keysIn(set: EntitySet, text: string): Row {
  const keys = keysOf(set)
  const literal = (value: string): string => {
    const match = /^'(.*)'$/s.exec(value.trim())
    if (!match) throw new Refusal(400, '/IWBEP/CM_MGW_RT/009', `Invalid key predicate type for ${set.name}`)
    return decodeURIComponent(match[1]!).replaceAll("''", "'")
  }
  const parts = text.match(/(?:[^,']|'(?:[^']|'')*')+/g) ?? []
  if (parts.length === 1 && keys.length === 1 && !/^\w+=/.test(text)) return { [keys[0]!]: literal(text) }
  const named = Object.fromEntries(
    parts.map((part) => {
      const [, name, value] = /^\s*(\w+)=(.*)$/s.exec(part) ?? []
      return [name ?? '', literal(value ?? '')]
    }),
  )
  for (const key of keys)
    if (named[key] === undefined) throw new Refusal(400, '/IWBEP/CM_MGW_RT/009', `Missing key ${key} of ${set.name}`)
  return named
}
