import { z } from 'zod'

// The entities and fields we use, named as in SAP's published services. V4's numbers come as text: see odata.ts.

/** V2: the state that a change is made to is named in `If-Match`. */
const Metadata = z.object({ etag: z.string().optional() })
const Text = z.string().nullish()
const nested = <T extends z.ZodType>(row: T) => z.object({ results: z.array(row) })
const entity = { __metadata: Metadata }

export const AddressRecord = z.object({
  ...entity,
  AddressID: z.string(),
  StreetName: Text,
  CityName: Text,
  PostalCode: Text,
  Region: Text,
  Country: Text,
  to_AddressUsage: nested(z.object({ AddressUsage: z.string() })),
  to_EmailAddress: nested(z.object({ ...entity, OrdinalNumber: z.string(), EmailAddress: Text })),
  to_PhoneNumber: nested(z.object({ ...entity, OrdinalNumber: z.string(), PhoneNumber: Text })),
})
export type AddressRecord = z.output<typeof AddressRecord>

export const PartnerRecord = z.object({
  ...entity,
  BusinessPartner: z.string(),
  Customer: z.string(),
  OrganizationBPName1: Text,
  OrganizationBPName2: Text,
  OrganizationBPName3: Text,
  OrganizationBPName4: Text,
  to_BusinessPartnerAddress: nested(AddressRecord),
  to_BusinessPartnerTax: nested(z.object({ ...entity, BPTaxType: z.string(), BPTaxNumber: Text })),
  to_Customer: z
    .object({
      OrderIsBlockedForCustomer: Text,
      to_CustomerCompany: nested(z.object({ CompanyCode: z.string() })),
      to_CustomerSalesArea: nested(
        z.object({ SalesOrganization: z.string(), DistributionChannel: z.string(), Division: z.string() }),
      ),
    })
    .nullish(),
})
export type PartnerRecord = z.output<typeof PartnerRecord>

/** What credit control asks of a partner. */
export const DebtorRecord = z.object({
  BusinessPartner: z.string(),
  Customer: z.string(),
  to_Customer: z.object({ OrderIsBlockedForCustomer: Text }).nullish(),
})

export const CreatedPartner = z.object({ BusinessPartner: z.string(), Customer: z.string() })

export const CreditAccount = z.object({
  CreditAccountIsBlocked: z.boolean().nullish(),
  CreditLimitAmount: Text,
  CreditLimitIsZero: z.boolean().nullish(),
  CreditSegmentCurrency: Text,
})

export const ProductRecord = z.object({
  Product: z.string(),
  to_Description: nested(z.object({ ...entity, Language: z.string(), ProductDescription: Text })),
  to_SalesDelivery: nested(z.object({ ProductSalesOrg: z.string(), ProductDistributionChnl: z.string() })),
})
export const ProductKind = z.object({ Product: z.string(), ProductType: Text })
export const AvailabilityAnswer = z.object({
  d: z.object({ DetermineAvailabilityAt: z.object({ AvailableQuantityInBaseUnit: z.string() }) }),
})

export const SalesOrderItemRecord = z.object({
  '@odata.etag': z.string(),
  SalesOrderItem: z.string(),
  NetAmount: z.string(),
  TaxAmount: z.string(),
  SalesDocumentRjcnReason: Text,
})
export const OrderHeader = z.object({ SalesOrder: z.string(), TransactionCurrency: z.string() })
export type OrderHeader = z.output<typeof OrderHeader>

export const SalesOrderRecord = z.object({
  SalesOrder: z.string(),
  SalesOrganization: z.string(),
  PurchaseOrderByCustomer: z.string(),
  TransactionCurrency: z.string(),
  TotalNetAmount: z.string(),
  OverallSDProcessStatus: Text,
  OverallOrdReltdBillgStatus: Text,
  OverallSDDocumentRejectionSts: Text,
  _Item: z.array(SalesOrderItemRecord),
})
export type SalesOrderRecord = z.output<typeof SalesOrderRecord>

export const BillingItem = z.object({
  BillingDocument: z.string(),
  to_BillingDocument: z
    .object({ BillingDocumentIsCancelled: z.boolean().nullish(), CancelledBillingDocument: Text })
    .nullish(),
})

/** A line of a journal entry; amounts are signed: a debit is positive. */
export const JournalItem = z.object({
  CompanyCode: z.string(),
  FiscalYear: z.string(),
  AccountingDocument: z.string(),
  AccountingDocumentItem: z.string(),
  AccountingDocumentItemType: Text,
  FinancialAccountType: Text,
  Customer: Text,
  IsCleared: z.boolean().nullish(),
  IsReversed: z.boolean().nullish(),
  InvoiceReference: Text,
  DocumentItemText: Text,
  AccountingDocumentHeaderText: Text,
  Reference1InDocumentHeader: Text,
  TransactionCurrency: z.string(),
  AmountInTransactionCurrency: z.string(),
})
export type JournalItem = z.output<typeof JournalItem>
