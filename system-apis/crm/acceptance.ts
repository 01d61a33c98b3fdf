import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { crm } from './contract.ts'

const CUSTOMER = {
  name: 'Alfreds Futterkiste',
  email: 'maria@alfreds.example',
  phone: '030-0074321',
  currency: 'EUR',
  taxId: 'DE123456789',
  billTo: { street: 'Obere Str. 57', city: 'Berlin', postalCode: '12209', country: 'DE' },
}

/** An order as sales makes it: its reference is that of the quote it came from. */
const ordered = (bench: Bench, reference: string) => bench.act('order', { reference })

const imported = (reference: string, name = CUSTOMER.name) => ({
  body: { customers: [reference, `${reference}-B`].map((each) => ({ reference: each, ...CUSTOMER, name })) },
})

/** An import asked about until it is done: how many records were refused. */
async function refusedOf(bench: Bench, { ticket }: Record<string, unknown>): Promise<number> {
  for (;;) {
    const { state, refused } = await bench.call('continueCustomerImport', { ticket })
    if (state === 'completed') return (refused as unknown[]).length
  }
}

const entered = (bench: Bench, reference: string) => bench.act('customer', { reference, name: 'Alfreds Futterkiste' })

/**
 * What proves a CRM connector. Its sandbox offers the actions `order` (sales turns a new quote into an order), `customer`
 * (sales enters a customer, or changes its name) and `delete-customer` (of a `reference`).
 */
export default defineAcceptance(crm, {
  trials: {
    getCustomer: {
      input: async (bench, reference) => {
        await bench.call('upsertCustomer', { reference, body: CUSTOMER })
        return { reference }
      },
    },
    upsertCustomer: {
      input: (_, reference) => ({ reference, body: CUSTOMER }),
      makes: 'customer',
      altered: (input: { body: object }) => ({ ...input, body: { ...input.body, name: 'Another name' } }),
    },
    startCustomerImport: {
      input: (_, reference) => imported(reference),
      altered: (input: ReturnType<typeof imported>) => imported(input.body.customers[0]!.reference, 'Another name'),
      refused: refusedOf,
    },
    continueCustomerImport: {
      input: async (bench, reference) => {
        const { ticket } = await bench.call('startCustomerImport', imported(reference))
        return { ticket }
      },
    },
    getOrder: {
      input: async (bench, reference) => {
        await ordered(bench, reference)
        return { reference }
      },
    },
    updateOrderStatus: {
      input: async (bench, reference) => {
        await ordered(bench, reference)
        const open = { currency: 'EUR', amount: '154.70' }
        const at = '2026-03-02T08:00:00.000Z'
        return { reference, body: { stage: 'invoiced', message: 'Invoice N-1 is sent.', at, open } }
      },
      altered: (input: { body: object }) => ({
        ...input,
        body: { ...input.body, stage: 'paid', message: 'Paid.', at: '2026-03-03T08:00:00.000Z' },
      }),
    },
  },
  happenings: [
    {
      event: crm.events.customerChanged,
      happen: async (bench, reference) => {
        await entered(bench, reference)
        return reference
      },
    },
    {
      // What we write ourselves right after must not hide what sales wrote.
      event: crm.events.customerChanged,
      happen: async (bench, reference) => {
        await entered(bench, reference)
        await bench.call('upsertCustomer', { reference, body: CUSTOMER })
        return reference
      },
    },
    {
      event: crm.events.customerDeleted,
      deletes: true,
      happen: async (bench, reference) => {
        await entered(bench, reference)
        await bench.act('delete-customer', { reference })
        return reference
      },
    },
  ],
})
