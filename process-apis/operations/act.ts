import { Instant } from '@gantry/canonical/fields'
import { page, z } from '@gantry/core/contract'

export const Act = z
  .object({
    id: z.uuid(),
    at: Instant,
    action: z.string().openapi({ description: 'What was done, e.g. `exception.resolved` or `vendor.written`.' }),
    object: z.string().optional().openapi({ description: 'To what, e.g. `run:<id>`.' }),
    by: z.string().optional(),
    onBehalfOf: z.string().optional(),
    reason: z.string().optional(),
    correlation: z.string().optional(),
    detail: z.unknown().optional().openapi({ description: 'Payloads stand here as SHA-256 digests.' }),
    seq: z.int().optional().openapi({ description: 'Its place in the chain; absent within its first second.' }),
    erasedAt: Instant.optional().openapi({
      description: 'Since when its content is erased; the chain keeps its digest.',
    }),
  })
  .openapi('Act', { description: 'What somebody did. The audit log is append-only.' })

export const ActPage = page(Act).openapi('ActPage')
