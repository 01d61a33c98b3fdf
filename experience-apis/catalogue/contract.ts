import { defineContract, get } from '@gantry/core/contract'
import { ApiDocument, ApiList } from '@gantry/registry/contract'

/** What reviewers and consumers of APIs look at. */
export const catalogue = defineContract({
  name: 'catalogue',
  version: '1.0.0',
  tier: 'experience',
  title: 'Catalogue',
  description: 'Every published API with its owner, lifecycle, version and reference.',
  owner: 'governance',
  contact: 'governance@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 1000 },
  changelog: { '1.0.0': 'First published.' },
  operations: {
    listApis: get('/apis', { summary: 'List every published API.', returns: ApiList }),
    getDocument: get('/apis/{tier}/{name}/document', {
      summary: 'Read the OpenAPI document of an API, as published.',
      returns: ApiDocument,
    }),
  },
})
