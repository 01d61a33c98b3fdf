import { z } from '@gantry/core/contract'
import { Instant, Native, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

export const Dispute = z
  .object({
    id: SystemId,
    payment: SystemId,
    currency: Currency,
    amount: Money,
    reason: z.string().openapi({ description: "The bank's word for it, such as `fraudulent`." }),
    state: z.enum(['inquiry', 'needs-response', 'under-review', 'won', 'lost', 'closed']).openapi({
      description: '`inquiry`: no money has moved yet. `closed`: an inquiry that came to nothing.',
    }),
    openedAt: Instant,
    answerBy: Instant.optional().openapi({ description: 'Until when evidence is taken.' }),
    native: Native.optional(),
  })
  .openapi('Dispute', { description: "A payment that the customer's bank takes back, or asks about." })
export type Dispute = z.output<typeof Dispute>
