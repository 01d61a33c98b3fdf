import { type JsonObject, objectOf, textOf } from '../document.ts'

/** How a value is written into the request. `explode` makes a difference only to arrays and objects. */
export function styleOf(parameter: JsonObject, compound: boolean): string {
  if (parameter.content) return Object.keys(objectOf(parameter.content)).join()
  const style = textOf(parameter.style) ?? (parameter.in === 'query' || parameter.in === 'cookie' ? 'form' : 'simple')
  const explode = typeof parameter.explode === 'boolean' ? parameter.explode : style === 'form'
  return compound && explode ? `${style}, exploded` : style
}
