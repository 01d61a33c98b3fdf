import { isObject, type Json } from './document.ts'

const plain = (node: Json | undefined): boolean => typeof node !== 'object' || node === null

/** Plain values are compared as they are: lists of them can be long, and texts of them slow to write. */
export const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (!plain(a) && !plain(b) && canonical(a) === canonical(b))
export const holds = (values: readonly Json[], one: Json): boolean =>
  plain(one) ? values.includes(one) : values.some((value) => same(value, one))

/** JSON text that does not depend on the order of keys. */
export function canonical(node: Json | undefined): string {
  if (Array.isArray(node)) return `[${node.map(canonical).join()}]`
  if (!isObject(node)) return JSON.stringify(node) ?? ''
  const pairs = Object.keys(node)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(node[key])}`)
  return `{${pairs.join()}}`
}
