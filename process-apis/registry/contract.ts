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
    /** Where it is mounted on a host. */
    path: z.string(),
    operations: z.array(z.object({ id: z.string(), method: z.string(), path: z.string(), summary: z.string() })),
    events: z.array(z.string()),
    /** Names of the contracts it calls, as `tier.name`. */
    uses: z.array(z.string()),
  })
  .openapi('ApiEntry')
export type ApiEntry = z.output<typeof ApiEntry>

/** Every published contract. */
export const registry = defineContract({
  name: 'registry',
  version: '1.0.0',
  tier: 'process',
  title: 'Contract registry',
  description: 'Every published contract with its owner, lifecycle, version and document.',
  owner: 'governance',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    listApis: get('/apis', { summary: 'List every published API.', returns: z.object({ items: z.array(ApiEntry) }) }),
    getDocument: get('/apis/{tier}/{name}/document', {
      summary: 'Read the OpenAPI document of an API, as published.',
      returns: z.record(z.string(), z.unknown()),
    }),
  },
})
