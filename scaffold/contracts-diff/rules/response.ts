import type { Comparison } from '../comparison.ts'
import { follow, type Json, type JsonObject, objectOf } from '../document.ts'
import { type Direction, NOTHING, REMEDIES, type Rules } from '../rule.ts'
import { compareContent } from './content.ts'
import { compareSchemas } from './schema.ts'
import { styleOf } from './style.ts'

export const responseRules = {
  'success-status-removed': {
    level: 'breaking',
    text: 'The status {status} is no longer answered.',
    remedy: REMEDIES.response,
  },
  'failure-status-removed': { level: 'info', text: 'The failure {status} is no longer answered.', remedy: NOTHING },
  'default-response-removed': {
    level: 'info',
    text: 'Nothing is said about other statuses any more.',
    remedy: NOTHING,
  },
  'status-added': { level: 'info', text: 'The status {status} may be answered as well.', remedy: NOTHING },
  'response-header-removed': {
    level: 'breaking',
    text: 'The header {name} no longer comes.',
    remedy: 'Keep answering it until the next major version.',
  },
  'response-header-added': { level: 'info', text: 'The header {name} may come as well.', remedy: NOTHING },
  'response-header-became-optional': {
    level: 'breaking',
    text: 'The header {name} may now be missing.',
    remedy: 'Keep answering it always.',
  },
  'response-header-style-changed': {
    level: 'breaking',
    text: 'The header {name} is written differently: {to} instead of {from}.',
    remedy: REMEDIES.response,
  },
  'response-header-became-required': {
    level: 'info',
    text: 'The header {name} now always comes.',
    remedy: NOTHING,
  },
} satisfies Rules as Rules

export type Responses = Map<string, JsonObject>

export function responsesOf(follow: (node: Json) => Json | undefined, node: Json | undefined): Responses {
  const entries = Object.entries(objectOf(node)).filter(([status]) => !status.startsWith('x-'))
  return new Map(entries.map(([status, response]) => [status.toUpperCase(), objectOf(follow(response))]))
}

/** The response that stands for a status: its own, that of its range (2XX), or the default. */
export function standsFor(responses: Responses, status: string): JsonObject | undefined {
  return responses.get(status) ?? responses.get(`${status[0]}XX`) ?? responses.get('DEFAULT')
}

export function compareResponses(
  comparison: Comparison,
  old: Responses,
  next: Responses,
  location: string,
  direction: Direction,
): void {
  for (const [status, one] of old) {
    const at = `${location} ${status.toLowerCase()}`
    const others =
      /^.XX$/.test(status) && !next.has(status)
        ? [...next].filter(([code]) => code[0] === status[0]).map(([, other]) => other)
        : []
    const other = standsFor(next, status) ?? others[0]
    if (status === 'DEFAULT' && !next.has('DEFAULT')) {
      // Where the default was all there was, it stood for the success.
      const success = ![...old.keys()].some((code) => code.startsWith('2'))
        ? [...next].find(([code]) => code.startsWith('2'))?.[1]
        : undefined
      if (success) compareResponse(comparison, one, success, at, direction)
      else comparison.tell(responseRules, 'default-response-removed', at)
    } else if (!other)
      comparison.tell(responseRules, /^[23]/.test(status) ? 'success-status-removed' : 'failure-status-removed', at, {
        status,
      })
    else if (next.has(status) || /^2/.test(status)) compareResponse(comparison, one, other, at, direction)
  }
  for (const status of next.keys())
    if (!old.has(status))
      comparison.tell(responseRules, 'status-added', `${location} ${status.toLowerCase()}`, { status })
}

function compareResponse(
  comparison: Comparison,
  one: JsonObject,
  other: JsonObject,
  location: string,
  direction: Direction,
): void {
  compareContent(comparison, one.content, other.content, location, direction)
  compareHeaders(comparison, one.headers, other.headers, location, direction)
}

/** Compares the headers that come with what is answered or sent. */
export function compareHeaders(
  comparison: Comparison,
  old: Json | undefined,
  next: Json | undefined,
  location: string,
  direction: Direction,
): void {
  const headersOf = (node: Json | undefined) =>
    new Map(Object.entries(objectOf(node)).map(([name, header]) => [name.toLowerCase(), { name, header }]))
  const [a, b] = [headersOf(old), headersOf(next)]
  for (const [key, { name, header }] of a) {
    if (key === 'content-type') continue
    const at = `${location} header ${name}`
    const tell = (id: string, values: Record<string, string> = {}) =>
      comparison.tell(responseRules, `response-header-${id}`, at, { name, ...values })
    const after = b.get(key)
    if (!after) {
      tell('removed')
      continue
    }
    const [before, now] = [
      objectOf(follow(comparison.old.document, header)),
      objectOf(follow(comparison.next.document, after.header)),
    ]
    if ((before.required === true) !== (now.required === true))
      tell(now.required === true ? 'became-required' : 'became-optional')
    // How a list is written in a header does not depend on `explode`, how an object is does.
    const [from, to] = [before, now].map((one, side) => {
      const shapes = side === 0 ? comparison.old : comparison.next
      return styleOf({ ...one, in: 'header' }, Boolean(shapes.of(one.schema ?? {}).types?.has('object')))
    }) as [string, string]
    if (from !== to && comparison.old.of(before.schema ?? {}).types?.has('object')) tell('style-changed', { from, to })
    compareSchemas(comparison, before.schema ?? {}, now.schema ?? {}, {
      location: at,
      name: `the value of ${name}`,
      direction,
      textual: true,
    })
  }
  for (const [key, { name }] of b)
    if (!a.has(key) && key !== 'content-type')
      comparison.tell(responseRules, 'response-header-added', `${location} header ${name}`, { name })
}
