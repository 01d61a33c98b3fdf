import { z } from 'zod'

// The entities and properties we read, named as in live metadata and Microsoft's CDM definitions. Numbers are text: see
// exact-json.ts. Text without a value is empty, dates without one are of 1900.

const Amount = z.string()
const NoYes = z.enum(['No', 'Yes'])
const etag = { '@odata.etag': z.string() }

export const LedgerRecord = z.object({ LegalEntityId: z.string(), Name: z.string(), AccountingCurrency: z.string() })
export type LedgerRecord = z.output<typeof LedgerRecord>

export const CustomerRecord = z.object({
  ...etag,
  dataAreaId: z.string(),
  CustomerAccount: z.string(),
  OrganizationName: z.string(),
  SalesCurrencyCode: z.string(),
  SalesMemo: z.string(),
  PrimaryContactEmail: z.string(),
  PrimaryContactPhone: z.string(),
  TaxRegistrationId: z.string(),
  OnHoldStatus: z.string(),
  CreditLimit: Amount,
  CreditLimitIsMandatory: NoYes,
  AddressDescription: z.string(),
  AddressStreet: z.string(),
  AddressCity: z.string(),
  AddressState: z.string(),
  AddressZipCode: z.string(),
  AddressCountryRegionId: z.string(),
  DeliveryAddressDescription: z.string(),
  DeliveryAddressStreet: z.string(),
  DeliveryAddressCity: z.string(),
  DeliveryAddressState: z.string(),
  DeliveryAddressZipCode: z.string(),
  DeliveryAddressCountryRegionId: z.string(),
})
export type CustomerRecord = z.output<typeof CustomerRecord>

export const ProductRecord = z.object({ dataAreaId: z.string(), ItemNumber: z.string(), ProductType: z.string() })

export const OnHandRecord = z.object({ ItemNumber: z.string(), AvailableOnHandQuantity: Amount })

export const SalesOrderRecord = z.object({
  dataAreaId: z.string(),
  SalesOrderNumber: z.string(),
  SalesOrderStatus: z.string(),
  CustomersOrderReference: z.string(),
  CurrencyCode: z.string(),
  OrderTotalAmount: Amount,
  OrderTotalTaxAmount: Amount,
})
export type SalesOrderRecord = z.output<typeof SalesOrderRecord>

export const InvoiceRecord = z.object({
  dataAreaId: z.string(),
  InvoiceIdentifier: z.string(),
  FreeTextNumber: z.string(),
  CurrencyCode: z.string(),
  DueDate: z.string(),
  ExternalInvoiceId: z.string(),
  CustomerReference: z.string(),
  IsPosted: NoYes,
})
export type InvoiceRecord = z.output<typeof InvoiceRecord>

export const InvoiceLineRecord = z.object({
  ParentRecId: z.string(),
  TransactionCurrencyAmount: Amount,
  SalesTaxAmount: Amount,
})
export type InvoiceLineRecord = z.output<typeof InvoiceLineRecord>

export const PaymentJournalRecord = z.object({
  dataAreaId: z.string(),
  JournalBatchNumber: z.string(),
  Description: z.string(),
  IsPosted: NoYes,
})
export type PaymentJournalRecord = z.output<typeof PaymentJournalRecord>

export const PaymentLineRecord = z.object({ CurrencyCode: z.string(), CreditAmount: Amount, Voucher: z.string() })

/** What a customer owes by one document; a payment is negative. `SettleAmountCur` is the part that is settled. */
export const TransactionRecord = z.object({
  dataAreaId: z.string(),
  Invoice: z.string(),
  CurrencyCode: z.string(),
  AmountCur: Amount,
  SettleAmountCur: Amount,
})
export type TransactionRecord = z.output<typeof TransactionRecord>

/** `$select` of just these properties. */
export const columnsOf = (record: z.ZodObject): string =>
  Object.keys(record.shape)
    .filter((name) => !name.startsWith('@'))
    .join(',')
