import { z } from '@gantry/core/contract'
import { Native, Reference, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

/** Of people as well as of companies: a customer may be either. */
const PERSONAL = { 'x-classification': 'personal' }

export const Address = z
  .strictObject({
    street: z.string().max(255).optional(),
    city: z.string().max(120).optional(),
    region: z.string().max(120).optional(),
    postalCode: z.string().max(40).optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'Expected an ISO 3166-1 country code, such as "DE".')
      .openapi({ description: 'ISO 3166-1 alpha-2.' }),
  })
  .openapi('Address', { description: 'A postal address.', 'x-classification': 'personal' })
export type Address = z.output<typeof Address>

const fields = {
  name: z.string().min(1).max(255),
  email: z.email().meta(PERSONAL).optional(),
  phone: z.string().max(60).meta(PERSONAL).optional(),
  currency: Currency.optional().openapi({ description: 'The currency the customer is billed in.' }),
  taxId: z.string().max(60).meta(PERSONAL).optional(),
  billTo: Address.optional(),
  shipTo: Address.optional(),
}

export const CustomerDraft = z
  .strictObject(fields)
  .openapi('CustomerDraft', { description: 'What is known of a customer before a system has a record of it.' })
export type CustomerDraft = z.output<typeof CustomerDraft>

export const Customer = z
  .object({ id: SystemId, reference: Reference, ...fields, native: Native.optional() })
  .openapi('Customer')
export type Customer = z.output<typeof Customer>

export const CreditStanding = z
  .object({
    customer: Reference,
    limit: Money.optional().openapi({ description: 'Absent: no limit.' }),
    balance: Money,
    onHold: z.boolean(),
  })
  .openapi('CreditStanding', { description: "What the ledger says of a customer's credit." })
export type CreditStanding = z.output<typeof CreditStanding>
