import type { Comparison } from '../comparison.ts'
import { type Json, type JsonObject, objectOf, textOf } from '../document.ts'
import { canonical } from '../equality.ts'
import { NOTHING, REMEDIES, type Rules } from '../rule.ts'
import type { Shape } from '../shape.ts'
import { compareContent } from './content.ts'
import { compareSchemas } from './schema.ts'
import { styleOf } from './style.ts'
import { announced, sunsetOf } from './sunset.ts'

export const parameterRules = {
  'required-parameter-added': {
    level: 'breaking',
    text: 'The {in} parameter {name} must now be sent.',
    remedy: 'Add it as optional, with a default on the server.',
  },
  'optional-parameter-added': { level: 'info', text: 'The {in} parameter {name} may now be sent.', remedy: NOTHING },
  'parameter-removed': {
    level: 'breaking',
    text: 'The {in} parameter {name} is no longer known.',
    remedy: 'Keep it, mark it deprecated with a sunset date, and remove it in the next major version.',
  },
  'parameter-removed-without-sunset': {
    level: 'warning',
    text: 'The {in} parameter {name}, deprecated without a sunset date, is no longer known.',
    remedy: 'Announce the sunset date, and remove the parameter when that day has come.',
  },
  'parameter-sunset-removed': {
    level: 'breaking',
    text: 'The sunset date {from} of the {in} parameter {name} is gone: it may end any day now.',
    remedy: 'Keep the announced date.',
  },
  'parameter-sunset-earlier': {
    level: 'breaking',
    text: 'The sunset of the {in} parameter {name} moved from {from} to {to}, which is earlier.',
    remedy: 'Keep the announced date, or move it further away.',
  },
  'parameter-accepts-several': {
    level: 'info',
    text: 'The {in} parameter {name} may now be sent several times.',
    remedy: NOTHING,
  },
  'deprecated-parameter-removed': {
    level: 'info',
    text: 'The {in} parameter {name}, past its sunset, is gone.',
    remedy: NOTHING,
  },
  'parameter-moved': {
    level: 'breaking',
    text: 'The parameter {name} moved from {from} to {to}.',
    remedy: 'Read it in both places until the next major version.',
  },
  'path-parameter-renamed': { level: 'info', text: 'The path parameter {from} is now called {to}.', remedy: NOTHING },
  'parameter-became-required': {
    level: 'breaking',
    text: 'The {in} parameter {name} must now be sent.',
    remedy: 'Keep it optional, with a default on the server.',
  },
  'parameter-became-optional': {
    level: 'info',
    text: 'The {in} parameter {name} need not be sent any more.',
    remedy: NOTHING,
  },
  'parameter-style-changed': {
    level: 'breaking',
    text: 'The {in} parameter {name} is written differently: {to} instead of {from}.',
    remedy: REMEDIES.request,
  },
  'parameter-empty-refused': {
    level: 'breaking',
    text: 'The {in} parameter {name} may no longer be empty.',
    remedy: REMEDIES.request,
  },
  'parameter-reserved-refused': {
    level: 'breaking',
    text: 'The {in} parameter {name} no longer permits reserved characters.',
    remedy: REMEDIES.request,
  },
  'parameter-default-changed': {
    level: 'breaking',
    text: 'What is assumed without the {in} parameter {name} changed from {from} to {to}.',
    remedy: 'Keep the default; let consumers ask for the new behaviour.',
  },
  'parameter-default-added': {
    level: 'warning',
    text: 'Without the {in} parameter {name}, {to} is assumed now.',
    remedy: 'Make sure that this is what was assumed before.',
  },
  'parameter-deprecated': { level: 'info', text: 'The {in} parameter {name} is deprecated.', remedy: NOTHING },
} satisfies Rules as Rules

/** What OpenAPI 3 ignores among header parameters: other parts of the document say it. */
const SAID_ELSEWHERE = new Set(['accept', 'content-type', 'authorization'])

/** A parameter by the key under which both documents know it; those of the path by their position. */
export type Parameters = Map<string, JsonObject>

export function parametersOf(nodes: Json[], path: string): Parameters {
  const positions = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)
  const found: Parameters = new Map()
  for (const node of nodes.map(objectOf)) {
    const name = textOf(node.name) ?? ''
    if (node.in === 'header' && SAID_ELSEWHERE.has(name.toLowerCase())) continue
    const key =
      node.in === 'path' && positions.includes(name)
        ? `${positions.indexOf(name)}`
        : node.in === 'header'
          ? name.toLowerCase()
          : name
    found.set(`${node.in} ${key}`, node)
  }
  return found
}

