import { defineContract, get, z } from '@gantry/core/contract'

export const ApiEntry = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    tier: z.enum(['system', 'process', 'experience']),
    version: z.string(),
    owner: z.string(),
    criticality: z.enum(['standard', 'financial']),
    lifecycle: z.enum(['draft', 'active', 'deprecated', 'retired']),
    path: z.string().openapi({ description: 'Where it is mounted on a host.' }),
    operations: z.array(z.object({ id: z.string(), method: z.string(), path: z.string(), summary: z.string() })),
    events: z.array(z.string()),
    uses: z.array(z.string()).openapi({ description: 'Names of the contracts it calls, as `tier.name`.' }),
  })
  .openapi('ApiEntry')
export type ApiEntry = z.output<typeof ApiEntry>

export const ApiList = z.object({ items: z.array(ApiEntry).max(1000) }).openapi('ApiList')

export const ApiDocument = z
  .record(z.string(), z.unknown())
  .openapi('ApiDocument', { description: 'An OpenAPI 3.1 document.' })

/** Every published contract. */
export const registry = defineContract({
  name: 'registry',
  version: '1.0.0',
  tier: 'process',
  title: 'Contract registry',
  description: 'Every published contract with its owner, lifecycle, version and document.',
  owner: 'governance',
  contact: 'governance@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  changelog: { '1.0.0': 'First published.' },
  operations: {
    listApis: get('/apis', { summary: 'List every published API.', returns: ApiList }),
    getDocument: get('/apis/{tier}/{name}/document', {
      summary: 'Read the OpenAPI document of an API, as published.',
      returns: ApiDocument,
    }),
  },
})
