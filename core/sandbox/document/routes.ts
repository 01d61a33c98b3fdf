import type { Operation, SandboxDocument } from './document.ts'

export type Route = {
  method: string
  /** As the document writes it. */
  template: string
  /** The server's path before it. */
  base: string
  operation: Operation
  pattern: RegExp
  names: string[]
  /** Query parameters that the template itself fixes. */
  fixed: [string, string][]
  /** How many characters of the template are no parameter: the more, the sooner it is tried. */
  literal: number
}

/** The routes of a document, the plainest first: `/records/latest` before `/records/{id}`. */
export function routesOf(document: SandboxDocument): Route[] {
  return Object.entries(document.paths)
    .flatMap(([template, item]) =>
      Object.entries(item).map(([method, operation]) => routeOf(document, method, template, operation)),
    )
    .sort((a, b) => b.fixed.length - a.fixed.length || a.names.length - b.names.length || b.literal - a.literal)
}

function routeOf(document: SandboxDocument, method: string, template: string, operation: Operation): Route {
  const base = pathOf(operation.servers?.[0]?.url ?? document.servers?.[0]?.url)
  const [path = '', query = ''] = template.replace(/#.*$/, '').split('?')
  const names: string[] = []
  const pattern = path.split(/(\{[^{}]+\})/).map((part) => {
    if (!/^\{.*\}$/.test(part)) return encoded(part)
    names.push(part.slice(1, -1))
    return '([^/]+?)'
  })
  return {
    method,
    template,
    base,
    operation,
    names,
    pattern: new RegExp(`^${escaped(base)}${pattern.join('')}/?$`),
    fixed: [...new URLSearchParams(query)].filter(([, value]) => !value.includes('{')),
    literal: path.replace(/\{[^{}]+\}/g, '').length,
  }
}

/** The path of a server's address, without a slash at its end. */
export function pathOf(url: string | undefined): string {
  if (!url) return ''
  return URL.canParse(url) ? new URL(url).pathname.replace(/\/+$/, '') : url.replace(/\/+$/, '')
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** A literal part as it may come: its own characters, or each of them escaped. */
const encoded = (text: string) =>
  [...text]
    .map((character) => {
      const code = encodeURIComponent(character)
      return code === character || character === '/' ? escaped(character) : `(?:${escaped(character)}|${code})`
    })
    .join('')

export type Match = { route: Route; path: Record<string, string> }

/**
 * The routes that a request could mean, the plainest first: `/orders/{id}` and `/orders/{number}` look alike. `other`
 * where only its method has none.
 */
export function match(routes: readonly Route[], method: string, url: URL): Match[] | 'other' | undefined {
  let other = false
  const matches: Match[] = []
  for (const route of routes) {
    const found = route.pattern.exec(url.pathname)
    if (!found || !route.fixed.every(([name, value]) => url.searchParams.get(name) === value)) continue
    if (route.method !== method.toLowerCase()) {
      other = true
      continue
    }
    const path = Object.fromEntries(route.names.map((name, index) => [name, decoded(found[index + 1]!)]))
    matches.push({ route, path })
  }
  if (matches.length > 0) return matches
  return other ? 'other' : undefined
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
