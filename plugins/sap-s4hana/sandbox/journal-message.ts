import { Decimal } from '@gantry/canonical/money'
import { clearItems } from './clearing.ts'
import { type Document, type Header, type Line, post } from './finance.ts'
import { Refusal } from './refusal.ts'
import type { Unit } from './unit.ts'
import { list, text, type Xml } from './xml.ts'

export const NAMESPACE = 'http://sap.com/xi/SAPSCORE/SFIN'

/** What became of one entry of a message. */
type Outcome = { reference: string; companyCode: string; document?: Document; refusal?: Refusal }

/** Posts the entries of a message, each in a unit of its own, and gives the confirmation's element. */
export function processed(body: Xml, begin: () => Unit): Xml {
  const create = body.JournalEntryBulkCreateRequest as Xml | undefined
  const message = create ?? (body.JournalEntryBulkClearingRequest as Xml)
  const kind = create ? 'Create' : 'Clearing'
  const outcomes = list(message[`JournalEntry${kind}Request`]).map((request): Outcome => {
    const entry = request.JournalEntry as Xml
    const about = {
      reference: text((request.MessageHeader as Xml | undefined)?.ID),
      companyCode: text(entry.CompanyCode),
    }
    const unit = begin()
    try {
      const document = create ? postEntry(unit, entry) : clearEntry(unit, entry)
      unit.commit()
      return { ...about, document }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { ...about, refusal: error }
    }
  })
  return confirmation(kind, text((message.MessageHeader as Xml).ID), outcomes, begin().now())
}

const headerOf = (entry: Xml): Header => ({
  companyCode: text(entry.CompanyCode),
  type: text(entry.AccountingDocumentType),
  documentDate: text(entry.DocumentDate),
  postingDate: text(entry.PostingDate),
  currency: '',
  reference: text(entry.DocumentReferenceID),
  text: text(entry.DocumentHeaderText),
  key1: text(entry.Reference1InDocumentHeader),
  key2: text(entry.Reference2InDocumentHeader),
})

function postEntry(unit: Unit, entry: Xml): Document {
  if (text(entry.OriginalReferenceDocumentType) !== 'BKPFF' || text(entry.BusinessTransactionType) !== 'RFBU')
    throw new Refusal(400, 'FINS_ACDOC/010', 'Reference document type or business transaction type is not supported')
  const [items, debtors, taxes] = [list(entry.Item), list(entry.DebtorItem), list(entry.ProductTaxItem)]
  const amounts = [...items, ...debtors, ...taxes].map((item) => item.AmountInTransactionCurrency as Xml)
  const currency = String(amounts[0]?.['@currencyCode'] ?? '')
  if (amounts.some((amount) => amount?.['@currencyCode'] !== currency))
    throw new Refusal(400, 'RW/013', 'Items of a journal entry are in one currency')
  const lines: Line[] = [
    ...debtors.map((item) => ({
      FinancialAccountType: 'D',
      Customer: text(item.Debtor),
      GLAccount: '12100000',
      DocumentItemText: text(item.DocumentItemText),
      AssignmentReference: text(item.AssignmentReference),
      PaymentReference: text((item.PaymentDetails as Xml | undefined)?.PaymentReference),
      NetDueDate: dueDate(item.CashDiscountTerms as Xml | undefined) ?? text(entry.DocumentDate),
      amount: signed(item),
    })),
    ...items.map((item) => ({
      FinancialAccountType: 'S',
      GLAccount: text(item.GLAccount),
      DocumentItemText: text(item.DocumentItemText),
      AssignmentReference: text(item.AssignmentReference),
      TaxCode: text((item.Tax as Xml | undefined)?.TaxCode),
      amount: signed(item),
    })),
    ...taxes.map((item) => ({
      FinancialAccountType: 'S',
      AccountingDocumentItemType: 'T',
      GLAccount: '22000000',
      TaxCode: text(item.TaxCode),
      amount: signed(item),
    })),
  ]
  return post(unit, { ...headerOf(entry), currency }, lines, 'JournalEntryBulkCreationRequest_In')
}

/** S is a debit and positive, H a credit and negative. */
function signed(item: Xml): string {
  const amount = text(item.AmountInTransactionCurrency)
  const code = text(item.DebitCreditCode)
  if (new Decimal(amount || '0').isZero()) return '0'
  if (code && (code === 'H') !== new Decimal(amount).isNegative())
    throw new Refusal(400, 'FINS_ACDOC/020', `Debit/credit code ${code} does not go with amount ${amount}`)
  return amount
}

function dueDate(terms: Xml | undefined): string | undefined {
  if (!terms) return undefined
  const days = Number(/^P(\d+)D$/.exec(text(terms.NetPaymentDays))?.[1] ?? 0)
  return new Date(Date.parse(text(terms.DueCalculationBaseDate)) + days * 86_400_000).toISOString().slice(0, 10)
}

function clearEntry(unit: Unit, entry: Xml): Document {
  const items = list(entry.APARItems).map((item) => ({
    customer: text(item.APARAccount),
    fiscalYear: text(item.FiscalYear),
    document: text(item.AccountingDocument),
    item: text(item.AccountingDocumentItem),
    ...(item.PartialPaymentAmtInDspCrcy !== undefined && { partial: text(item.PartialPaymentAmtInDspCrcy) }),
  }))
  const header = { ...headerOf(entry), currency: text(entry.CurrencyCode), reference: text(entry.ReferenceDocument) }
  return clearItems(unit, header, items, 'JournalEntryBulkClearingRequest_In')
}

function confirmation(kind: 'Create' | 'Clearing', reference: string, outcomes: Outcome[], at: string): Xml {
  const time = at.replace(/\.\d+Z$/, 'Z')
  const worst = outcomes.some(({ refusal }) => refusal) ? '3' : '1'
  return {
    [`sfin:JournalEntryBulk${kind}Confirmation`]: {
      '@xmlns:sfin': NAMESPACE,
      MessageHeader: { ReferenceID: reference, CreationDateTime: time },
      [`JournalEntry${kind}Confirmation`]: outcomes.map((outcome) => ({
        MessageHeader: { ReferenceID: outcome.reference, CreationDateTime: time },
        [`JournalEntry${kind}Confirmation`]: {
          AccountingDocument: outcome.document?.number ?? '0000000000',
          CompanyCode: outcome.companyCode || '0000',
          FiscalYear: outcome.document?.fiscalYear ?? '0000',
        },
        Log: logOf(outcome),
      })),
      Log: { MaximumLogItemSeverityCode: worst },
    },
  }
}

function logOf({ document, refusal }: Outcome): Xml {
  const [area, number] = (refusal?.code ?? 'RW/605').split('/')
  const note =
    refusal?.message ??
    `Document posted successfully: BKPFF ${document!.number}${document!.companyCode}${document!.fiscalYear}`
  return {
    MaximumLogItemSeverityCode: refusal ? '3' : '1',
    Item: [{ TypeID: `${number}(${area})`, SeverityCode: refusal ? '3' : '1', Note: note.slice(0, 200) }],
  }
}
