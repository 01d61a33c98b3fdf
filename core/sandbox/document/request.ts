import type { Context } from 'hono'
import { parse } from 'qs'
import type { Checks, Fault } from './checks.ts'
import {
  bodySchemaOf,
  isJson,
  isRecord,
  type Operation,
  type Parameter,
  type SandboxDocument,
  type Schema,
} from './document.ts'
import type { Match } from './routes.ts'
import { shapeOf } from './shape.ts'

/** A request as the document understands it. */
export type Asked = {
  path: Record<string, string>
  query: Record<string, unknown>
  body: unknown
  faults: Fault[]
}

/** Reads a request and holds it against its operation: every parameter, and the body. */
export async function askedOf(
  document: SandboxDocument,
  checks: Checks,
  operation: Operation,
  path: Record<string, string>,
  c: Context,
): Promise<Asked> {
  const faults: Fault[] = []
  const query: Record<string, unknown> = {}
  const url = new URL(c.req.url)
  const deep = parse(url.search.slice(1), { depth: 8, arrayLimit: 1000, parameterLimit: 5000 })
  for (const parameter of operation.parameters ?? []) {
    const schema = parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema ?? {}
    const given = textsOf(document, parameter, schema, { url, deep, path, c })
    if (given === undefined) {
      if (parameter.required) faults.push({ path: `${parameter.in}.${parameter.name}`, message: 'is required' })
      continue
    }
    const { value, faults: found } = checks.coerced(schema, given)
    for (const { path: at, message } of found)
      faults.push({ path: [parameter.in, parameter.name, at].filter(Boolean).join('.'), message })
    if (parameter.in === 'query') query[parameter.name] = value
  }
  const body = await bodyOf(document, checks, operation, c)
  return { path, query, body: body.value, faults: [...faults, ...body.faults] }
}

/** Of routes that look alike, the one whose path and headers the request fits. */
export function meantOf(document: SandboxDocument, checks: Checks, matches: readonly Match[], c: Context): Match {
  const url = new URL(c.req.url)
  const fits = ({ route, path }: Match) =>
    (route.operation.parameters ?? []).every((parameter) => {
      if (parameter.in === 'query' || parameter.in === 'cookie') return true
      const schema = parameter.schema ?? {}
      const given = textsOf(document, parameter, schema, { url, deep: {}, path, c })
      return given === undefined ? !parameter.required : checks.coerced(schema, given).faults.length === 0
    })
  return (matches.length > 1 && matches.find(fits)) || matches[0]!
}

type Places = { url: URL; deep: Record<string, unknown>; path: Record<string, string>; c: Context }

/** What stands for a parameter, taken apart by its style; undefined where nothing does. */
function textsOf(
  document: SandboxDocument,
  parameter: Parameter,
  schema: Schema,
  { url, deep, path, c }: Places,
): unknown {
  const { name, in: place, style, explode, content } = parameter
  if (place === 'header') return c.req.header(name)
  if (place === 'cookie') return new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(c.req.header('cookie') ?? '')?.[1]
  const { type } = shapeOf(document, schema)
  if (place === 'path') return type === 'array' ? path[name]?.split(',') : path[name]
  if (style === 'deepObject') return deep[name]
  const all = url.searchParams.getAll(name)
  // An exploded object has no name of its own: its fields stand beside the other parameters.
  if (all.length === 0) return type === 'object' && explode !== false ? fieldsOf(document, schema, url) : undefined
  if (content) return jsonIn(all[0]!)
  if (type === 'array') {
    const delimiter = style === 'spaceDelimited' ? ' ' : style === 'pipeDelimited' ? '|' : ','
    return explode === false ? all[0]!.split(delimiter) : all
  }
  return all[0]
}

function fieldsOf(document: SandboxDocument, schema: Schema, url: URL): Record<string, string> | undefined {
  const fields = Object.keys(shapeOf(document, schema).properties).flatMap((name): [string, string][] => {
    const value = url.searchParams.get(name)
    return value === null ? [] : [[name, value]]
  })
  return fields.length > 0 ? Object.fromEntries(fields) : undefined
}

async function bodyOf(
  document: SandboxDocument,
  checks: Checks,
  operation: Operation,
  c: Context,
): Promise<{ value: unknown; faults: Fault[] }> {
  const wanted = bodySchemaOf(operation)
  if (!wanted) return { value: undefined, faults: [] }
  const type = (c.req.header('content-type') ?? '').toLowerCase()
  const bytes = await c.req.raw.clone().arrayBuffer()
  if (bytes.byteLength === 0)
    return {
      value: undefined,
      faults: operation.requestBody?.required ? [{ path: 'body', message: 'is required' }] : [],
    }
  const { mediaType, schema } = wanted
  const expected = mediaType.split(';')[0]!.toLowerCase()
  if (!type.startsWith(expected) && !(isJson(expected) && isJson(type)))
    return {
      value: undefined,
      faults: [{ path: 'body', message: `must be ${mediaType}, and is ${type || 'of no type'}` }],
    }
  const at = ({ path, message }: Fault): Fault => ({ path: ['body', path].filter(Boolean).join('.'), message })
  if (isJson(expected)) {
    const value = jsonIn(new TextDecoder().decode(bytes))
    if (value === undefined) return { value, faults: [{ path: 'body', message: 'is not valid JSON' }] }
    return { value, faults: checks.faults(schema, value).map(at) }
  }
  if (expected.startsWith('application/x-www-form-urlencoded') || expected.startsWith('multipart/')) {
    const fields = expected.startsWith('multipart/')
      ? await partsOf(c)
      : parse(new TextDecoder().decode(bytes), { depth: 12, arrayLimit: 1000, parameterLimit: 20_000 })
    const { value, faults } = checks.coerced(schema, withJson(document, schema, fields))
    return { value, faults: faults.map(at) }
  }
  return { value: new TextDecoder().decode(bytes), faults: [] }
}

/** The parts of a multipart body: texts as they are, files by their content as text. */
async function partsOf(c: Context): Promise<Record<string, unknown>> {
  const parts: Record<string, unknown> = {}
  for (const [name, part] of await c.req.raw.clone().formData()) {
    const value = typeof part === 'string' ? part : await part.text()
    const known = parts[name]
    parts[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]
  }
  return parts
}

/** Fields that are objects may come as JSON; single values of lists come without their list. */
function withJson(document: SandboxDocument, schema: Schema, fields: unknown): unknown {
  if (!isRecord(fields)) return fields
  const { properties } = shapeOf(document, schema)
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const { type } = shapeOf(document, properties[name])
      if (typeof value === 'string' && (type === 'object' || type === 'array') && /^\s*[{[]/.test(value))
        return [name, jsonIn(value) ?? value]
      return [name, type === 'array' && !Array.isArray(value) && !isRecord(value) ? [value] : value]
    }),
  )
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
