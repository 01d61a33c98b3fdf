import { compare, gravest } from '@gantry/contracts-diff/compare'
import { openDocument } from '@gantry/contracts-diff/document'
import type { Changes } from './contract.ts'

type Node = Record<string, unknown>
type Event = { name: string; data: unknown }

/** What changed between two published documents for those who use the API, operations and events. */
export async function changesOf(from: string, old: Node, to: string, next: Node): Promise<Changes> {
  const [a, b] = await Promise.all([
    openDocument(JSON.stringify(comparable(old)), from),
    openDocument(JSON.stringify(comparable(next)), to),
  ])
  const items = compare(a, b)
  return { from, to, level: gravest(items), items }
}

/**
 * A document with its events as notices, for a consumer reads both. Without its address: that of a new major version is
 * another by design.
 */
function comparable({ servers: _, ...document }: Node): Node {
  const { events = [] } = (document['x-gantry'] ?? {}) as { events?: Event[] }
  const notices = events.map(({ name, data }): [string, Node] => [
    name,
    { post: { requestBody: { required: true, content: { 'application/json': { schema: data } } }, responses: {} } },
  ])
  return { ...document, webhooks: Object.fromEntries(notices) }
}
