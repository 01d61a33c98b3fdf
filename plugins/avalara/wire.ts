import { z } from '@gantry/core/connector'

// AvaTax REST v2, the parts used: TransactionModel, CreateTransactionModel and the error result
// (https://developer.avalara.com/api-reference/avatax/rest/v2/).

/** A JSON number as the decimal string it was written as, so that no arithmetic is ever done on a float. */
const Amount = z.number().transform(String)

const Detail = z.looseObject({ rate: Amount.nullish() })

const Line = z.looseObject({
  lineNumber: z.string(),
  itemCode: z.string().nullish(),
  quantity: Amount.nullish(),
  /** Net of tax, also where `taxIncluded`. */
  lineAmount: Amount,
  tax: Amount,
  taxIncluded: z.boolean().nullish(),
  taxOverrideType: z.string().nullish(),
  /** Our line id. */
  ref1: z.string().nullish(),
  details: z.array(Detail).nullish(),
})
export type Line = z.output<typeof Line>

export const Transaction = z.looseObject({
  id: z.number(),
  code: z.string().nullish(),
  status: z.string(),
  /** `2026-03-31`, with or without a time. */
  date: z.string(),
  currencyCode: z.string(),
  customerCode: z.string().nullish(),
  exemptNo: z.string().nullish(),
  entityUseCode: z.string().nullish(),
  adjustmentDescription: z.string().nullish(),
  lines: z.array(Line),
})
export type Transaction = z.output<typeof Transaction>

export const Failure = z.object({
  error: z.object({
    code: z.string().nullish(),
    message: z.string().nullish(),
    details: z
      .array(
        z.object({
          code: z.string().nullish(),
          message: z.string().nullish(),
          description: z.string().nullish(),
          faultSubCode: z.string().nullish(),
          refersTo: z.string().nullish(),
        }),
      )
      .nullish(),
  }),
})

export type AddressLocation = {
  line1?: string
  line2?: string
  line3?: string
  city?: string
  region?: string
  postalCode?: string
  country: string
}

export type CreateTransaction = {
  /** An order is an estimate and not recorded; an invoice is. */
  type: 'SalesOrder' | 'SalesInvoice'
  code: string
  companyCode: string
  customerCode: string
  date: string
  currencyCode: string
  commit: boolean
  referenceCode: string
  exemptionNo?: string
  entityUseCode?: string
  purchaseOrderNo?: string
  description: string
  addresses: { singleLocation: AddressLocation } | { shipFrom: AddressLocation; shipTo: AddressLocation }
  lines: {
    number: string
    quantity: number
    amount: number
    taxIncluded: boolean
    itemCode: string
    ref1: string
    description?: string
    taxCode?: string
    taxOverride?: { type: 'TaxAmount'; taxAmount: number; reason: string }
  }[]
}

export type AdjustTransaction = {
  adjustmentReason:
    | 'PriceAdjusted'
    | 'ProductReturned'
    | 'ProductExchanged'
    | 'BadDebt'
    | 'ExemptCertApplied'
    | 'SourcingIssue'
    | 'ReconciledWithGeneralLedger'
    | 'Other'
  adjustmentDescription: string
  newTransaction: CreateTransaction
}
