import { z } from '@gantry/core/contract'
import { DocumentLine } from './document.ts'
import { CalendarDate, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

export const InvoiceDraft = z
  .strictObject({
    reference: Reference,
    order: Reference,
    customer: SystemId.openapi({ description: "The customer's id in the billing system." }),
    legalEntity: LegalEntity,
    currency: Currency,
    dueDays: z.int().min(0).max(365).default(30),
    lines: z.array(DocumentLine).min(1).max(1000),
  })
  .openapi('InvoiceDraft')
export type InvoiceDraft = z.output<typeof InvoiceDraft>

const totals = { net: Money, tax: Money, gross: Money, open: Money }

export const Invoice = z
  .object({
    id: SystemId,
    number: z.string().optional().openapi({ description: 'Given when it is finalized.' }),
    reference: Reference,
    order: Reference,
    customer: SystemId,
    customerReference: Reference.openapi({ description: "The customer's reference in the CRM." }),
    subscription: SystemId.optional(),
    legalEntity: LegalEntity,
    currency: Currency,
    state: z.enum(['draft', 'open', 'paid', 'void', 'uncollectible']),
    issuedOn: CalendarDate,
    dueOn: CalendarDate.optional(),
    lines: z.array(DocumentLine),
    ...totals,
    correlation: z
      .string()
      .optional()
      .openapi({ description: 'The id of the request it was made for, where billing kept it.' }),
    native: Native.optional(),
  })
  .openapi('Invoice', { description: 'An invoice as the billing system keeps it.' })
export type Invoice = z.output<typeof Invoice>

export const LedgerInvoiceDraft = z
  .strictObject({
    reference: Reference.openapi({ description: "The billing system's invoice id." }),
    number: z.string().max(80).optional(),
    order: Reference,
    customer: Reference.openapi({ description: "The customer's reference." }),
    legalEntity: LegalEntity,
    currency: Currency,
    issuedOn: CalendarDate,
    dueOn: CalendarDate.optional(),
    lines: z.array(DocumentLine).min(1).max(5000),
    net: Money,
    tax: Money,
    gross: Money,
  })
  .openapi('LedgerInvoiceDraft')
export type LedgerInvoiceDraft = z.output<typeof LedgerInvoiceDraft>

export const LedgerInvoice = z
  .object({
    id: SystemId,
    number: z.string(),
    reference: Reference,
    order: Reference.optional(),
    state: z.enum(['open', 'paid', 'voided']),
    currency: Currency,
    ...totals,
    native: Native.optional(),
  })
  .openapi('LedgerInvoice', { description: "A receivable in the ERP's ledger." })
export type LedgerInvoice = z.output<typeof LedgerInvoice>

export const ReceivableNotice = LedgerInvoice.omit({ net: true, tax: true, native: true }).openapi('ReceivableNotice', {
  description: 'What a receivable has become: paid in part, paid, or voided.',
})
export type ReceivableNotice = z.output<typeof ReceivableNotice>

export const InvoiceNotice = z
  .object({
    id: SystemId,
    number: z.string().optional(),
    reference: Reference,
    order: Reference,
    customerReference: Reference,
    legalEntity: LegalEntity,
    currency: Currency,
    gross: Money,
  })
  .openapi('InvoiceNotice', {
    description: 'What a billing system tells at once of an invoice; read the invoice for its lines.',
  })
export type InvoiceNotice = z.output<typeof InvoiceNotice>
