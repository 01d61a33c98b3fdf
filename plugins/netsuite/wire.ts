import { z } from 'zod'

// The records and fields we use, named as in Oracle's REST API Browser 2026.1. Numbers are text: see exact-json.ts.

const Text = z.string().nullish()
const Amount = z.string()
const Ref = z.object({ id: z.string(), refName: z.string().optional() })
/** Its lines come with `expandSubResources` only. */
const sublist = <T extends z.ZodType>(element: T) => z.object({ items: z.array(element).optional() })

const Address = z.object({
  addr1: Text,
  city: Text,
  state: Text,
  zip: Text,
  country: z.object({ id: z.string() }).nullish(),
})

export const CustomerRecord = z.object({
  id: z.string(),
  companyName: Text,
  email: Text,
  phone: Text,
  subsidiary: Ref,
  currency: Ref,
  creditLimit: Amount.nullish(),
  balance: Amount.nullish(),
  creditHoldOverride: z.object({ id: z.string() }).nullish(),
  custentity_gantry_tax_id: Text,
  currencyList: sublist(z.object({ currency: Ref, balance: Amount.nullish() })).optional(),
  addressBook: sublist(
    z.object({
      defaultBilling: z.boolean().nullish(),
      defaultShipping: z.boolean().nullish(),
      addressBookAddress: Address.nullish(),
    }),
  ).optional(),
})
export type CustomerRecord = z.output<typeof CustomerRecord>

export const ItemRecord = z.object({ id: z.string(), itemId: z.string(), displayName: Text })

const transaction = {
  id: z.string(),
  tranId: z.string(),
  status: Ref,
  currency: Ref,
}

export const SalesOrderRecord = z.object({
  ...transaction,
  subsidiary: Ref,
  total: Amount,
  taxTotal: Amount.nullish(),
  item: sublist(
    z.object({
      line: z.string(),
      quantity: Amount.nullish(),
      quantityBilled: Amount.nullish(),
      isClosed: z.boolean().nullish(),
      custcol_gantry_line: Text,
    }),
  ).optional(),
})
export type SalesOrderRecord = z.output<typeof SalesOrderRecord>

export const InvoiceRecord = z.object({
  ...transaction,
  total: Amount,
  taxTotal: Amount.nullish(),
  amountRemaining: Amount.nullish(),
  custbody_gantry_reference: Text,
  custbody_gantry_order: Text,
})
export type InvoiceRecord = z.output<typeof InvoiceRecord>

export const PaymentRecord = z.object({
  ...transaction,
  payment: Amount,
  unapplied: Amount.nullish(),
})
export type PaymentRecord = z.output<typeof PaymentRecord>

/** A row of SuiteQL's `transaction`; columns without a value are left out by NetSuite. */
export const InvoiceRow = z.object({
  id: z.string(),
  tranid: z.string(),
  status: z.string(),
  currency: z.string(),
  foreigntotal: Amount,
  taxtotal: Amount.optional(),
  foreignamountunpaid: Amount.optional(),
  custbody_gantry_reference: z.string(),
  custbody_gantry_order: z.string().optional(),
})

export const ChangedInvoiceRow = InvoiceRow.extend({ modifiedat: z.string() })

/** A row of SuiteQL's `deletedrecord`. */
export const DeletedRow = z.object({ recordid: z.string(), type: z.string(), modifiedat: z.string() })

export const ItemRow = z.object({ itemid: z.string(), itemtype: z.string(), quantityavailable: Amount.optional() })
