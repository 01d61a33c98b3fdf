import type { Comparison } from '../comparison.ts'
import { type Json, listOf, objectOf } from '../document.ts'
import { NOTHING, type Rules } from '../rule.ts'
import { canonical } from '../shape.ts'

export const serverRules = {
  'servers-replaced': {
    level: 'breaking',
    text: 'None of the addresses {from} is left; now it is {to}.',
    remedy: 'Keep the old address answering, and list it.',
  },
  'server-removed': {
    level: 'warning',
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

const serversOf = (node: Json | undefined) =>
  new Map(
    listOf(node).map((server) => [String(objectOf(server).url ?? '/').replace(/(.)\/+$/, '$1'), objectOf(server)]),
  )

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
  const gone = [...a.keys()].filter((url) => !b.has(url))
  if (gone.length === a.size)
    return void tell('servers-replaced', { from: gone.join(', '), to: [...b.keys()].join(', ') })
  for (const from of gone) tell('server-removed', { from })
  for (const to of b.keys()) if (!a.has(to)) tell('server-added', { to })
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
