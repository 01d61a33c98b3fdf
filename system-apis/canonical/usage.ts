import { z } from '@gantry/core/contract'
import { Instant, Reference, SystemId } from './fields.ts'
import { DecimalString } from './money.ts'

export const Usage = z
  .strictObject({
    reference: Reference.openapi({
      description: 'Names this one piece of usage: recorded once, however often it is told.',
    }),
    customer: SystemId.openapi({ description: "The customer's id in the billing system." }),
    meter: z
      .string()
      .min(1)
      .max(100)
      .openapi({ description: 'What is counted, by the name the billing system has for it.' }),
    quantity: DecimalString,
    at: Instant,
  })
  .openapi('Usage', { description: 'What a customer used at a moment; billed by the meter it counts on.' })
export type Usage = z.output<typeof Usage>
