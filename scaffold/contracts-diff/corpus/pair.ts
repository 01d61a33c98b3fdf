/** A document, as JSON. */
export type Node = Record<string, unknown>

/** One API as it was and as it shall be, and whether that breaks those who use it. */
export type Pair = { name: string; verdict: 'breaking' | 'harmless'; old: Node; next: Node }

export const body = (schema: unknown) => ({ content: { 'application/json': { schema } } })

/** An API of one operation, `POST /orders/{id}` unless said otherwise. */
export const api = (operation: Node, rest: Node = {}, path = '/orders/{id}'): Node => ({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: { [path]: { post: { responses: { 200: { description: 'ok' } }, ...operation } } },
  ...rest,
})

/** An API whose request or whose response holds `schema`. */
export const asks = (schema: unknown, rest: Node = {}) => api({ requestBody: body(schema) }, rest)
export const answers = (schema: unknown, rest: Node = {}) =>
  api({ responses: { 200: { description: 'ok', ...body(schema) } } }, rest)

/** An object with one property. */
export const holds = (property: unknown) => ({ type: 'object', properties: { a: property } })
export const empty = api({})
