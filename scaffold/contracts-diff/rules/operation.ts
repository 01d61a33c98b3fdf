import type { Comparison } from '../comparison.ts'
import { type Document, follow, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../document.ts'
import { canonical, same } from '../equality.ts'
import { NOTHING, type Rules } from '../rule.ts'
import { compareBodies } from './content.ts'
import { compareParameters, parametersOf } from './parameter.ts'
import { compareHeaders, compareResponses, responsesOf } from './response.ts'
import { compareSecurity, waysOf } from './security.ts'
import { compareServers } from './server.ts'
import { announced, sunsetOf } from './sunset.ts'

const SUNSET = 'Mark it deprecated with a sunset date, and remove it when that day has come.'

export const operationRules = {
  'operation-added': { level: 'info', text: '{name} is new.', remedy: NOTHING },
  'operation-removed': { level: 'breaking', text: '{name} is gone.', remedy: SUNSET },
  'operation-removed-before-sunset': {
    level: 'breaking',
    text: '{name} is gone before its sunset on {sunset}.',
    remedy: SUNSET,
  },
  'operation-removed-without-sunset': {
    level: 'warning',
    text: '{name}, deprecated without a sunset date, is gone.',
    remedy: SUNSET,
  },
  'operation-removed-after-sunset': {
    level: 'info',
    text: '{name} is gone after its sunset on {sunset}.',
    remedy: NOTHING,
  },
  'operation-deprecated': { level: 'info', text: '{name} is deprecated.', remedy: NOTHING },
  'operation-reactivated': { level: 'info', text: '{name} is no longer deprecated.', remedy: NOTHING },
  'sunset-removed': {
    level: 'breaking',
    text: 'The sunset date {from} of {name} is gone: it may end any day now.',
    remedy: 'Keep the announced date.',
  },
  'sunset-earlier': {
    level: 'breaking',
    text: 'The sunset of {name} moved from {from} to {to}, which is earlier.',
    remedy: 'Keep the announced date, or move it further away.',
  },
  'sunset-unreadable': {
    level: 'warning',
    text: 'The sunset {to} of {name} is no date, so nobody can rely on it.',
    remedy: 'Write it as a date (2027-03-31) or as a date and a time with a zone (RFC 3339).',
  },
  'stability-lowered': {
    level: 'breaking',
    text: '{name} is {to} and no longer {from}: it may change without notice.',
    remedy: 'Keep the stability; offer what is still in the making as an operation of its own.',
  },
  'stability-raised': { level: 'info', text: '{name} is {to} and no longer {from}.', remedy: NOTHING },
  'operation-id-changed': {
    level: 'warning',
    text: 'The operation id changed from {from} to {to}; generated clients change their names.',
    remedy: 'Keep the operation id.',
  },
  'callback-removed': { level: 'breaking', text: 'The callback {name} is no longer made.', remedy: SUNSET },
  'callback-added': { level: 'info', text: 'The callback {name} is made as well.', remedy: NOTHING },
  'webhook-removed': { level: 'breaking', text: 'The webhook {name} is no longer sent.', remedy: SUNSET },
  'webhook-added': { level: 'info', text: 'The webhook {name} is sent as well.', remedy: NOTHING },
} satisfies Rules as Rules

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']

type Operation = { name: string; path: string; node: JsonObject; parameters: Json[]; servers?: Json }
/** The part of a document that everything else falls back to. */
export type Root = {
  security: [Json | undefined, Json | undefined]
  schemes: [Json | undefined, Json | undefined]
  servers: [Json | undefined, Json | undefined]
}

/** How a path parameter is called makes no difference, nor does a slash at the end. */
const anonymous = (path: string): string => path.replace(/\{[^}]*\}/g, '{}').replace(/(.)\/$/, '$1')

/**
 * Operations by method and path, below the path of the address where that is told. The expression of a callback says
 * where it is made to, so each of its words counts.
 */
export function operationsOf(
  document: Document,
  paths: Json | undefined,
  base = '',
  keyOf: (path: string) => string = anonymous,
): Map<string, Operation> {
  const found = new Map<string, Operation>()
  const resolve = (node: Json) => follow(document, node) ?? {}
  for (const [path, one] of Object.entries(objectOf(paths))) {
    const item = objectOf(resolve(one))
    for (const method of METHODS) {
      const node = item[method]
      if (!isObject(node)) continue
      const all = new Map<string, Json>()
      for (const parameter of [...listOf(item.parameters), ...listOf(node.parameters)].map(resolve))
        all.set(`${objectOf(parameter).in} ${objectOf(parameter).name}`, parameter)
      const key = `${method} ${keyOf(base + path)}`
      found.set(key, {
        name: `${method.toUpperCase()} ${path}`,
        path,
        node,
        parameters: [...all.values()],
        servers: node.servers ?? item.servers,
      })
    }
  }
  return found
}

/** From least to most; an operation without `x-stability-level` is stable. */
const STABILITIES = ['draft', 'alpha', 'beta', 'stable']
const stabilityOf = (node: JsonObject): string => textOf(node['x-stability-level']) ?? 'stable'
const unfinished = (node: JsonObject): boolean => ['draft', 'alpha'].includes(stabilityOf(node))

/**
 * Compares what nobody was promised to stay: the same is found, but nothing of it breaks. An attempt does not mark the
 * schemas it meets as told, so an operation that is stable still tells of those they share.
 */
function compareUnfinished(comparison: Comparison, compare: (trial: Comparison) => void): void {
  comparison.findings.push(...comparison.attempt(compare).map((finding) => ({ ...finding, level: 'info' as const })))
}

