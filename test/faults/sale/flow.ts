import { billing } from '@gantry/billing-api/contract'
import { defineFlow, type Flow, type FlowContext } from '@gantry/core/flow'
import { erp } from '@gantry/erp-api/contract'
import { ledger } from '../abacus/contract.ts'
import { Sale, sales } from './contract.ts'

const CURRENCY = 'USD'
const LEGAL_ENTITY = 'Parent Company'
const usd = (amount: string) => ({ currency: CURRENCY, amount })
const uses = { billing, erp, ledger }
type Context = FlowContext<typeof uses>

const debtor = ({ reference }: Sale, { step, erp }: Context) =>
  step('debtor', (call) =>
    erp.upsertCustomer(
      { reference, body: { name: `Customer ${reference}`, currency: CURRENCY, legalEntity: LEGAL_ENTITY } },
      call,
    ),
  )

const order = ({ reference, amount }: Sale, { step, ledger }: Context) =>
  step(
    'order',
    (call) => ledger.bookOrder({ body: { reference, amount } }, call),
    (_, call) => ledger.cancelOrder({ reference }, call),
  )

async function invoice({ reference, amount }: Sale, { step, billing }: Context): Promise<void> {
  const payer = await step('payer', async (call) => {
    const { id } = await billing.upsertCustomer({ reference, body: { name: `Customer ${reference}` } }, call)
    return { id }
  })
  const draft = await step(
    'invoice',
    async (call) => {
      const description = `Sale ${reference}`
      const amounts = { net: usd(amount), tax: usd('0.00'), gross: usd(amount) }
      const lines = [{ id: '1', sku: 'SALE', description, quantity: '1', ...amounts }]
      const origin = { reference, order: reference, customer: payer.id, legalEntity: LEGAL_ENTITY }
      const { id } = await billing.createInvoice({ body: { ...origin, currency: CURRENCY, lines } }, call)
      return { id }
    },
    ({ id }, call) => billing.voidInvoice({ id }, call),
  )
  await step('finalize', async (call) => (await billing.finalizeInvoice({ id: draft.id }, call)).state)
}

async function settle({ reference, amount, declined }: Sale, { step, emit, ledger }: Context): Promise<void> {
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

const base = { name: 'sale', team: 'platform', input: Sale, key: ({ reference }: Sale) => reference, uses }

/** Eight writes at three vendors: by external id, by idempotency key, and by look-up where there is neither. */
export const saleV1 = defineFlow({
  ...base,
  version: 1,
  run: async (sale, context) => {
    await debtor(sale, context)
    await order(sale, context)
    await invoice(sale, context)
    await settle(sale, context)
  },
})

/** The same effects in another order: a run of the first version that this one took up would stop at once. */
export const saleV2 = defineFlow({
  ...base,
  version: 2,
  run: async (sale, context) => {
    await invoice(sale, context)
    await debtor(sale, context)
    await order(sale, context)
    await settle(sale, context)
  },
})

/** What a release carries, the newest last: a new one still carries the version that live runs began with. */
export const RELEASES: Record<1 | 2, readonly Flow[]> = { 1: [saleV1], 2: [saleV1, saleV2] }
