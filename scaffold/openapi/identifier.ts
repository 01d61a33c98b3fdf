/** Names that mean something of their own on every object, or end a promise chain. */
const TAKEN = new Set(['__proto__', 'constructor', 'prototype', 'then', 'toString', 'valueOf', 'hasOwnProperty'])
const RESERVED = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if import in instanceof new null return super switch this throw true try typeof var void while with ' +
    'implements interface let package private protected public static yield await async arguments eval undefined'
  ).split(' '),
)

/** The words of a name in whatever style: `PostInvoices_v2` is post, invoices, v2. */
export const wordsOf = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => word.toLowerCase())

/** `postInvoicesV2`: an identifier that is neither reserved nor taken; `fallback` where a name has no letters. */
export function camelCase(name: string, fallback = 'operation'): string {
  const words = wordsOf(name).map((word) => word.replace(/[^a-z0-9]/g, ''))
  const joined = words
    .filter(Boolean)
    .map((word, index) => (index === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))
    .join('')
  const named = joined === '' ? fallback : /^\d/.test(joined) ? `${fallback}${joined}` : joined
  return RESERVED.has(named) || TAKEN.has(named) ? `${named}Operation` : named
}

/** `SalesOrderDraft`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name)
  return camel[0]!.toUpperCase() + camel.slice(1)
}

/** `sales-order`. */
export const kebabCase = (name: string): string => wordsOf(name).join('-')

/** Gives each name once: a name that is taken gets a number. */
export class Names {
  readonly #given = new Set<string>()

  take(wanted: string): string {
    let name = wanted
    for (let number = 2; this.#given.has(name.toLowerCase()); number++) name = `${wanted}${number}`
    this.#given.add(name.toLowerCase())
    return name
  }
}

/** A word without its plural: `invoices`, `entries`, `boxes`. */
export function singular(word: string): string {
  if (/(ss|us|is|series|status|news)$/.test(word)) return word
  if (/ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(x|ch|sh|ss|z)es$/.test(word)) return word.slice(0, -2)
  return /s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word
}