export function compareParameters(comparison: Comparison, old: Parameters, next: Parameters, location: string): void {
  const moved = new Set<string>()
  const at = (one: JsonObject) => `${location} ${one.in} parameter ${one.name}`
  const tell = (id: string, one: JsonObject, values: Record<string, string> = {}) =>
    comparison.tell(parameterRules, id, at(one), { in: String(one.in), name: String(one.name), ...values })
  for (const [key, one] of old) {
    const other = next.get(key)
    if (other) {
      compareParameter(comparison, one, other, at(one), (id, values) => tell(id, one, values))
      continue
    }
    const elsewhere = [...next].find(([place, other]) => !old.has(place) && other.name === one.name)
    if (elsewhere) {
      moved.add(elsewhere[0])
      tell('parameter-moved', one, { from: String(one.in), to: String(elsewhere[1].in) })
    } else {
      const sunset = announced(one)
      if (one.deprecated !== true || (sunset !== undefined && !comparison.past(sunsetOf(one))))
        tell('parameter-removed', one)
      else tell(sunset === undefined ? 'parameter-removed-without-sunset' : 'deprecated-parameter-removed', one)
    }
  }
  for (const [key, one] of next)
    if (!old.has(key) && !moved.has(key))
      tell(one.required === true || one.in === 'path' ? 'required-parameter-added' : 'optional-parameter-added', one)
}

function compareParameter(
  comparison: Comparison,
  one: JsonObject,
  other: JsonObject,
  location: string,
  tell: (id: string, values?: Record<string, string>) => void,
): void {
  if (one.name !== other.name && one.in === 'path')
    tell('path-parameter-renamed', { from: String(one.name), to: String(other.name) })
  const required = [one, other].map((parameter) => parameter.required === true || parameter.in === 'path')
  if (required[0] !== required[1]) tell(required[1] ? 'parameter-became-required' : 'parameter-became-optional')
  const types = [comparison.old.of(one.schema ?? {}).types, comparison.next.of(other.schema ?? {}).types]
  const compound = types.every((set) => !set || set.has('array') || set.has('object'))
  const [from, to] = [styleOf(one, compound), styleOf(other, compound)]
  if (from !== to) tell('parameter-style-changed', { from, to })
  if (one.allowEmptyValue === true && other.allowEmptyValue !== true) tell('parameter-empty-refused')
  if (one.allowReserved === true && other.allowReserved !== true) tell('parameter-reserved-refused')
  if (one.deprecated !== true && other.deprecated === true) tell('parameter-deprecated')
  const sunsets = [sunsetOf(one), sunsetOf(other)] as const
  if (sunsets[0] !== undefined && sunsets[1] === undefined && other.deprecated === true)
    tell('parameter-sunset-removed', { from: sunsets[0] })
  else if (sunsets[0] !== undefined && sunsets[1] !== undefined && Date.parse(sunsets[1]) < Date.parse(sunsets[0]))
    tell('parameter-sunset-earlier', { from: sunsets[0], to: sunsets[1] })
  const [before, after] = [comparison.old.of(one.schema ?? {}).default, comparison.next.of(other.schema ?? {}).default]
  // What is always sent is never assumed.
  if (!(required[0] && required[1]) && canonical(before) !== canonical(after)) {
    if (before === undefined) tell('parameter-default-added', { to: canonical(after) })
    else
      tell('parameter-default-changed', {
        from: canonical(before),
        to: after === undefined ? 'none' : canonical(after),
      })
  }
  if (one.content && other.content) compareContent(comparison, one.content, other.content, location, 'request')
  else if (!one.content && !other.content) {
    // `?a=1` is written alike whether it means one value or a list of one.
    const [before, after] = [comparison.old.of(one.schema ?? {}), comparison.next.of(other.schema ?? {})]
    const scalar = before.types && !before.types.has('array') && !before.types.has('object')
    const several = scalar && styleOf(other, true) === 'form, exploded' && onlyArray(after)
    if (several) tell('parameter-accepts-several')
    compareSchemas(comparison, one.schema ?? {}, several ? (after.inner.get('items') ?? {}) : (other.schema ?? {}), {
      location,
      name: `the value of ${one.name}`,
      direction: 'request',
      textual: true,
    })
  }
}

const onlyArray = ({ types, counts }: Shape): boolean =>
  types?.size === 1 && types.has('array') && (counts.get('minItems') ?? 0) < 2
