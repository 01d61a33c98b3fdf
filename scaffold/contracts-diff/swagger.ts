import { type Document, follow, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from './document.ts'

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch'])
const SCHEMA_KEYWORDS = new Set([
  'type',
  'format',
  'items',
  'enum',
  'default',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'x-nullable',
  'x-extensible-enum',
])
/** How Swagger 2.0's `collectionFormat` is said since 3.0. */
const STYLES: Record<string, [string, boolean]> = {
  csv: ['form', false],
  multi: ['form', true],
  ssv: ['spaceDelimited', false],
  pipes: ['pipeDelimited', false],
  tsv: ['tabDelimited', false],
}

/**
 * A Swagger 2.0 document in the form of OpenAPI 3.0. Schemas stay the nodes they are, so that references still hold.
 * https://spec.openapis.org/oas/v2.0.html
 */
export function asOpenApi(document: Document): JsonObject {
  const { root } = document
  const paths: JsonObject = {}
  for (const [path, item] of Object.entries(objectOf(root.paths))) {
    const from = objectOf(follow(document, item))
    const shared = listOf(from.parameters)
    const to: JsonObject = {}
    for (const [method, operation] of Object.entries(from))
      if (METHODS.has(method) && isObject(operation)) to[method] = operationOf(document, operation, shared)
    paths[path] = to
  }
  return {
    paths,
    servers: serversOf(root, listOf(root.schemes).length > 0 ? listOf(root.schemes) : ['https']),
    ...(root.security !== undefined && { security: root.security }),
    components: { securitySchemes: schemesOf(objectOf(root.securityDefinitions)) },
  }
}

function serversOf(root: JsonObject, schemes: Json[]): JsonObject[] {
  const address = `${textOf(root.host) ?? ''}${textOf(root.basePath)?.replace(/\/$/, '') ?? ''}`
  return schemes.map((scheme) => ({ url: root.host ? `${scheme}://${address}` : address || '/' }))
}

function operationOf(document: Document, operation: JsonObject, shared: Json[]): JsonObject {
  const parameters = new Map<string, JsonObject>()
  for (const one of [...shared, ...listOf(operation.parameters)]) {
    const parameter = objectOf(follow(document, one))
    parameters.set(`${parameter.in} ${parameter.name}`, parameter)
  }
  const all = [...parameters.values()]
  const consumes = listOf(operation.consumes ?? document.root.consumes)
  const produces = listOf(operation.produces ?? document.root.produces)
  const body = all.find((one) => one.in === 'body')
  const form = all.filter((one) => one.in === 'formData')
  const responses: JsonObject = {}
  for (const [status, one] of Object.entries(objectOf(operation.responses))) {
    if (status.startsWith('x-')) continue
    const response = objectOf(follow(document, one))
    const headers = Object.entries(objectOf(response.headers)).map(([name, header]) => [
      name,
      { schema: schemaOf(objectOf(header)) },
    ])
    responses[status] = {
      headers: Object.fromEntries(headers),
      ...(response.schema !== undefined && { content: contentOf(produces, fileOf(document, response.schema)) }),
    }
  }
  const { parameters: _, consumes: __, produces: ___, schemes, ...rest } = operation
  return {
    ...rest,
    ...(schemes !== undefined && { servers: serversOf(document.root, listOf(schemes)) }),
    responses,
    parameters: all.filter((one) => one.in !== 'body' && one.in !== 'formData').map(parameterOf),
    ...(body && { requestBody: { required: body.required === true, content: contentOf(consumes, body.schema ?? {}) } }),
    ...(form.length > 0 && { requestBody: formOf(form, consumes) }),
  }
}

const contentOf = (types: Json[], schema: Json): JsonObject =>
  Object.fromEntries((types.length > 0 ? types : ['application/json']).map((type) => [String(type), { schema }]))

function parameterOf(parameter: JsonObject): JsonObject {
  const { name, in: where, required, deprecated, allowEmptyValue, collectionFormat } = parameter
  const array = parameter.type === 'array'
  const [style, explode] = STYLES[textOf(collectionFormat) ?? 'csv'] ?? ['form', false]
  const plain = where === 'query' ? style : style === 'form' ? 'simple' : style
  return {
    name: name ?? '',
    in: where ?? '',
    required: required === true,
    deprecated: deprecated === true,
    allowEmptyValue: allowEmptyValue === true,
    ...(array && { style: plain, explode }),
    schema: schemaOf(parameter),
  }
}

function formOf(form: JsonObject[], consumes: Json[]): JsonObject {
  const properties = Object.fromEntries(form.map((one) => [String(one.name), schemaOf(one)]))
  const required = form.filter((one) => one.required === true).map((one) => String(one.name))
  const types = consumes.filter((type) => /form/.test(String(type)))
  const schema = { type: 'object', properties, required }
  // A list of which is not said how it is written is left at that: those who move to OpenAPI 3 seldom say it there.
  const lists = form.flatMap(({ name, collectionFormat }) => {
    const [style, explode] = STYLES[textOf(collectionFormat) ?? ''] ?? []
    return style === undefined ? [] : [[String(name), { style, explode: explode! }] as const]
  })
  return {
    required: required.length > 0,
    content: Object.fromEntries(
      (types.length > 0 ? types : ['application/x-www-form-urlencoded']).map((type) => [
        String(type),
        { schema, encoding: Object.fromEntries(lists) },
      ]),
    ),
  }
}

/** A response that is a file has a schema of its own kind, which no schema of OpenAPI 3 has. */
function fileOf(document: Document, schema: Json): Json {
  return objectOf(follow(document, schema)).type === 'file' ? { type: 'string', format: 'binary' } : schema
}

function schemaOf(parameter: JsonObject): JsonObject {
  const schema = Object.fromEntries(Object.entries(parameter).filter(([keyword]) => SCHEMA_KEYWORDS.has(keyword)))
  return schema.type === 'file' ? { ...schema, type: 'string', format: 'binary' } : schema
}

function schemesOf(definitions: JsonObject): JsonObject {
  const flows: Record<string, string> = { accessCode: 'authorizationCode', application: 'clientCredentials' }
  const entries = Object.entries(definitions).map(([name, one]): [string, Json] => {
    const scheme = objectOf(one)
    if (scheme.type === 'basic') return [name, { type: 'http', scheme: 'basic' }]
    if (scheme.type !== 'oauth2') return [name, scheme]
    const { type, flow, ...rest } = scheme
    return [name, { type: 'oauth2', flows: { [flows[String(flow)] ?? String(flow)]: rest } }]
  })
  return Object.fromEntries(entries)
}
