import { Comparison } from './comparison.ts'
import { type Document, follow, type Json, type JsonObject, objectOf } from './document.ts'
import { type Fitting, type Misfit, misfits } from './fit.ts'
import { bodyOf, type Content, type Exchange, nested, withoutIds } from './recording.ts'
import type { Finding } from './rule.ts'
import { permits, plainType } from './rules/content.ts'
import { operationsOf } from './rules/operation.ts'
import { responsesOf, standsFor } from './rules/response.ts'
import { announced } from './rules/sunset.ts'
import { useRules } from './rules/use.ts'
import { asOpenApi } from './swagger.ts'

/**
 * Holds recorded use against a document: what of it would break a consumer who goes on as before. Fields that may now
 * be missing, or hold other values than those recorded, are not seen: {@link compare} of two documents tells them.
 */
export function verifyUse(document: Document, exchanges: readonly Exchange[], today = new Date()): Finding[] {
  const comparison = Comparison.of(document, document, today)
  const root = document.version === '2.0' ? asOpenApi(document) : document.root
  const operations = [...operationsOf(document, root.paths, '', String)].map(([key, operation]) => ({
    operation,
    method: key.split(' ')[0]!.toUpperCase(),
    // The address may have a path of its own, before that of the operation.
    fits: new RegExp(`^(/.*)?${escaped(operation.path.replace(/\/$/, ''))}/?$`),
    fixed: operation.path.replace(/\{[^}]*\}/g, '').length,
  }))
  const followed = (node: Json | undefined) => objectOf(node === undefined ? undefined : follow(document, node))
  const used = new Map<string, number>()
  for (const exchange of exchanges) {
    const candidates = operations.filter(({ method, fits }) => method === exchange.method && fits.test(exchange.path))
    const found = candidates.toSorted((a, b) => b.fixed - a.fixed)[0]?.operation
    const name = found?.name ?? `${exchange.method} ${withoutIds(exchange.path)}`
    const before = comparison.findings.length
    if (!found) comparison.tell(useRules, 'used-operation-removed', name, { name })
    else {
      if (found.node.deprecated === true)
        comparison.tell(useRules, 'used-operation-deprecated', name, { name, until: until(found.node) })
      verifyRequest(comparison, exchange, found, followed)
      verifyResponse(comparison, exchange, found, followed)
    }
    used.set(name, (used.get(name) ?? 0) + comparison.findings.length - before)
  }
  for (const [name, count] of used) if (count === 0) comparison.tell(useRules, 'used-operation-fits', name, { name })
  const told = new Map(comparison.findings.map((finding) => [`${finding.id} ${finding.location}`, finding]))
  const order = { breaking: 0, warning: 1, info: 2 }
  return [...told.values()].sort((a, b) => order[a.level] - order[b.level])
}

type Operation = { name: string; node: JsonObject; parameters: Json[] }
type Followed = (node: Json | undefined) => JsonObject

const escaped = (path: string): string => path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '[^/]+')

const until = (node: JsonObject): string => (announced(node) === undefined ? '' : ` until ${String(announced(node))}`)

function verifyRequest(
  comparison: Comparison,
  { sent, query, status }: Exchange,
  operation: Operation,
  followed: Followed,
): void {
  // What was refused then is no use to keep.
  if (status >= 400) return
  const { name, node, parameters } = operation
  const given = objectOf(nested(query))
  const fitting: Fitting = { shapes: comparison.next, direction: 'request', textual: true }
  const known = new Map(
    parameters
      .map(objectOf)
      .filter((one) => one.in === 'query')
      .map((one) => [String(one.name), one]),
  )
  const bare = (parameter: string) => parameter.replace(/\[\]$/, '')
  for (const parameter of Object.keys(given))
    if (![...known.keys()].some((one) => bare(one) === parameter))
      comparison.tell(useRules, 'used-parameter-removed', `${name} query ${parameter}`, { name: parameter })
  for (const [parameter, declared] of known) {
    const value = given[bare(parameter)]
    const at = `${name} query ${parameter}`
    if (value === undefined && declared.required === true)
      comparison.tell(useRules, 'used-parameter-missing', at, { name: parameter })
    const [first] = value === undefined ? [] : misfits(fitting, declared.schema ?? {}, value)
    if (first && first.kind !== 'type')
      comparison.tell(useRules, 'used-parameter-refused', at, { name: parameter, reason: first.reason })
  }
  if (!sent) return
  const content = schemaFor(followed(node.requestBody).content, sent)
  if (content === undefined)
    return void comparison.tell(useRules, 'used-media-type-removed', `${name} request`, { name: plainType(sent.type) })
  const value = bodyOf(sent)
  if (value === undefined) return
  for (const misfit of misfits({ ...fitting, textual: !/json/.test(sent.type) }, content, value))
    tellMisfit(comparison, 'request', `${name} request`, misfit)
}

function verifyResponse(
  comparison: Comparison,
  { status, answered }: Exchange,
  operation: Operation,
  followed: Followed,
): void {
  const { name, node } = operation
  if (status >= 400) return
  const response = standsFor(responsesOf(followed, node.responses), String(status))
  if (!response)
    return void comparison.tell(useRules, 'used-status-removed', `${name} response ${status}`, { name: String(status) })
  const content = answered && schemaFor(response.content, answered)
  const value = answered && bodyOf(answered)
  if (content === undefined || value === undefined) return
  const fitting: Fitting = { shapes: comparison.next, direction: 'response', textual: false }
  for (const misfit of misfits(fitting, content, value))
    tellMisfit(comparison, 'response', `${name} response ${status}`, misfit)
}

function schemaFor(content: Json | undefined, { type }: Content): Json | undefined {
  const wanted = plainType(type)
  const found = Object.entries(objectOf(content)).find(([range]) => permits(plainType(range), wanted))
  return found && (objectOf(found[1]).schema ?? {})
}

const ENDS = { missing: 'missing', unknown: 'removed', refused: 'refused', type: 'changed' }

function tellMisfit(comparison: Comparison, direction: 'request' | 'response', location: string, misfit: Misfit): void {
  const { kind, at, reason } = misfit
  const end = direction === 'request' && kind === 'type' ? 'refused' : ENDS[kind]
  const name = at.replace(/^\./, '') || 'the body'
  comparison.tell(useRules, `used-${direction}-field-${end}`, `${location}${at}`, { name, reason })
}
