import type { Comparison } from '../comparison.ts'
import { type Document, follow, type Json, listOf, objectOf } from '../document.ts'
import { canonical } from '../equality.ts'
import { NOTHING, type Rules } from '../rule.ts'

export const securityRules = {
  'security-added': {
    level: 'breaking',
    text: 'The operation, open to all before, now asks for {to}.',
    remedy: 'Leave it open until the next major version.',
  },
  'security-removed': { level: 'info', text: 'The operation no longer asks for {from}.', remedy: NOTHING },
  'security-narrowed': {
    level: 'breaking',
    text: '{from} no longer suffices; asked for is {to}.',
    remedy: 'Keep the old way as an alternative until the next major version.',
  },
  'security-alternative-added': { level: 'info', text: '{to} suffices as well.', remedy: NOTHING },
  'security-scope-added': {
    level: 'breaking',
    text: '{from} no longer suffices: the scopes {scopes} are asked for as well.',
    remedy: 'Grant the new scope to those who hold the old ones before it is asked for.',
  },
  'security-scheme-changed': {
    level: 'breaking',
    text: 'The way to show who one is changed: {name} was {from} and is {to}.',
    remedy: 'Add a new scheme as an alternative.',
  },
  'security-flow-removed': {
    level: 'breaking',
    text: 'The OAuth flow {flow} of {name} is gone.',
    remedy: 'Keep the flow until the next major version.',
  },
  'security-scope-removed': {
    level: 'warning',
    text: 'The scope {scope} of {name} is gone.',
    remedy: 'Keep granting the scope until nobody asks for it.',
  },
  'security-address-changed': {
    level: 'breaking',
    text: 'The address of {name} for {flow} changed from {from} to {to}.',
    remedy: 'Keep the old address answering.',
  },
} satisfies Rules as Rules

/** One way to be let in: scopes by scheme. All of the schemes are asked for. */
type Way = Map<string, Set<string>>

export function waysOf(security: Json | undefined): Way[] {
  const ways = listOf(security).map(
    (one): Way =>
      new Map(Object.entries(objectOf(one)).map(([scheme, scopes]) => [scheme, new Set(listOf(scopes).map(String))])),
  )
  return ways.length > 0 ? ways : [new Map()]
}

const sizeOf = (way: Way): number => [...way.values()].reduce((sum, scopes) => sum + 1 + scopes.size, 0)

const words = (way: Way): string =>
  [...way]
    .map(([scheme, scopes]) => (scopes.size > 0 ? `${scheme} (${[...scopes].join(', ')})` : scheme))
    .join(' and ') || 'nothing'

/** What a scheme asks for, without its name and what is only for people. */
function kindOf(document: Document, schemes: Json | undefined, name: string): string {
  const scheme = objectOf(follow(document, objectOf(schemes)[name]))
  const { type, in: where, name: key, scheme: http, openIdConnectUrl } = scheme
  if (type === undefined) return name
  return canonical({
    type,
    where: where ?? '',
    key: where === 'header' ? String(key).toLowerCase() : (key ?? ''),
    http: String(http ?? '').toLowerCase(),
    openIdConnectUrl: openIdConnectUrl ?? '',
  })
}

export function compareSecurity(
  comparison: Comparison,
  old: Way[],
  next: Way[],
  schemes: [Json | undefined, Json | undefined],
  location: string,
): void {
  const tell = (id: string, values: Record<string, string>) => comparison.tell(securityRules, id, location, values)
  const [before, after] = [objectOf(schemes[0]), objectOf(schemes[1])]
  /** Whether both names mean one scheme: the same name, or a scheme that was renamed. */
  const twins = (name: string, other: string) =>
    name === other ||
    (after[name] === undefined &&
      before[other] === undefined &&
      kindOf(comparison.old.document, schemes[0], name) === kindOf(comparison.next.document, schemes[1], other))
  /** The scopes that `asked` wants beyond those of `held`; undefined where it wants another scheme. */
  const missing = (held: Way, asked: Way): string[] | undefined => {
    const more: string[] = []
    for (const [scheme, scopes] of asked) {
      const mine = [...held].find(([name]) => twins(name, scheme))
      if (!mine) return undefined
      more.push(...[...scopes].filter((scope) => !mine[1].has(scope)))
    }
    return more
  }
  const asked = next.map(words).join(' or ')
  let narrowed = false
  for (const way of old) {
    const lacks = next.map((other) => missing(way, other)).filter((one) => one !== undefined)
    if (lacks.some((one) => one.length === 0)) continue
    narrowed = true
    if (way.size === 0) tell('security-added', { to: asked })
    else if (lacks.length > 0) tell('security-scope-added', { from: words(way), scopes: lacks[0]!.join(', ') })
    else tell('security-narrowed', { from: words(way), to: asked })
  }
  if (narrowed) return
  if (next.some((way) => way.size === 0) && !old.some((way) => way.size === 0))
    return void tell('security-removed', { from: old.map(words).join(' or ') })
  for (const way of next)
    if (!old.some((other) => missing(other, way)?.length === 0 && sizeOf(other) === sizeOf(way)))
      tell('security-alternative-added', { to: words(way) })
}

/** Compares how the schemes work that both documents know by the same name. */
export function compareSchemes(
  comparison: Comparison,
  old: Json | undefined,
  next: Json | undefined,
  used: Set<string>,
): void {
  for (const [name, node] of Object.entries(objectOf(old))) {
    const one = objectOf(follow(comparison.old.document, node))
    const other = follow(comparison.next.document, objectOf(next)[name])
    if (other === undefined || !used.has(name)) continue
    const tell = (id: string, values: Record<string, string>) =>
      comparison.tell(securityRules, id, `security scheme ${name}`, { name, ...values })
    const [from, to] = [kindOf(comparison.old.document, old, name), kindOf(comparison.next.document, next, name)]
    if (from !== to) {
      tell('security-scheme-changed', { from, to })
      continue
    }
    const flows = [objectOf(one.flows), objectOf(objectOf(other).flows)] as const
    for (const [flow, node] of Object.entries(flows[0])) {
      const [before, after] = [objectOf(node), objectOf(flows[1][flow])]
      if (flows[1][flow] === undefined) {
        tell('security-flow-removed', { flow })
        continue
      }
      for (const scope of Object.keys(objectOf(before.scopes)))
        if (objectOf(after.scopes)[scope] === undefined) tell('security-scope-removed', { scope })
      for (const address of ['authorizationUrl', 'tokenUrl', 'refreshUrl'])
        if (before[address] !== undefined && before[address] !== after[address])
          tell('security-address-changed', {
            flow,
            from: String(before[address]),
            to: String(after[address] ?? 'none'),
          })
    }
  }
}
