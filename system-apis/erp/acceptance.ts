import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { erp } from './contract.ts'

const legalEntity = 'EMEA'
const eur = (amount: string) => ({ currency: 'EUR', amount })
const line = (id: string, sku: string, quantity: string, net: string, tax: string, gross: string) => ({
  id,
  sku,
  description: `Line ${id}`,
  quantity,
  net: eur(net),
  tax: eur(tax),
  gross: eur(gross),
})
const lines = [line('1', 'CHAI', '2', '30.00', '5.70', '35.70'), line('2', 'MB-1034', '3', '100.00', '19.00', '119.00')]
const totals = { net: eur('130.00'), tax: eur('24.70'), gross: eur('154.70') }

const CUSTOMER = {
  name: 'Alfreds Futterkiste',
  email: 'maria@alfreds.example',
  currency: 'EUR',
  taxId: 'DE123456789',
  billTo: { street: 'Obere Str. 57', city: 'Berlin', postalCode: '12209', country: 'DE' },
  legalEntity,
}
const ITEM = { name: 'Chai', currency: 'EUR', listPrice: '18', charge: 'one-off' }
const CUSTOMER_REFERENCE = 'ALFKI'
const MONTH = '2026-03'

type Draft = { body: Record<string, unknown> }
const renamed = (input: Draft) => ({ ...input, body: { ...input.body, name: 'Another name' } })
/** Fields that a system keeps in several records. */
const moved = (input: Draft) => {
  const billTo = { ...CUSTOMER.billTo, street: 'Neue Str. 1' }
  return { ...input, body: { ...input.body, name: 'Another name', email: 'jobs@alfreds.example', billTo } }
}
const withOtherLines = (input: Draft) => ({
  ...input,
  body: { ...input.body, lines: [lines[0]], net: eur('30.00'), tax: eur('5.70'), gross: eur('35.70') },
})

const salesOrder = (reference: string) => ({
  body: { reference, customer: CUSTOMER_REFERENCE, legalEntity, currency: 'EUR', orderedOn: `${MONTH}-01`, lines },
})
const invoice = (reference: string, order: string) => ({
  body: {
    ...{ reference, number: `N-${reference}`, order, customer: CUSTOMER_REFERENCE, legalEntity, currency: 'EUR' },
    ...{ issuedOn: `${MONTH}-02`, dueOn: '2026-04-01', lines, ...totals },
  },
})

async function ordered(bench: Bench, order: string): Promise<void> {
  await bench.call('createSalesOrder', salesOrder(order))
}

async function posted(bench: Bench, reference: string): Promise<string> {
  await ordered(bench, `O-${reference}`)
  return String((await bench.call('postInvoice', invoice(reference, `O-${reference}`))).id)
}

/**
 * What proves an ERP connector. Its sandbox offers the actions `company` (legal entities and currencies are set up),
 * `credit` (a customer is held or released), `refuse` (orders of a quote are refused), `period` (a month is closed or
 * opened) and `stock` (an item is counted). Where it has a feed of changes, also `settle` (a customer pays part of a
 * receivable, past every program) and `delete` (a receivable is deleted).
 */
export default defineAcceptance(erp, {
  prepare: async (bench) => {
    await bench.act('company', { legalEntities: [{ name: legalEntity, currency: 'EUR' }], currencies: ['EUR'] })
    await bench.call('upsertCustomer', { reference: CUSTOMER_REFERENCE, body: CUSTOMER })
    for (const { sku } of lines)
      await bench.call('upsertItem', { sku, query: { legalEntity }, body: { ...ITEM, name: sku } })
  },
  trials: {
    upsertCustomer: { input: (_, reference) => ({ reference, body: CUSTOMER }), makes: 'customer', altered: moved },
    getCreditStanding: {
      input: () => ({ reference: CUSTOMER_REFERENCE, query: { legalEntity, currency: 'EUR' } }),
    },
    upsertItem: {
      input: (_, reference) => ({ sku: reference, query: { legalEntity }, body: ITEM }),
      makes: 'product',
      altered: renamed,
    },
    listAvailability: {
      input: async (bench, reference) => {
        const skus = [`${reference}-1`, `${reference}-2`]
        for (const sku of skus) {
          await bench.call('upsertItem', { sku, query: { legalEntity }, body: ITEM })
          await bench.act('stock', { sku, quantity: '12' })
        }
        return { query: { legalEntity, skus: skus.join(',') } }
      },
    },
    createSalesOrder: {
      input: (_, reference) => salesOrder(reference),
      makes: 'sales-order',
      altered: withOtherLines,
    },
    getSalesOrder: {
      input: async (bench, reference) => {
        await ordered(bench, reference)
        return { reference, query: { legalEntity } }
      },
    },
    cancelSalesOrder: {
      input: async (bench, reference) => {
        await ordered(bench, reference)
        return { reference, query: { legalEntity } }
      },
    },
    postInvoice: {
      input: async (bench, reference) => {
        await ordered(bench, `O-${reference}`)
        return invoice(reference, `O-${reference}`)
      },
      makes: 'invoice',
      altered: withOtherLines,
      posts: MONTH,
    },
    listInvoices: {
      input: async (bench, reference) => {
        await posted(bench, reference)
        return { query: { legalEntity, reference } }
      },
    },
    applyPayment: {
      input: async (bench, reference) => {
        const receivable = await posted(bench, `I-${reference}`)
        return {
          body: {
            ...{ reference, customer: CUSTOMER_REFERENCE, legalEntity, currency: 'EUR', amount: eur('154.70') },
            receivedOn: `${MONTH}-20`,
            applications: [{ invoice: receivable, amount: eur('154.70') }],
          },
        }
      },
      makes: 'cash-application',
      altered: (input: Draft) => ({ ...input, body: { ...input.body, amount: eur('200.00') } }),
      posts: MONTH,
    },
  },
  happenings: [
    {
      event: erp.events.receivableChanged,
      happen: async (bench, reference) => {
        await posted(bench, reference)
        await bench.act('settle', { invoice: reference, amount: '54.70' })
        return reference
      },
    },
    {
      event: erp.events.receivableDeleted,
      deletes: true,
      happen: async (bench, reference) => {
        await posted(bench, reference)
        return String((await bench.act('delete', { invoice: reference })).id)
      },
    },
  ],
})
