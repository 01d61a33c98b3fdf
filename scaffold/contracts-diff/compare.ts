import { Comparison } from './comparison.ts'
import { type Document, type Json, listOf, objectOf } from './document.ts'
import type { Finding, Level, Rules } from './rule.ts'
import { contentRules } from './rules/content.ts'
import { compareNotices, compareOperations, operationRules, operationsOf } from './rules/operation.ts'
import { parameterRules } from './rules/parameter.ts'
import { responseRules } from './rules/response.ts'
import { schemaRules } from './rules/schema-rules.ts'
import { compareSchemes, securityRules } from './rules/security.ts'
import { basePathOf, compareServers, serverRules, withoutPath } from './rules/server.ts'
import { useRules } from './rules/use.ts'
import { asOpenApi } from './swagger.ts'

/** Every rule by its family. */
export const FAMILIES: Record<string, Rules> = {
  operation: operationRules,
  parameter: parameterRules,
  content: contentRules,
  response: responseRules,
  schema: schemaRules,
  security: securityRules,
  server: serverRules,
  use: useRules,
}

const ORDER: Record<Level, number> = { breaking: 0, warning: 1, info: 2 }

/**
 * What changed between two documents for those who use the API, the gravest first. A schema that several operations
 * share is told of once in each direction. `today` decides whether a sunset date has passed.
 */
export function compare(old: Document, next: Document, today = new Date()): Finding[] {
  const comparison = Comparison.of(old, next, today)
  const [a, b] = [old, next].map((document) => (document.version === '2.0' ? asOpenApi(document) : document.root)) as [
    Record<string, Json>,
    Record<string, Json>,
  ]
  const schemes = [objectOf(a.components).securitySchemes, objectOf(b.components).securitySchemes] as [
    Json | undefined,
    Json | undefined,
  ]
  const bases = [basePathOf(a.servers), basePathOf(b.servers)] as const
  const plain = [operationsOf(old, a.paths), operationsOf(next, b.paths)] as const
  const whole = [operationsOf(old, a.paths, bases[0]), operationsOf(next, b.paths, bases[1])] as const
  // Where the path of the address went into the paths, or came from there, each operation is called as before.
  const moved = bases[0] !== bases[1] && shared(whole) > shared(plain)
  const operations = moved ? whole : plain
  const servers: [Json | undefined, Json | undefined] = moved
    ? [withoutPath(a.servers, bases[0]), withoutPath(b.servers, bases[1])]
    : [a.servers, b.servers]
  compareOperations(comparison, operations[0], operations[1], { security: [a.security, b.security], schemes, servers })
  compareNotices(comparison, operationsOf(old, a.webhooks), operationsOf(next, b.webhooks), 'webhook', 'webhook')
  const asked = [a.security, ...[...operations[0].values()].map(({ node }) => node.security)]
  const used = new Set(asked.flatMap((security) => listOf(security).flatMap((way) => Object.keys(objectOf(way)))))
  compareSchemes(comparison, schemes[0], schemes[1], used)
  compareServers(comparison, servers[0], servers[1], 'servers')
  const told = new Map(
    comparison.findings.map((finding) => [`${finding.id} ${finding.location} ${finding.text}`, finding]),
  )
  return [...told.values()].sort((x, y) => ORDER[x.level] - ORDER[y.level])
}

const shared = ([a, b]: readonly [Map<string, unknown>, Map<string, unknown>]): number =>
  [...a.keys()].filter((key) => b.has(key)).length

/** The gravest level found; `none` where nothing changed that matters. */
export function gravest(findings: readonly Finding[]): Level | 'none' {
  return (
    (['breaking', 'warning', 'info'] as const).find((level) => findings.some((finding) => finding.level === level)) ??
    'none'
  )
}
