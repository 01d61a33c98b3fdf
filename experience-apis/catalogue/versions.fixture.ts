import { documentOf } from '@gantry/core/contract/document'
import { orderTrail } from '@gantry/order-trail/contract'
import { changesOf } from './changes.ts'
import type { ApiVersion } from './contract.ts'
import view from './view.ts'

type Node = Record<string, unknown>

const now = documentOf(orderTrail) as Node & { paths: Record<string, Node> }

/** The order trail as it might have been: without one of its operations, and with one it has no more. */
const before = (): Node => {
  const { '/summary': _, ...paths } = now.paths
  const old: Node = { summary: 'Read a trail by number.', responses: { 200: { description: 'ok' } } }
  return { ...now, paths: { ...paths, '/trails-by-number/{number}': { get: old } } }
}

const DOCUMENTS: Record<string, Node> = { '1.0.0': now, '0.9.0': before() }

export const versions: ApiVersion[] = [
  {
    version: '1.0.0',
    lifecycle: 'active',
    publishedOn: '2026-06-01',
    level: 'breaking',
    score: 97,
    changelog: 'Sums.',
  },
  { version: '0.9.0', lifecycle: 'deprecated', publishedOn: '2026-02-01', score: 88, sunset: '2026-12-31' },
]

/** The view over an API that has a history. */
export const withHistory: typeof view = {
  ...view,
  serve: (clients: never) => ({
    ...(view.serve(clients) as object),
    listVersions: async () => ({ items: versions }),
    compareVersions: async ({ query: { from, to } }: { query: { from: string; to: string } }) =>
      changesOf(from, DOCUMENTS[from]!, to, DOCUMENTS[to]!),
  }),
}
