import { type Contract, majorOf } from './contract.ts'
import { documentOf, infoOf, recordOf } from './document.ts'
import { exampleOf } from './example.ts'

type Node = Record<string, unknown>
type Events = { name: string; data: Node }[]

/** The published AsyncAPI 3.0 document of what a contract tells of; undefined where it has no events. Deterministic. */
export function eventDocumentOf(given: unknown): Record<string, unknown> | undefined {
  const contract = given as Contract
  const names = Object.keys(contract.events)
  if (names.length === 0) return undefined
  // The schemas come from the same generator as those of the operations, so that a shape is the same in both.
  const document = documentOf({ ...contract, operations: {} })
  const { schemas } = document.components as { schemas: Node }
  const payloads = (document['x-gantry'] as { events: Events }).events
  const { contact, license, ...info } = infoOf(contract)
  return {
    asyncapi: '3.0.0',
    id: `urn:gantry:${contract.tier}:${contract.name}:v${majorOf(contract)}`,
    info: { ...info, contact, license, tags: [{ name: contract.name, description: contract.description }] },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      names.map((id) => [
        id,
        {
          address: contract.events[id]!.name,
          description: contract.events[id]!.summary ?? contract.events[id]!.name,
          messages: { [id]: { $ref: `#/components/messages/${id}` } },
        },
      ]),
    ),
    operations: Object.fromEntries(
      names.map((id) => [
        `send${id[0]!.toUpperCase()}${id.slice(1)}`,
        {
          action: 'send',
          channel: { $ref: `#/channels/${id}` },
          summary: contract.events[id]!.summary ?? contract.events[id]!.name,
          description: 'Told once, in the transaction of what it tells of; readers hear the events of a key in order.',
          messages: [{ $ref: `#/channels/${id}/messages/${id}` }],
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        names.map((id, index) => [
          id,
          {
            name: contract.events[id]!.name,
            title: contract.events[id]!.summary ?? contract.events[id]!.name,
            contentType: 'application/json',
            payload: payloads[index]!.data,
            examples: [{ name: 'example', payload: exampleOf(payloads[index]!.data, schemas) }],
          },
        ]),
      ),
      schemas: listedExamples(schemas, true),
    },
    'x-gantry': recordOf(contract),
  }
}

/** AsyncAPI's schemas have no `example`, only `examples`. What stands below `properties` are names of fields. */
function listedExamples(node: unknown, names = false): unknown {
  if (Array.isArray(node)) return node.map((item) => listedExamples(item))
  if (node === null || typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === 'example' && !names
        ? ['examples', [value]]
        : [key, listedExamples(value, key === 'properties' && !names)],
    ),
  )
}
