import {
  type Document,
  follow,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from '../contracts-diff/document.ts'
import { asOpenApi } from '../contracts-diff/swagger.ts'
import { openCircles } from './circles.ts'
import { camelCase, Names } from './identifier.ts'
import { bodyKind, chosenMedia } from './media.ts'
import { Schemas } from './schemas.ts'
import { Security } from './security.ts'
import { METHODS } from './structure.ts'
import type { VendorApi, VendorOperation, VendorParameter, VendorWebhook } from './vendor-api.ts'

/** Headers that the client writes itself; OpenAPI says to pass over them. */
const OWN_HEADERS = new Set(['accept', 'content-type', 'authorization'])

/** RFC 9110 section 5.1. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/

/** What a document says, in one form whatever its version. */
export function vendorApiOf(document: Document & { notes?: string[] }): VendorApi {
  const notes = new Set(document.notes)
  const schemas = new Schemas(document, notes)
  const root = document.version === '2.0' ? asOpenApi(document) : document.root
  const info = objectOf(document.root.info)
  const server = serverOf(root.servers, document.uri)
  const security = new Security(document, objectOf(root.components).securitySchemes)
  const reader = new OperationReader(document, schemas, notes, security, server)
  for (const [path, item] of Object.entries(objectOf(root.paths)))
    if (!path.startsWith('x-')) reader.item(path, objectOf(follow(document, item)))
  const webhooks = webhooksOf(document, { ...objectOf(root['x-webhooks']), ...objectOf(root.webhooks) }, schemas)
  const opened = openCircles(schemas.byName)
  if (opened.length > 0)
    notes.add(`Schemas hold one another; of these only what they say of their own is taken: ${opened.join(', ')}.`)
  return {
    title: textOf(info.title)?.trim() || 'Vendor',
    version: String(info.version ?? '0'),
    description: textOf(info.description) ?? '',
    ...(server && { server }),
    operations: reader.operations,
    webhooks,
    schemas: schemas.byName,
    security: security.asked(root.security) ?? [],
    securitySchemes: security.schemes,
    notes: [...notes],
  }
}

class OperationReader {
  readonly operations: VendorOperation[] = []
  readonly #document: Document
  readonly #schemas: Schemas
  readonly #notes: Set<string>
  readonly #security: Security
  readonly #server: string | undefined
  readonly #ids = new Names()

  constructor(
    document: Document,
    schemas: Schemas,
    notes: Set<string>,
    security: Security,
    server: string | undefined,
  ) {
    this.#document = document
    this.#schemas = schemas
    this.#notes = notes
    this.#security = security
    this.#server = server
  }

  item(path: string, item: JsonObject): void {
    for (const method of METHODS) {
      const operation = follow(this.#document, item[method])
      if (!isObject(operation)) continue
      if (method === 'trace') this.#notes.add(`TRACE ${path} is left out: no client may send it.`)
      else this.operations.push(this.#operation(method, path, item, operation))
    }
  }

  #operation(method: string, path: string, item: JsonObject, operation: JsonObject): VendorOperation {
    const server = serverOf(operation.servers, this.#document.uri) ?? serverOf(item.servers, this.#document.uri)
    const security = this.#security.asked(operation.security)
    const body = this.#body(method, operation)
    return {
      id: this.#ids.take(camelCase(textOf(operation.operationId) ?? `${method} ${path.replaceAll('{', ' by ')}`)),
      method,
      path,
      summary: sentence(textOf(operation.summary) ?? textOf(operation.description) ?? ''),
      description: textOf(operation.description) ?? '',
      tags: listOf(operation.tags).filter((tag) => typeof tag === 'string'),
      ...(server && server !== this.#server && { server }),
      parameters: this.#parameters(path, item, operation),
      ...(body && { body }),
      answer: this.#answer(operation),
      ...(security && { security }),
      deprecated: operation.deprecated === true,
    }
  }

  #parameters(path: string, item: JsonObject, operation: JsonObject): VendorParameter[] {
    const inTemplate = new Set([...path.replace(/#.*$/, '').matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!))
    const found = new Map<string, VendorParameter>()
    for (const one of [...listOf(item.parameters), ...listOf(operation.parameters)]) {
      const parameter = objectOf(follow(this.#document, one))
      const name = String(parameter.name)
      const place = String(parameter.in)
      if (!['path', 'query', 'header', 'cookie'].includes(place)) continue
      if (place === 'header' && OWN_HEADERS.has(name.toLowerCase())) continue
      if (place === 'header' && !HEADER_NAME.test(name)) {
        this.#notes.add(`The header ${name.slice(0, 60)} can have no such name; it is left out.`)
        continue
      }
      if (place === 'path' && !inTemplate.has(name)) {
        this.#notes.add(`The path ${path} has no place for its parameter ${name}; it is left out.`)
        continue
      }
      found.set(`${place} ${name}`, this.#parameter(parameter, place as VendorParameter['in']))
    }
    for (const name of inTemplate)
      if (!found.has(`path ${name}`)) {
        this.#notes.add(`The path ${path} names no parameter ${name}; it is taken as a text.`)
        found.set(`path ${name}`, { name, in: 'path', required: true, schema: { type: 'string' } })
      }
    return [...found.values()]
  }

  #parameter(parameter: JsonObject, place: VendorParameter['in']): VendorParameter {
    const [content] = Object.values(objectOf(parameter.content))
    return {
      name: String(parameter.name),
      in: place,
      required: place === 'path' || parameter.required === true,
      ...(typeof parameter.description === 'string' && { description: sentence(parameter.description) }),
      ...(typeof parameter.style === 'string' && { style: parameter.style }),
      ...(typeof parameter.explode === 'boolean' && { explode: parameter.explode }),
      ...(content !== undefined && { json: true as const }),
      schema: this.#schemas.copy(content === undefined ? parameter.schema : objectOf(content).schema),
    }
  }

  #body(method: string, operation: JsonObject): VendorOperation['body'] {
    const requestBody = follow(this.#document, operation.requestBody)
    if (!isObject(requestBody)) return undefined
    const chosen = chosenMedia(objectOf(requestBody.content))
    if (!chosen) return undefined
    if (method === 'get' || method === 'head') {
      this.#notes.add('What the document says of bodies of GET and HEAD requests is left out: they have none.')
      return undefined
    }
    const [mediaType, media] = chosen
    const kind = bodyKind(mediaType)
    return {
      mediaType,
      kind,
      required: requestBody.required === true,
      schema: this.#schemaOf(kind, media),
      ...(isObject(media.encoding) && { encoding: encodingOf(media.encoding) }),
    }
  }

  #answer(operation: JsonObject): VendorOperation['answer'] {
    const responses = Object.entries(objectOf(operation.responses)).flatMap(([status, one]): [string, JsonObject][] =>
      /^2(\d\d|xx)$/i.test(status) || status === 'default' ? [[status, objectOf(follow(this.#document, one))]] : [],
    )
    const successes = responses.filter(([status]) => status !== 'default').sort(([a], [b]) => (a < b ? -1 : 1))
    const withContent = successes.find(([, { content }]) => Object.keys(objectOf(content)).length > 0)
    const [status, response] = withContent ??
      successes[0] ?? [undefined, responses.find(([each]) => each === 'default')?.[1] ?? {}]
    const chosen = chosenMedia(objectOf(response.content))
    const named = status !== undefined && /^\d+$/.test(status) ? status : '200'
    const headers = Object.keys(objectOf(response.headers))
    if (!chosen) return { status: status === undefined ? '204' : named, kind: 'none', headers }
    const [mediaType, media] = chosen
    const kind = bodyKind(mediaType)
    return { status: named, mediaType, kind, schema: this.#schemaOf(kind, media), headers }
  }

  /** Texts and bytes go as they are, whatever the document says they hold. */
  #schemaOf(kind: ReturnType<typeof bodyKind>, media: JsonObject): JsonObject {
    if (kind === 'text') return { type: 'string' }
    return kind === 'bytes' ? { type: 'string', format: 'binary' } : this.#schemas.copy(media.schema)
  }
}

function webhooksOf(document: Document, webhooks: JsonObject, schemas: Schemas): VendorWebhook[] {
  const names = new Names()
  return Object.entries(webhooks).flatMap(([name, item]) => {
    const { post } = objectOf(follow(document, item))
    if (!isObject(post)) return []
    const content = objectOf(objectOf(follow(document, post.requestBody)).content)
    const schema = schemas.copy(chosenMedia(content)?.[1].schema)
    return [{ name: names.take(name), summary: sentence(textOf(post.summary) ?? ''), schema }]
  })
}

/** The first server's address, its variables at their defaults; undefined where it is relative to a file. */
export function serverOf(servers: Json | undefined, uri: string): string | undefined {
  const [first] = listOf(servers)
  const { url, variables } = objectOf(first)
  if (typeof url !== 'string' || url === '') return undefined
  const filled = url.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const variable = objectOf(objectOf(variables)[name])
    return String(variable.default ?? listOf(variable.enum)[0] ?? name)
  })
  const absolute = /^\/\//.test(filled) ? `https:${filled}` : filled
  const base = /^https?:/.test(uri) ? uri : undefined
  // Some write `api.acme.com/v1`, without a scheme.
  const candidates = [absolute, /^[\w-]+(\.[\w-]+)+/.test(absolute) ? `https://${absolute}` : absolute]
  for (const candidate of candidates) {
    if (!URL.canParse(candidate, base)) continue
    const { protocol, href } = new URL(candidate, base)
    if (/^https?:$/.test(protocol)) return href.replace(/\/+$/, '')
  }
  return undefined
}

/** How the fields of a form are written, as far as it matters. */
const encodingOf = (encoding: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(encoding).map(([field, one]) => {
      const { style, explode, contentType } = objectOf(one)
      return [
        field,
        {
          ...(style !== undefined && { style }),
          ...(explode !== undefined && { explode }),
          ...(contentType !== undefined && { contentType }),
        },
      ]
    }),
  )

/** The first sentence, on one line, without what would end a comment. */
export function sentence(text: string): string {
  const plain = text
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('*/', '* /')
    .replace(/[`\r\n\t]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const first = /^.*?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain
  return first.length > 160 ? `${first.slice(0, 157).trimEnd()}...` : first
}
