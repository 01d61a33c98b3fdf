import { Decimal, money, subtract } from '@gantry/canonical/money'
import type { CashApplication, CashApplicationDraft } from '@gantry/canonical/payment'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import { assertBooked, postOnce } from './document.ts'
import type { Environment } from './environment.ts'
import { numeral } from './exact-json.ts'
import { afterWrite, notFound } from './failure.ts'
import { fitted, keyOf } from './key.ts'
import { chunksOf, dateOf, oneOf, quoted, recordOf } from './odata.ts'
import { columnsOf, InvoiceRecord, PaymentJournalRecord, PaymentLineRecord, TransactionRecord } from './wire.ts'

const SET = 'CustomerPaymentJournalHeaders'
/** One payment is one journal with one line. */
const LINE = '1'

/** Books a customer payment in a journal of its own; what its applications leave over stays with the customer. */
export async function applyPayment(environment: Environment, draft: CashApplicationDraft): Promise<CashApplication> {
  const { client, companies, settings, exclusively } = environment
  const company = await companies.of(draft.legalEntity)
  const reference = fitted(draft.reference)
  const record = await exclusively(`payment:${draft.reference}`, () =>
    postOnce<PaymentJournalRecord>({
      find: async () => {
        const found = await client.list(SET, PaymentJournalRecord, {
          $select: columnsOf(PaymentJournalRecord),
          $filter: `dataAreaId eq ${quoted(company.id)} and Description eq ${quoted(reference)}`,
          $orderby: 'JournalBatchNumber',
        })
        return found.filter((each) => each.Description === reference)
      },
      isPosted: ({ IsPosted }) => IsPosted === 'Yes',
      create: () =>
        client.create(
          SET,
          { dataAreaId: company.id, JournalName: settings.paymentJournal, Description: reference },
          PaymentJournalRecord,
        ),
      fill: (made) => fill(environment, made, draft),
      post: async (made) => {
        await client.act(address(made), 'gantryPost', z.unknown())
      },
      discard: (made) => client.remove(address(made)),
    }),
  )
  return afterWrite(() => cashApplication(environment, record, draft))
}

const address = ({ dataAreaId, JournalBatchNumber }: PaymentJournalRecord): string =>
  recordOf(SET, { dataAreaId, JournalBatchNumber })

/** The line and the invoices it settles, in one changeset. */
async function fill(
  environment: Environment,
  header: PaymentJournalRecord,
  draft: CashApplicationDraft,
): Promise<void> {
  const { client, settings } = environment
  const { dataAreaId, JournalBatchNumber } = header
  const invoices = await readSettled(environment, draft)
  const line = {
    dataAreaId,
    JournalBatchNumber,
    LineNumber: numeral(LINE),
    AccountType: 'Cust',
    AccountDisplayValue: keyOf(draft.customer),
    CreditAmount: numeral(draft.amount.amount),
    CurrencyCode: draft.currency,
    OffsetAccountType: 'Bank',
    OffsetAccountDisplayValue: settings.bankAccount,
    PaymentReference: keyOf(draft.reference),
    TransactionDate: dateOf(draft.receivedOn),
    TransactionText: fitted(draft.reference),
  }
  const settled = draft.applications.map(({ invoice: id, amount }) => {
    const invoice = invoices.get(id)!
    return {
      JournalLineCompany: dataAreaId,
      JournalBatchNumber,
      JournalLineNumber: numeral(LINE),
      InvoiceCompany: invoice.dataAreaId,
      InvoiceNumber: invoice.FreeTextNumber,
      InvoiceDueDate: invoice.DueDate,
      SettlementAmountInInvoiceCurrency: numeral(amount.amount),
    }
  })
  await client.createAll([
    { set: 'CustomerPaymentJournalLines', body: line },
    ...settled.map((body) => ({ set: 'PaymentJournalLineSettledInvoices', body })),
  ])
}

/** The invoices named by their ids, which the journal wants by number and due date. */
async function readSettled({ client }: Environment, { applications }: CashApplicationDraft) {
  const ids = [...new Set(applications.map(({ invoice }) => invoice))]
  const strange = ids.find((id) => !/^\d{1,19}$/.test(id))
  if (strange !== undefined) throw notFound('invoice', strange)
  const found = await Promise.all(
    chunksOf(ids).map((chunk) =>
      client.list('FreeTextInvoiceHeaders', InvoiceRecord, {
        $select: columnsOf(InvoiceRecord),
        $filter: oneOf('InvoiceIdentifier', chunk),
      }),
    ),
  )
  const invoices = new Map(found.flat().map((invoice) => [invoice.InvoiceIdentifier, invoice]))
  for (const id of ids) if (invoices.get(id)?.IsPosted !== 'Yes') throw notFound('invoice', id)
  return invoices
}

async function cashApplication(
  { client }: Environment,
  journal: PaymentJournalRecord,
  draft: CashApplicationDraft,
): Promise<CashApplication> {
  const { dataAreaId, JournalBatchNumber } = journal
  const company = `dataAreaId eq ${quoted(dataAreaId)}`
  const [line] = await client.list('CustomerPaymentJournalLines', PaymentLineRecord, {
    $select: columnsOf(PaymentLineRecord),
    $filter: `${company} and JournalBatchNumber eq ${quoted(JournalBatchNumber)}`,
  })
  const [transaction] = await client.list('CustTransactions', TransactionRecord, {
    $select: columnsOf(TransactionRecord),
    $filter: `${company} and Voucher eq ${quoted(line?.Voucher ?? '')} and AccountNum eq ${quoted(keyOf(draft.customer))}`,
  })
  if (!line || !transaction)
    throw new IntegrationError('document-vanished', 'Dynamics 365 Finance does not show the payment it has posted.', {
      kind: 'transient',
      detail: `journal ${JournalBatchNumber} in ${dataAreaId}`,
    })
  const currency = line.CurrencyCode
  const amount = money(currency, line.CreditAmount)
  assertBooked(`payment ${draft.reference}`, [{ name: 'payment', ours: draft.amount, theirs: amount }])
  return {
    id: `${dataAreaId}-${JournalBatchNumber}`,
    number: JournalBatchNumber,
    reference: draft.reference,
    currency,
    amount,
    unapplied: subtract(amount, money(currency, new Decimal(transaction.SettleAmountCur).abs())),
    applications: draft.applications,
  }
}
