import type { Comparison } from '../comparison.ts'
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../document.ts'
import { canonical } from '../equality.ts'
import { NOTHING, type Rules } from '../rule.ts'

export const serverRules = {
  'servers-replaced': {
    level: 'breaking',
    text: 'None of the addresses {from} is left; now it is {to}.',
    remedy: 'Keep the old address answering, and list it.',
  },
  'server-removed': {
    level: 'breaking',
    text: 'The address {from} is no longer listed.',
    remedy: 'Keep the address answering until the next major version.',
  },
  'server-added': { level: 'info', text: 'The address {to} is listed as well.', remedy: NOTHING },
  'server-variable-narrowed': {
    level: 'breaking',
    text: 'The part {name} of the address {from} no longer permits {values}.',
    remedy: 'Keep the old values answering.',
  },
  'server-variable-default-changed': {
    level: 'warning',
    text: 'The part {name} of the address {from} is {to} by default.',
    remedy: 'Keep the default.',
  },
} satisfies Rules as Rules

/** An address as RFC 3986 (6.2.2, 6.2.3) writes it: host in small letters, no port that holds anyway, no last slash. */
function plain(url: string): string {
  const written = url.includes('{') || !URL.canParse(url) ? url : new URL(url).href
  return written.replace(/(.)\/+$/, '$1')
}

const serversOf = (node: Json | undefined) =>
  new Map(listOf(node).map((server) => [plain(String(objectOf(server).url ?? '/')), objectOf(server)]))

/** An address with its variables as they are by default. */
const filled = ([url, server]: [string, JsonObject]): string =>
  plain(
    url.replace(
      /\{([^}]*)\}/g,
      (part, name: string) => textOf(objectOf(objectOf(server.variables)[name]).default) ?? part,
    ),
  )

/** The path that all addresses share, without a slash at its end; nothing where they differ in it. */
export function basePathOf(servers: Json | undefined): string {
  const paths = [...serversOf(servers).keys()].map((url) => url.replace(/^[a-z]+:\/\/[^/]*/, '').replace(/\/$/, ''))
  return paths.every((path) => path === paths[0]) ? (paths[0] ?? '') : ''
}

/** The same addresses without the path they share. */
export const withoutPath = (servers: Json | undefined, base: string): Json =>
  listOf(servers).map((server) => {
    const url = plain(String(objectOf(server).url ?? '/'))
    return { ...objectOf(server), url: url.slice(0, url.length - base.length) || '/' }
  })

export function compareServers(
  comparison: Comparison,
  old: Json | undefined,
  next: Json | undefined,
  location: string,
): void {
  const [a, b] = [serversOf(old), serversOf(next)]
  // Where no address is listed, it is told somewhere else.
  if (a.size === 0 || b.size === 0) return
  const tell = (id: string, values: Record<string, string>) => comparison.tell(serverRules, id, location, values)
  const [known, left] = [a, b].map((servers) => new Set([...servers].map(filled))) as [Set<string>, Set<string>]
  const gone = [...a].filter((one) => !b.has(one[0]) && !left.has(filled(one))).map(([url]) => url)
  if (gone.length === a.size)
    return void tell('servers-replaced', { from: gone.join(', '), to: [...b.keys()].join(', ') })
  for (const from of gone) tell('server-removed', { from })
  for (const one of b) if (!a.has(one[0]) && !known.has(filled(one))) tell('server-added', { to: one[0] })
  for (const [from, server] of a) {
    const variables = objectOf(b.get(from)?.variables)
    for (const [name, node] of Object.entries(objectOf(server.variables))) {
      const [before, after] = [objectOf(node), objectOf(variables[name])]
      const values = listOf(before.enum).filter((one) => after.enum !== undefined && !listOf(after.enum).includes(one))
      if (values.length > 0) tell('server-variable-narrowed', { from, name, values: values.join(', ') })
      if (variables[name] !== undefined && before.default !== after.default)
        tell('server-variable-default-changed', { from, name, to: canonical(after.default) })
    }
  }
}
