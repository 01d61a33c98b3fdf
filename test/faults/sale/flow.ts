import { billing } from '@gantry/billing-api/contract'
import { defineFlow, type Flow, type FlowContext } from '@gantry/core/flow'
import { erp } from '@gantry/erp-api/contract'
import { ledger } from '../abacus/contract.ts'
import { Sale, sales } from './contract.ts'

const CURRENCY = 'USD'
/** What every sale sells. */
export const SKU = 'SALE'
/** The day of every document. */
const DAY = '2026-03-02'
const usd = (amount: string) => ({ currency: CURRENCY, amount })
const uses = { billing, erp, ledger }
type Context = FlowContext<typeof uses>

export const debtor = ({ reference }: Sale, legalEntity: string, { step, erp }: Context) =>
  step('debtor', (call) =>
    erp.upsertCustomer({ reference, body: { name: `Customer ${reference}`, currency: CURRENCY, legalEntity } }, call),
  )

export const order = ({ reference, amount }: Sale, { step, ledger }: Context) =>
  step(
    'order',
    (call) => ledger.bookOrder({ body: { reference, amount } }, call),
    (_, call) => ledger.cancelOrder({ reference }, call),
  )

const linesOf = ({ reference, amount }: Sale) => {
  const amounts = { net: usd(amount), tax: usd('0.00'), gross: usd(amount) }
  return { amounts, lines: [{ id: '1', sku: SKU, description: `Sale ${reference}`, quantity: '1', ...amounts }] }
}

export async function invoice(sale: Sale, legalEntity: string, { step, billing }: Context): Promise<void> {
  const { reference } = sale
  const payer = await step('payer', async (call) => {
    const { id } = await billing.upsertCustomer({ reference, body: { name: `Customer ${reference}` } }, call)
    return { id }
  })
  const draft = await step(
    'invoice',
    async (call) => {
      const { lines } = linesOf(sale)
      const origin = { reference, order: reference, customer: payer.id, legalEntity }
      const { id } = await billing.createInvoice({ body: { ...origin, currency: CURRENCY, lines } }, call)
      return { id }
    },
    ({ id }, call) => billing.voidInvoice({ id }, call),
  )
  await step('finalize', async (call) => (await billing.finalizeInvoice({ id: draft.id }, call)).state)
}

export async function settle({ reference, amount, declined }: Sale, { step, emit, ledger }: Context): Promise<void> {
  await step(
    'posting',
    (call) => ledger.postInvoice({ body: { reference, amount } }, call),
    (_, call) => ledger.reverseInvoice({ body: { reference, amount } }, call),
  )
  await step('payment', (call) => ledger.applyPayment({ body: { reference, amount, declined } }, call), {
    refused: 'throw',
  })
  await emit('sold', sales.events.sold, { reference })
}

/** What an ERP is asked for, all of one sale and one company. */
function documentsOf(sale: Sale, legalEntity: string) {
  const { reference, amount } = sale
  const { lines, amounts } = linesOf(sale)
  const common = { customer: reference, legalEntity, currency: CURRENCY }
  return {
    order: { ...common, reference, orderedOn: DAY, lines },
    receivable: { ...common, reference: `I-${reference}`, order: reference, issuedOn: DAY, lines, ...amounts },
    payment: (id: string) => ({
      ...common,
      reference: `P-${reference}`,
      amount: usd(amount),
      receivedOn: DAY,
      applications: [{ invoice: id, amount: usd(amount) }],
    }),
  }
}

const salesOrder = (sale: Sale, legalEntity: string, { step, erp }: Context) =>
  step(
    'sales-order',
    (call) => erp.createSalesOrder({ body: documentsOf(sale, legalEntity).order }, call),
    (_, call) => erp.cancelSalesOrder({ reference: sale.reference, query: { legalEntity, asOf: DAY } }, call),
  )

async function cash(sale: Sale, legalEntity: string, { step, erp }: Context): Promise<void> {
  const { receivable, payment } = documentsOf(sale, legalEntity)
  const posted = await step('receivable', async (call) => {
    const { id } = await erp.postInvoice({ body: receivable }, call)
    return { id }
  })
  await step('cash', (call) => erp.applyPayment({ body: payment(posted.id) }, call))
}

/** Our company in an ERP: Dynamics names a company in four letters. */
export const COMPANY = { name: 'USMF', currency: CURRENCY, country: 'US' }
/** The company of a sale that no ERP books. */
export const PARENT = 'Parent Company'

export const base = { name: 'sale', team: 'platform', input: Sale, key: ({ reference }: Sale) => reference, uses }

/** Eight writes at three vendors: by external id, by idempotency key, and by look-up where there is neither. */
export const saleV1 = defineFlow({
  ...base,
  version: 1,
  run: async (sale, context) => {
    await debtor(sale, PARENT, context)
    await order(sale, context)
    await invoice(sale, PARENT, context)
    await settle(sale, context)
  },
})

/** The same effects in another order: a run of the first version that this one took up would stop at once. */
export const saleV2 = defineFlow({
  ...base,
  version: 2,
  run: async (sale, context) => {
    await invoice(sale, PARENT, context)
    await debtor(sale, PARENT, context)
    await order(sale, context)
    await settle(sale, context)
  },
})

/** As the first version, with the order, the receivable and the cash in the books of an ERP too. */
export const saleInErp = defineFlow({
  ...base,
  version: 1,
  run: async (sale, context) => {
    await debtor(sale, COMPANY.name, context)
    await order(sale, context)
    await salesOrder(sale, COMPANY.name, context)
    await invoice(sale, COMPANY.name, context)
    await settle(sale, context)
    await cash(sale, COMPANY.name, context)
  },
})

/** What a release carries, the newest last: a new one still carries the version that live runs began with. */
export const RELEASES: Record<1 | 2, readonly Flow[]> = { 1: [saleV1], 2: [saleV1, saleV2] }
