import { z } from '@gantry/core/contract'
import { DocumentLine } from './document.ts'
import { CalendarDate, Instant, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

/** The order as the CRM keeps it. */
export const Order = z
  .object({
    id: SystemId,
    number: z.string(),
    /** The quote's reference: one quote, one order. */
    reference: Reference,
    state: z.enum(['draft', 'activated', 'cancelled']),
    stage: z.string().optional(),
    message: z.string().optional(),
    open: Money.optional(),
    native: Native.optional(),
  })
  .openapi('Order')
export type Order = z.output<typeof Order>

/** Where an order stands between quote and cash, in the words sales uses. */
export const OrderStage = z
  .enum(['submitted', 'active', 'invoiced', 'partly-paid', 'paid', 'on-hold', 'refused', 'cancelled'])
  .openapi('OrderStage')
export type OrderStage = z.output<typeof OrderStage>

/** What Gantry tells the CRM of an order. */
export const OrderStatus = z
  .strictObject({
    stage: OrderStage,
    /** One business sentence. */
    message: z.string().min(1).max(255),
    at: Instant,
    correlation: z.string().optional(),
    /** Not yet paid, in the order's currency. */
    open: Money.optional(),
    invoiceNumber: z.string().max(80).optional(),
  })
  .openapi('OrderStatus')
export type OrderStatus = z.output<typeof OrderStatus>

const salesOrderFields = {
  reference: Reference,
  /** The customer's reference. */
  customer: Reference,
  legalEntity: LegalEntity,
  currency: Currency,
  orderedOn: CalendarDate,
  lines: z.array(DocumentLine).min(1).max(1000),
}

export const SalesOrderDraft = z.strictObject(salesOrderFields).openapi('SalesOrderDraft')
export type SalesOrderDraft = z.output<typeof SalesOrderDraft>

/** The order as the ERP keeps it. */
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
  .openapi('SalesOrder')
export type SalesOrder = z.output<typeof SalesOrder>