export function compareOperations(
  comparison: Comparison,
  old: Map<string, Operation>,
  next: Map<string, Operation>,
  root: Root,
): void {
  for (const [key, one] of old) {
    const other = next.get(key)
    const compare = (trial: Comparison) => (other ? compareOperation(trial, one, other, root) : removed(trial, one))
    if (unfinished(one.node)) compareUnfinished(comparison, compare)
    else compare(comparison)
  }
  for (const [key, { name }] of next)
    if (!old.has(key)) comparison.tell(operationRules, 'operation-added', name, { name })
}

function removed(comparison: Comparison, { name, node }: Operation): void {
  const sunset = announced(node)
  const tell = (id: string) => comparison.tell(operationRules, id, name, { name, sunset: textOf(sunset) ?? '' })
  if (node.deprecated !== true) tell('operation-removed')
  else if (sunset === undefined) tell('operation-removed-without-sunset')
  else tell(comparison.past(sunsetOf(node)) ? 'operation-removed-after-sunset' : 'operation-removed-before-sunset')
}

function compareOperation(comparison: Comparison, one: Operation, other: Operation, root: Root): void {
  const { name } = one
  const [a, b] = [one.node, other.node]
  const tell = (id: string, values: Record<string, string> = {}) =>
    comparison.tell(operationRules, id, name, { name, ...values })
  if ((a.deprecated === true) !== (b.deprecated === true))
    tell(b.deprecated === true ? 'operation-deprecated' : 'operation-reactivated')
  const [from, to] = [sunsetOf(a), sunsetOf(b)]
  if (from !== undefined && to === undefined && b.deprecated === true) tell('sunset-removed', { from })
  else if (from !== undefined && to !== undefined && Date.parse(to) < Date.parse(from))
    tell('sunset-earlier', { from, to })
  if (to === undefined && announced(b) !== undefined && !same(announced(a), announced(b)))
    tell('sunset-unreadable', { to: canonical(announced(b)) })
  const stability = [stabilityOf(a), stabilityOf(b)] as const
  const [before, after] = stability.map((one) => STABILITIES.indexOf(one)) as [number, number]
  if (before >= 0 && before !== after)
    tell(after < before ? 'stability-lowered' : 'stability-raised', { from: stability[0], to: stability[1] })
  if (a.operationId !== undefined && a.operationId !== b.operationId)
    tell('operation-id-changed', { from: String(a.operationId), to: String(b.operationId ?? 'none') })
  compareParameters(
    comparison,
    parametersOf(one.parameters, one.path),
    parametersOf(other.parameters, other.path),
    name,
  )
  compareExchange(comparison, a, b, name, false)
  compareSecurity(
    comparison,
    waysOf(a.security ?? root.security[0]),
    waysOf(b.security ?? root.security[1]),
    root.schemes,
    name,
  )
  if (one.servers !== undefined || other.servers !== undefined)
    compareServers(comparison, one.servers ?? root.servers[0], other.servers ?? root.servers[1], name)
  const callbacks = [objectOf(a.callbacks), objectOf(b.callbacks)] as const
  for (const [callback, node] of Object.entries(callbacks[0])) {
    const now = callbacks[1][callback]
    if (now === undefined) tell('callback-removed', { name: callback })
    else
      compareNotices(
        comparison,
        operationsOf(comparison.old.document, follow(comparison.old.document, node), '', String),
        operationsOf(comparison.next.document, follow(comparison.next.document, now), '', String),
        `${name} callback ${callback}`,
        'callback',
      )
  }
  for (const callback of Object.keys(callbacks[1]))
    if (callbacks[0][callback] === undefined) tell('callback-added', { name: callback })
}

/** Compares what is sent and what is answered. In a callback or a webhook (`reversed`) the provider sends. */
function compareExchange(
  comparison: Comparison,
  a: JsonObject,
  b: JsonObject,
  location: string,
  reversed: boolean,
): void {
  const [sent, answered] = reversed ? (['response', 'request'] as const) : (['request', 'response'] as const)
  const oldBody = a.requestBody === undefined ? undefined : follow(comparison.old.document, a.requestBody)
  const nextBody = b.requestBody === undefined ? undefined : follow(comparison.next.document, b.requestBody)
  compareBodies(comparison, oldBody, nextBody, `${location} request`, sent)
  const old = responsesOf((node) => follow(comparison.old.document, node), a.responses)
  const next = responsesOf((node) => follow(comparison.next.document, node), b.responses)
  compareResponses(comparison, old, next, `${location} response`, answered)
}

/** The headers that come with a notice, which declares them as parameters. */
const headersOf = ({ parameters }: Operation): JsonObject =>
  Object.fromEntries(
    parameters.map(objectOf).flatMap((one) => (one.in === 'header' ? [[String(one.name), one] as const] : [])),
  )

/** Compares what the provider sends by itself. */
export function compareNotices(
  comparison: Comparison,
  old: Map<string, Operation>,
  next: Map<string, Operation>,
  location: string,
  kind: 'callback' | 'webhook',
): void {
  for (const [key, one] of old) {
    const other = next.get(key)
    const at = `${location} ${one.name}`
    if (other) {
      compareHeaders(comparison, headersOf(one), headersOf(other), at, 'response')
      compareExchange(comparison, one.node, other.node, at, true)
    } else comparison.tell(operationRules, `${kind}-removed`, at, { name: one.name })
  }
  for (const [key, { name }] of next)
    if (!old.has(key)) comparison.tell(operationRules, `${kind}-added`, `${location} ${name}`, { name })
}
