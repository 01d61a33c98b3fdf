import type { Dice } from '../../faults/dice.ts'
import { HUGE, INJECTIONS, TYPES, UNICODE } from './payloads.ts'
import type { FuzzRequest } from './request.ts'

/** Makes a request worse; each gives a new one. */
export const MUTATIONS: Readonly<Record<string, (request: FuzzRequest, dice: Dice) => FuzzRequest>> = {
  none: (request) => request,
  'wrong type': (request, dice) => inBody(request, dice, () => dice.pick(TYPES)),
  huge: (request, dice) => anywhere(request, dice, () => dice.pick(HUGE)()),
  unicode: (request, dice) => anywhere(request, dice, () => dice.pick(UNICODE)),
  injection: (request, dice) => anywhere(request, dice, () => dice.pick(INJECTIONS)),
  missing: (request, dice) => {
    if (request.body && dice.roll() < 0.7) return inBody(request, dice, () => MISSING)
    const { body: _, ...bare } = request
    return dice.roll() < 0.5 ? { ...bare, query: [], headers: {} } : { ...request, query: [], headers: {} }
  },
  unknown: (request, dice) =>
    request.body && 'json' in request.body && isObject(request.body.json)
      ? // Parsed, not assigned: `__proto__` is to be a field like any other.
        { ...request, body: { raw: withField(request.body.json, dice.pick(FIELDS), dice.pick(TYPES)) } }
      : { ...request, query: [...request.query, [dice.pick(FIELDS), dice.pick(INJECTIONS)]] },
  duplicate: (request, dice) => {
    if (!request.body || !('json' in request.body) || !isObject(request.body.json))
      return { ...request, query: [...request.query, ...request.query, ['limit', '1'], ['limit', '2']] }
    const name = dice.pick([...Object.keys(request.body.json), 'id'])
    return { ...request, body: { raw: withField(request.body.json, name, dice.pick(TYPES)) } }
  },
  'malformed JSON': (request, dice) => ({
    ...request,
    ...(request.method !== 'GET' && { body: { raw: dice.pick(SPOILS)(textOf(request)) } }),
    ...(request.method === 'GET' && { query: [...request.query, ['cursor', dice.pick(INJECTIONS)]] }),
  }),
  headers: (request, dice) => ({
    ...request,
    headers: { ...request.headers, [dice.pick(HEADERS)]: dice.pick(HEADER_VALUES) },
  }),
  method: (request, dice) => {
    const method = dice.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])
    const { body, ...rest } = request
    return { ...rest, method, ...(body && !['GET', 'HEAD'].includes(method) && { body }) }
  },
}

const HEADERS = [
  'x-timeout-ms',
  'x-uncertain-for-ms',
  'x-correlation-id',
  'idempotency-key',
  'content-type',
  'accept',
  'traceparent',
  'content-encoding',
  'x-forwarded-for',
  'if-match',
  'range',
  'cookie',
]
const HEADER_VALUES = [
  '',
  '0',
  '-1',
  '1',
  'NaN',
  'Infinity',
  '1e400',
  '9007199254740993',
  'gzip',
  'text/xml',
  'application/json; charset=utf-16',
  'application/json;;;',
  'multipart/form-data; boundary=x',
  "' or 1=1 --",
  '\u00e9\u00ff',
  'gantry=x; gantry=y; =; ;',
  'x'.repeat(2000),
]

const FIELDS = ['__proto__', 'constructor', 'toString', 'tenant', 'id', '$ref', '', 'x'.repeat(5000), 'a.b', '0']

/** What makes JSON none, or another kind of it. */
const SPOILS: readonly ((text: string) => string | Uint8Array)[] = [
  () => '',
  () => ' ',
  () => 'null',
  () => '[]',
  () => '"text"',
  () => '{',
  () => '{"a":NaN}',
  () => '{"a":1,}',
  () => "{'a':1}",
  () => '<?xml version="1.0"?><a>&b;</a>',
  (text) => `\ufeff${text}`,
  (text) => `${text}${text}`,
  (text) => text.slice(0, text.length / 2),
  (text) => text.replaceAll(':', ' '),
  (text) => text.replaceAll('"', '\\u0022'),
  (text) => text.replace(/}$/, ',"a":1e999}'),
  () => `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  () => `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  () => new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  (text) => new TextEncoder().encode(text).map((byte, index) => (index % 7 === 3 ? 0 : byte)),
]

const MISSING = Symbol('missing')

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const textOf = ({ body }: FuzzRequest): string => (body && 'json' in body ? JSON.stringify(body.json) : '{}')

const withField = (value: Record<string, unknown>, name: string, given: unknown): string =>
  `${JSON.stringify(value).replace(/}$/, Object.keys(value).length > 0 ? ',' : '')}${JSON.stringify(name)}:${JSON.stringify(given)}}`

/** In the path, the query or the body, wherever there is something. */
function anywhere(request: FuzzRequest, dice: Dice, make: () => unknown): FuzzRequest {
  const places = ['body', 'params', 'query'].filter((place) => {
    const found = request[place as 'body' | 'params' | 'query']
    return found !== undefined && Object.keys(found).length > 0
  })
  const place = dice.pick([...places, ...(places.length === 0 ? ['more'] : [])])
  const text = () => {
    const made = make()
    return typeof made === 'string' ? made : JSON.stringify(made)
  }
  if (place === 'body') return inBody(request, dice, make)
  if (place === 'more') return { ...request, query: [['search', text()]] }
  if (place === 'params') {
    const name = dice.pick(Object.keys(request.params))
    return { ...request, params: { ...request.params, [name]: text() } }
  }
  const at = Math.floor(dice.roll() * request.query.length)
  return { ...request, query: request.query.map(([name, value], index) => [name, index === at ? text() : value]) }
}

/** Replaces one part of the body, or the whole of it. */
function inBody(request: FuzzRequest, dice: Dice, make: () => unknown): FuzzRequest {
  if (!request.body || !('json' in request.body)) return request
  const paths = pathsIn(request.body.json)
  const json = replaced(request.body.json, dice.pick(paths), make())
  const { body: _, ...bare } = request
  return json === MISSING ? bare : { ...request, body: { json } }
}

function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, entry]) => pathsIn(entry, [...path, name]))]
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by
  const inner = replaced((value as Record<string, unknown>)[name], rest, by)
  if (Array.isArray(value))
    return value.flatMap((entry, index) => (String(index) !== name ? [entry] : inner === MISSING ? [] : [inner]))
  const { [name]: _, ...others } = value as Record<string, unknown>
  return inner === MISSING ? others : { ...others, [name]: inner }
}
