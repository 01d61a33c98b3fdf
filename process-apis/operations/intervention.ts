import { Instant } from '@gantry/canonical/fields'
import { z } from '@gantry/core/contract'
import { Reason } from './correction.ts'

export const Intervention = z
  .object({
    id: z.string(),
    action: z.enum(['cancel', 'restart']),
    step: z.string().optional().openapi({ description: 'Where it was restarted from.' }),
    item: z.string().optional(),
    by: z.string(),
    reason: z.string(),
    at: Instant,
  })
  .openapi('Intervention', { description: 'What a person did to a run.' })

export const Cancellation = z.strictObject({ reason: Reason }).openapi('Cancellation')

export const Restart = z
  .strictObject({
    from: z.string().min(1).max(200).openapi({ description: 'The step to begin with, as it stands in the journal.' }),
    item: z.string().max(200).optional().openapi({ description: 'Its item, in a loop.' }),
    reason: Reason,
  })
  .openapi('Restart', { description: 'That step and those recorded after it are done again.' })

export const Signal = z
  .strictObject({
    name: z.string().min(1).max(200),
    payload: z.unknown().openapi({ description: 'As the flow declares it.' }),
    id: z.string().min(1).max(200).openapi({ description: "The sender's own: a second one with it is dropped." }),
  })
  .openapi('Signal', { description: 'Something a flow has declared that it can be told.' })
