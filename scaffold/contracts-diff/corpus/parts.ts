import { api, empty, holds, type Node } from './pair.ts'

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
export const schemas = (named: Node): Node => ({ components: { schemas: named } })
export const query = (parameter: Node) =>
  api({ parameters: [{ name: 'q', in: 'query', schema: { type: 'string' }, ...parameter }] })
export const path = (schema: unknown) => api({ parameters: [{ name: 'id', in: 'path', required: true, schema }] })
export const responses = (given: Node) => api({ responses: given })
export const cat = {
  type: 'object',
  properties: { kind: { type: 'string' }, lives: { type: 'integer' } },
  required: ['kind'],
}
export const dog = {
  type: 'object',
  properties: { kind: { type: 'string' }, tricks: { type: 'string' } },
  required: ['kind'],
}
export const pets = (names: string[], rest: Node = {}) => ({ oneOf: names.map(ref), ...rest })
export const zoo = schemas({ Cat: cat, Dog: dog, Cow: holds({ type: 'string' }) })
export const oauth = (flow: Node, scopes: string[] = ['read']) =>
  api(
    { security: [{ o: scopes }] },
    {
      components: {
        securitySchemes: {
          o: {
            type: 'oauth2',
            flows: { clientCredentials: { tokenUrl: 'https://a/token', scopes: { read: 'r', write: 'w' }, ...flow } },
          },
        },
      },
    },
  )
export const secured = (security: unknown, scheme: Node = { type: 'http', scheme: 'bearer' }, more: Node = {}) =>
  api(
    { security },
    { components: { securitySchemes: { k: scheme, m: { type: 'apiKey', in: 'header', name: 'X-M' }, ...more } } },
  )
export const called = (operation: Node) => api({ callbacks: { done: { '{$request.body#/url}': { post: operation } } } })
export const hook = (operation: Node, name = 'paid'): Node => ({ ...empty, webhooks: { [name]: { post: operation } } })
export const object = (properties: Node, rest: Node = {}) => ({ type: 'object', properties, ...rest })
export const text = { type: 'string' }
export const answered = (response: Node) => responses({ 200: { description: 'ok', ...response } })
/** A form with one part, and in which types that may be sent. */
export const form = (encoding: Node) =>
  api({ requestBody: { content: { 'multipart/form-data': { schema: object({ f: text }), encoding } } } })
/** Pets that are told apart by a property, and what each kind of them holds besides. */
export const family = (heirs: Record<string, Node>, required: string[] = []) =>
  schemas({
    Pet: { ...object({ kind: text }), required: ['kind'], discriminator: { propertyName: 'kind' } },
    ...Object.fromEntries(
      Object.entries(heirs).map(([name, held]) => [name, { allOf: [ref('Pet'), { ...object(held), required }] }]),
    ),
  })
/** A literal with a `then` could be taken for a promise. */
export const thenSays = (schema: unknown) => Object.fromEntries([['then', schema]])
