import { type Document, follow, isObject, type Json, type JsonObject, objectOf } from '../contracts-diff/document.ts'
import type { Step } from './place.ts'

export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const
const PLACES: Record<Document['version'], readonly string[]> = {
  '2.0': ['path', 'query', 'header', 'body', 'formData'],
  '3.0': ['path', 'query', 'header', 'cookie'],
  '3.1': ['path', 'query', 'header', 'cookie', 'querystring'],
}

/** Throws. */
type Refuse = (path: readonly Step[], reason: string) => never

/**
 * Refuses a document that is not built as its version says, as far as anything is generated from it. What vendors often
 * get wrong without harm (a missing description, an unknown format) is let pass.
 */
export function checkStructure(document: Document, refuse: Refuse): void {
  const { root, version } = document
  if (root.info !== undefined && !isObject(root.info)) refuse(['info'], '`info` is not an object')
  if (root.paths !== undefined && root.paths !== null && !isObject(root.paths))
    refuse(['paths'], '`paths` is not an object')
  const paths = objectOf(root.paths)
  const webhooks = { ...objectOf(root['x-webhooks']), ...objectOf(root.webhooks) }
  if (Object.keys(paths).length + Object.keys(webhooks).length === 0)
    refuse(['paths'], 'it describes neither operations nor webhooks')
  for (const [path, item] of Object.entries(paths)) {
    if (path.startsWith('x-')) continue
    if (!path.startsWith('/')) refuse(['paths', path], `the path ${path} does not begin with a slash`)
    const braces = path.replace(/\{[^{}]+\}/g, '')
    if (/[{}]/.test(braces)) refuse(['paths', path], `the braces of the path ${path} do not match`)
    checkItem(document, item, ['paths', path], refuse)
  }
  if (version === '2.0') checkNamed(root.definitions, ['definitions'], refuse)
  else checkNamed(objectOf(root.components).schemas, ['components', 'schemas'], refuse)
}

function checkNamed(schemas: Json | undefined, at: Step[], refuse: Refuse): void {
  if (schemas === undefined || schemas === null) return
  if (!isObject(schemas)) throw refuse(at, `\`${at.at(-1)}\` is not an object`)
  for (const [name, schema] of Object.entries(schemas)) checkSchema(schema, [...at, name], refuse)
}

function checkItem(document: Document, given: Json, at: Step[], refuse: Refuse): void {
  if (!isObject(given)) refuse(at, 'a path must be an object of operations')
  const item = follow(document, given)
  if (!isObject(item)) return
  checkParameters(document, item.parameters, [...at, 'parameters'], refuse)
  for (const method of METHODS) {
    if (item[method] === undefined) continue
    // No rule of OpenAPI's allows it, and some have each operation in a file of its own.
    const operation = follow(document, item[method])
    if (operation === undefined) continue
    const here = [...at, method]
    if (!isObject(operation)) refuse(here, `the operation ${method} is not an object`)
    const { parameters, responses, requestBody, operationId } = operation as JsonObject
    if (operationId !== undefined && typeof operationId !== 'string')
      refuse([...here, 'operationId'], '`operationId` is not a text')
    checkParameters(document, parameters, [...here, 'parameters'], refuse)
    if (requestBody !== undefined && !isObject(requestBody))
      refuse([...here, 'requestBody'], '`requestBody` is not an object')
    if (responses === undefined && document.version !== '3.1')
      refuse(here, `the operation ${method} has no \`responses\``)
    if (responses !== undefined && !isObject(responses)) refuse([...here, 'responses'], '`responses` is not an object')
    for (const [status, response] of Object.entries(objectOf(responses)))
      if (!status.startsWith('x-') && !isObject(response))
        refuse([...here, 'responses', status], `the response ${status} is not an object`)
  }
}

function checkParameters(document: Document, given: Json | undefined, at: Step[], refuse: Refuse): void {
  if (given === undefined || given === null) return
  if (!Array.isArray(given)) throw refuse(at, '`parameters` is not a list')
  for (const [index, one] of given.entries()) {
    const here = [...at, index]
    if (!isObject(one)) refuse(here, 'a parameter is not an object')
    const parameter = follow(document, one)
    // A reference that leads nowhere is told of as such.
    if (!isObject(parameter)) continue
    if (typeof parameter.name !== 'string') refuse(here, 'a parameter has no `name`')
    const places = PLACES[document.version]
    if (!places.includes(String(parameter.in)))
      refuse(here, `the parameter ${parameter.name} is \`in: ${parameter.in}\`, and must be in ${places.join(', ')}`)
  }
}

function checkSchema(schema: Json, at: Step[], refuse: Refuse): void {
  if (typeof schema === 'boolean') return
  if (!isObject(schema)) throw refuse(at, `the schema ${at.at(-1)} is not an object`)
  if (schema.properties != null && !isObject(schema.properties))
    refuse([...at, 'properties'], `\`properties\` of ${at.at(-1)} is not an object`)
  for (const keyword of ['allOf', 'anyOf', 'oneOf', 'enum'])
    if (schema[keyword] != null && !Array.isArray(schema[keyword]))
      refuse([...at, keyword], `\`${keyword}\` of ${at.at(-1)} is not a list`)
  for (const [name, property] of Object.entries(objectOf(schema.properties)))
    if (property !== null && typeof property !== 'boolean' && !isObject(property))
      refuse([...at, 'properties', name], `the property ${name} is not a schema`)
}
