import { z } from '@gantry/core/contract'

const Patch = z
  .strictObject({ action: z.literal('patch'), patch: z.record(z.string(), z.unknown()) })
  .openapi('Patch', { description: 'JSON Merge Patch (RFC 7396) of the payload, which is tried again then.' })

const ValueMap = z
  .strictObject({
    action: z.literal('map'),
    field: z.string().min(1).max(200).openapi({ description: 'A path such as `lines.*.taxCode`.' }),
    values: z.record(z.string(), z.unknown()).openapi({ description: 'What stands there, and what shall.' }),
  })
  .openapi('ValueMap', { description: 'Replaces values of one field by a table; the payload is tried again then.' })

/** The ways to put many payloads right at once. */
export const corrections = [Patch, ValueMap] as const

/** Gives it up, and leaves what was done. */
export const Discard = z.strictObject({ action: z.literal('discard') }).openapi('Discard')

/** Why a person decided so; kept with it. */
export const Reason = z.string().trim().min(3).max(1000)

export const ids = z.array(z.string()).min(1).max(200).optional().openapi({ description: 'Only these.' })
