import { defineContract, event, get, page, post, put, z } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { defineFlow } from '@gantry/core/flow'

// The examples of docs/flows.md: they run in flows.test.ts.

const Invoice = z.object({ id: z.string(), number: z.string(), gross: z.string() })

export const ledger = defineContract({
  name: 'ledger',
  version: '1.0.0',
  tier: 'system',
  title: 'Ledger',
  description: 'The books of an example.',
  owner: 'finance',
  criticality: 'financial',
  lifecycle: 'draft',
  operations: {
    listInvoices: get('/invoices', { summary: 'List the invoices.', returns: page(Invoice) }),
    postInvoice: put('/invoices/{reference}', { summary: 'Post an invoice.', body: Invoice, returns: Invoice }),
    voidInvoice: post('/invoices/{reference}/void', { summary: 'Void an invoice.', returns: Invoice }),
  },
  events: {
    invoicePaid: event(Invoice, { key: ({ number }) => number }),
    invoicePosted: event(Invoice, { key: ({ number }) => number }),
  },
})

export const posting = defineFlow({
  name: 'example-posting',
  version: 1,
  team: 'finance',
  input: Invoice,
  key: (invoice) => invoice.number,
  about: (invoice) => invoice.number,
  uses: { ledger },

  async run(invoice, { step, ledger }) {
    const posted = await step(
      'post',
      (call) => ledger.postInvoice({ reference: invoice.number, body: invoice }, call),
      (done, call) => ledger.voidInvoice({ reference: done.number }, call),
    )
    return { posted: posted.number }
  },
})

export const collecting = defineFlow({
  name: 'example-collecting',
  version: 1,
  team: 'finance',
  input: Invoice,
  key: (invoice) => invoice.number,
  uses: { ledger },

  async run(invoice, { wait, emit, local, run }) {
    await emit('posted', ledger.events.invoicePosted, invoice)
    const paid = await wait('paid', ledger.events.invoicePaid, invoice.number, { within: { days: 30 } })
    // Its rows and its checkpoint commit together, or neither.
    const open = await local('open runs', async (tx) => {
      const { open } = await tx
        .selectFrom('gantry.run')
        .select((row) => row.fn.countAll<string>().as('open'))
        .where('tenant', '=', run.tenant)
        .where('finished_at', 'is', null)
        .executeTakeFirstOrThrow()
      return Number(open)
    })
    return { gross: paid.gross, open }
  },
})

export const reminding = defineFlow({
  name: 'example-reminding',
  version: 1,
  team: 'finance',
  input: z.object({ number: z.string(), days: z.array(z.number()) }),
  key: ({ number }) => number,
  uses: {},

  async run({ number, days }, { step, sleep }) {
    await sleep('grace', { within: { ms: 10 } })
    const reminders = days.map((day) =>
      step('remind', async () => `${number}: day ${day}`, {
        item: String(day),
        timeoutMs: 5_000,
        retry: { attempts: 5 },
      }),
    )
    return Promise.all(reminders)
  },
})

export const writingOff = defineFlow({
  name: 'example-writing-off',
  version: 1,
  team: 'finance',
  input: Invoice,
  key: (invoice) => invoice.number,
  uses: { ledger },

  async run(invoice, { approval, step, ledger }) {
    const approved = await approval('write off', {
      by: 'finance',
      ask: { subject: `Write ${invoice.gross} off?`, detail: invoice },
      fourEyes: true,
      within: { days: 2 },
    })
    await step('void', (call) => ledger.voidInvoice({ reference: invoice.number }, call))
    return { by: approved.by }
  },
})

export const disputing = defineFlow({
  name: 'example-disputing',
  version: 1,
  team: 'finance',
  input: z.object({ number: z.string() }),
  key: ({ number }) => number,
  signals: { settled: z.object({ credit: z.string() }) },
  uses: {},

  async run({ number }, { signal }) {
    const { credit } = await signal('settled', { within: { days: 60 } })
    return { number, credit }
  },
})

export const monthEnd = defineFlow({
  name: 'example-month-end',
  version: 1,
  team: 'finance',
  input: z.object({ month: z.string(), invoices: z.array(Invoice) }),
  key: ({ month }) => month,
  uses: {},

  async run({ invoices }, { child }) {
    const posted = await Promise.all(
      invoices.map((invoice) => child('invoice', posting, invoice, { item: invoice.number })),
    )
    return posted.map(({ posted }) => posted)
  },
})

export const lenient = defineFlow({
  name: 'example-lenient',
  version: 1,
  team: 'finance',
  input: Invoice,
  key: (invoice) => invoice.number,
  uses: { ledger },

  async run(invoice, { step, ledger }) {
    try {
      await step('post', (call) => ledger.postInvoice({ reference: invoice.number, body: invoice }, call), {
        refused: 'throw',
      })
      return 'posted'
    } catch (error) {
      if (error instanceof IntegrationError && error.code === 'period-closed') return 'left for the next period'
      throw error
    }
  },
})
