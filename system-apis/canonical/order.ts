import { z } from '@gantry/core/contract'
import { DocumentLine } from './document.ts'
import { CalendarDate, Instant, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

export const Order = z
  .object({
    id: SystemId,
    number: z.string(),
    reference: Reference.openapi({ description: "The quote's reference: one quote, one order." }),
    state: z.enum(['draft', 'activated', 'cancelled']),
    stage: z.string().optional(),
    message: z.string().optional(),
    open: Money.optional(),
    native: Native.optional(),
  })
  .openapi('Order', { description: 'The order as the CRM keeps it.' })
export type Order = z.output<typeof Order>

export const OrderStage = z
  .enum(['submitted', 'active', 'invoiced', 'partly-paid', 'paid', 'on-hold', 'refused', 'cancelled'])
  .openapi('OrderStage', { description: 'Where an order stands between quote and cash, in the words sales uses.' })
export type OrderStage = z.output<typeof OrderStage>

export const OrderStatus = z
  .strictObject({
    stage: OrderStage,
    message: z.string().min(1).max(255).openapi({ description: 'One business sentence.' }),
    at: Instant,
    correlation: z.string().optional(),
    open: Money.optional().openapi({ description: "Not yet paid, in the order's currency." }),
    invoiceNumber: z.string().max(80).optional(),
  })
  .openapi('OrderStatus', { description: 'What Gantry tells the CRM of an order.' })
export type OrderStatus = z.output<typeof OrderStatus>

const salesOrderFields = {
  reference: Reference,
  customer: Reference.openapi({ description: "The customer's reference." }),
  legalEntity: LegalEntity,
  currency: Currency,
  orderedOn: CalendarDate,
  lines: z.array(DocumentLine).min(1).max(1000),
}

export const SalesOrderDraft = z.strictObject(salesOrderFields).openapi('SalesOrderDraft')
export type SalesOrderDraft = z.output<typeof SalesOrderDraft>

export const SalesOrder = z
  .object({
    id: SystemId,
    number: z.string(),
    reference: Reference,
    state: z.enum(['open', 'billed', 'closed', 'cancelled']),
    currency: Currency,
    net: Money,
    tax: Money,
    gross: Money,
    native: Native.optional(),
  })
  .openapi('SalesOrder', { description: 'The order as the ERP keeps it.' })
export type SalesOrder = z.output<typeof SalesOrder>
