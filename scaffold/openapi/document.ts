import type { SandboxDocument, Operation as SandboxOperation } from '@gantry/core/sandbox/document/document'
import { isObject, type Json, type JsonObject } from '../contracts-diff/document.ts'
import { SCHEMA_REF, type VendorApi, type VendorOperation } from './vendor-api.ts'

/** What the generator adds to an operation of the document it writes. */
export type Extension = NonNullable<SandboxOperation['x-gantry']>

/**
 * An OpenAPI 3.1 document of some of the operations, and of the schemas these need. Nothing in it is referred to but
 * schemas, so that the types and the sandbox are made of the same.
 */
export function documentOf(
  api: VendorApi,
  operations: readonly VendorOperation[],
  extensions: ReadonlyMap<string, Extension> = new Map(),
): SandboxDocument {
  const paths: Record<string, Record<string, JsonObject>> = {}
  for (const operation of operations) {
    paths[operation.path] ??= {}
    paths[operation.path]![operation.method] = operationOf(operation, extensions.get(operation.id))
  }
  const webhooks = Object.fromEntries(
    api.webhooks.map(({ name, summary, schema }) => [
      name,
      {
        post: {
          operationId: `webhook ${name}`,
          ...(summary && { summary }),
          requestBody: { content: { 'application/json': { schema } } },
          responses: { '200': { description: 'Taken in.' } },
        },
      },
    ]),
  )
  return {
    openapi: '3.1.0',
    info: { title: api.title, version: api.version },
    ...(api.server && { servers: [{ url: api.server }] }),
    ...(api.security.length > 0 && { security: api.security }),
    paths,
    ...(api.webhooks.length > 0 && { webhooks }),
    components: { schemas: reached(api.schemas, [paths, webhooks]), securitySchemes: api.securitySchemes },
  } as unknown as SandboxDocument
}

function operationOf(operation: VendorOperation, extension: Extension | undefined): JsonObject {
  const { body, answer, server, security } = operation
  const parameters = operation.parameters.map(({ json, schema, ...parameter }) => ({
    ...parameter,
    ...(json ? { content: { 'application/json': { schema } } } : { schema }),
  }))
  return {
    operationId: operation.id,
    ...(operation.summary && { summary: operation.summary }),
    ...(operation.deprecated && { deprecated: true }),
    ...(server && { servers: [{ url: server }] }),
    ...(security && { security }),
    ...(parameters.length > 0 && { parameters: parameters as unknown as Json[] }),
    ...(body && {
      requestBody: {
        ...(body.required && { required: true }),
        content: { [body.mediaType]: { schema: body.schema, ...(body.encoding && { encoding: body.encoding }) } },
      },
    }),
    responses: {
      [answer.status]: {
        description: 'Done.',
        ...(answer.schema && { content: { [answer.mediaType ?? 'application/json']: { schema: answer.schema } } }),
      },
    },
    ...(extension && Object.keys(extension).length > 0 && { 'x-gantry': extension as unknown as JsonObject }),
  }
}

/** The schemas that can be reached from some nodes, in the order of the document. */
function reached(schemas: Record<string, JsonObject>, from: readonly unknown[]): Record<string, JsonObject> {
  const names = new Set<string>()
  const todo: unknown[] = [...from]
  for (let node = todo.pop(); node !== undefined || todo.length > 0; node = todo.pop()) {
    if (Array.isArray(node)) todo.push(...node)
    else if (isObject(node)) {
      const { $ref } = node
      const referred = [typeof $ref === 'string' ? $ref : undefined, ...mapped(node)]
      for (const ref of referred) {
        const name = ref?.slice(SCHEMA_REF.length)
        if (name === undefined || names.has(name) || !schemas[name]) continue
        names.add(name)
        todo.push(schemas[name])
      }
      todo.push(...Object.values(node))
    }
  }
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => names.has(name)))
}

function mapped({ discriminator }: JsonObject): string[] {
  const mapping = isObject(discriminator) ? discriminator.mapping : undefined
  return isObject(mapping) ? Object.values(mapping).filter((ref) => typeof ref === 'string') : []
}

/** The document as the sandbox reads it: without words that only people read. */
export function withoutWords(node: unknown, within = ''): unknown {
  if (Array.isArray(node)) return node.map((one) => withoutWords(one))
  if (!isObject(node)) return node
  const named = within === 'properties' || within === 'schemas' || within === 'patternProperties'
  const entries = Object.entries(node).filter(([key]) => named || !(key === 'description' || key === 'title'))
  const isInfo = within === 'info'
  return Object.fromEntries(
    (isInfo ? Object.entries(node) : entries).map(([key, value]) => [
      key,
      ['example', 'examples', 'default', 'enum', 'const'].includes(key) && !named
        ? value
        : withoutWords(value, named ? '' : key),
    ]),
  )
}
