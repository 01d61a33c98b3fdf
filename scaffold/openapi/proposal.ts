import type { SandboxDocument } from '@gantry/core/sandbox/document/document'
import { type Place, placesOf } from '@gantry/core/sandbox/document/resources'
import { routesOf } from '@gantry/core/sandbox/document/routes'
import type { CapabilityOperation } from './capability.ts'
import { singular, wordsOf } from './identifier.ts'
import type { VendorOperation } from './vendor-api.ts'
import { namesFor, verbsFor } from './vocabulary.ts'

/** A vendor's operation that may be what an operation of the capability means; `confidence` from 0 to 1. */
export type Candidate = { vendor: VendorOperation; confidence: number }

/** What is proposed for one operation of the capability: the best candidates, and the first of them where it is good. */
export type Proposal = { operation: CapabilityOperation; candidates: Candidate[]; chosen?: Candidate }

/** From here on a candidate is proposed. */
export const GOOD = 0.6
const SHOWN = 5

/** What a vendor's operation is about, in the words it is known by. */
export type About = { operation: VendorOperation; place: Place; noun: string; words: Set<string> }

export function aboutOf(document: SandboxDocument, operations: readonly VendorOperation[]): About[] {
  const routes = routesOf(document)
  const places = placesOf(document, routes)
  const byId = new Map(routes.map((route) => [route.operation.operationId, places.get(route)!]))
  return operations.flatMap((operation) => {
    const place = byId.get(operation.id)
    if (!place) return []
    const words = [...wordsOf(operation.id), ...wordsOf(operation.path), ...operation.tags.flatMap(wordsOf)].map(
      singular,
    )
    return [{ operation, place, noun: wordsOf(place.kind).map(singular).join(' '), words: new Set(words) }]
  })
}

export function proposalsOf(operations: readonly CapabilityOperation[], vendors: readonly About[]): Proposal[] {
  return operations.map((operation) => {
    const candidates = vendors
      .map((vendor) => ({ vendor: vendor.operation, confidence: confidenceOf(operation, vendor) }))
      .filter(({ confidence }) => confidence >= 0.3)
      .toSorted((a, b) => b.confidence - a.confidence || a.vendor.path.length - b.vendor.path.length)
      .slice(0, SHOWN)
    const [best] = candidates
    return { operation, candidates, ...(best && best.confidence >= GOOD && { chosen: best }) }
  })
}

function confidenceOf(wanted: CapabilityOperation, { operation, place, noun, words }: About): number {
  const named = nounMatch(wanted.noun, noun, words)
  if (named === 0) return 0
  const does = roleMatch(wanted, place, operation, words)
  // Right thing, wrong deed: of no use, however alike the names are.
  if (does === 0) return Math.min(0.29, named * 0.4)
  const depth = operation.path.split('/').filter((part) => part.startsWith('{')).length
  const simple = Math.max(0, 0.08 - 0.03 * Math.max(0, depth - 1)) - (operation.deprecated ? 0.15 : 0)
  return Math.round(Math.max(0, Math.min(0.99, named * 0.55 + does * 0.37 + simple)) * 100) / 100
}

/** 1 where both speak of the same thing by the same name. */
function nounMatch(wanted: string, noun: string, words: ReadonlySet<string>): number {
  const names = namesFor(wanted)
  for (const [index, name] of names.entries()) {
    const score = Math.max(0.7, index === 0 ? 1 : 0.95 - 0.05 * index)
    if (noun === name) return score
    if (noun.endsWith(` ${name}`)) return score * 0.8
  }
  for (const [index, name] of names.entries()) {
    const score = index === 0 ? 0.6 : 0.4
    if (name.split(' ').every((word) => words.has(word))) return score
  }
  return 0
}

const ROLES: Record<CapabilityOperation['role'], Partial<Record<Place['role'], number>>> = {
  read: { read: 1, list: 0.45 },
  list: { list: 1, read: 0.2 },
  create: { create: 1, replace: 0.5, act: 0.35 },
  put: { replace: 1, create: 0.8, change: 0.7 },
  act: { act: 0.3, change: 0.55, remove: 0.3, replace: 0.45 },
}

function roleMatch(
  wanted: CapabilityOperation,
  place: Place,
  operation: VendorOperation,
  words: ReadonlySet<string>,
): number {
  const role = ROLES[wanted.role][place.role] ?? 0
  // One record is asked for, and the operation knows none by name.
  if (wanted.role === 'read' && place.role === 'read' && place.key.length === 0) return 0.3
  if (wanted.role !== 'act') return role
  const verbs = verbsFor(wanted.verb ?? '')
  const said = [place.verb?.toLowerCase(), ...words].filter((word) => word !== undefined)
  const index = verbs.findIndex((verb) => said.includes(verb))
  if (index === 0) return place.key.length > 0 || place.role === 'act' ? 1 : 0.8
  if (index > 0) return 0.85 - 0.04 * index
  if (place.role === 'remove' && verbs.includes('delete')) return 0.6
  return operation.method === 'get' ? 0 : role * 0.8
}
