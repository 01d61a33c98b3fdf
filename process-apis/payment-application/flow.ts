import { billing } from '@gantry/billing-api/contract'
import { PaymentNotice } from '@gantry/canonical/payment'
import { defineFlow, on } from '@gantry/core/flow'
import { erp } from '@gantry/erp-api/contract'
import { invoicePosting } from '@gantry/invoice-posting/contract'
import { payments } from '@gantry/payments-api/contract'
import { paymentApplication } from './contract.ts'

const { paymentApplied } = paymentApplication.events

/** From money received to cash applied: waits for invoices that are not in the ledger yet. */
export const paymentApplicationFlow = defineFlow({
  name: 'payment-application',
  version: 1,
  team: 'accounts-receivable',
  input: PaymentNotice,
  key: (payment) => payment.id,
  digest: (payment) => payment.id,
  startsOn: [on(payments.events.paymentReceived, (payment) => payment)],
  uses: { billing, erp, payments },

  async run({ id }, { step, wait, emit, run, billing, erp, payments }) {
    const payment = await step('payment', async (call) => {
      const { native: _, ...kept } = await payments.getPayment({ id }, call)
      return kept
    })
    const { legalEntity, currency, customerReference: customer } = payment
    // Its event may come before that of its invoice, and then does not know which request it belongs to.
    const correlation = payment.correlation ?? run.correlation

    const settled = await Promise.all(
      payment.applications.map(async ({ invoice, amount }) => {
        const known = await step(
          'receivable',
          async (call) => (await erp.listInvoices({ query: { reference: invoice } }, call)).items[0]?.id ?? null,
          { item: invoice },
        )
        // A payment may come before its invoice is posted: it is parked until then.
        const receivable =
          known ??
          (await wait('posting', invoicePosting.events.invoicePosted, invoice, { within: { days: 30 }, item: invoice }))
            .ledgerInvoice
        return { invoice, amount, receivable }
      }),
    )

    const cash = await step('cash', (call) =>
      erp.applyPayment(
        {
          body: {
            reference: payment.id,
            customer,
            legalEntity,
            currency,
            amount: payment.amount,
            receivedOn: payment.receivedAt.slice(0, 10),
            applications: settled.map(({ receivable, amount }) => ({ invoice: receivable, amount })),
          },
        },
        { ...call, correlation },
      ),
    )

    for (const { invoice, amount } of settled) {
      const balance = await step(
        'balance',
        async (call) => {
          const { order, open, correlation } = await billing.getInvoice({ id: invoice }, call)
          return { order, open, ...(correlation && { correlation }) }
        },
        { item: invoice },
      )
      const request = balance.correlation ?? correlation
      await emit(
        'applied',
        paymentApplied,
        {
          payment: payment.id,
          invoice,
          order: balance.order,
          customer,
          correlation: request,
          legalEntity,
          currency,
          amount,
          open: balance.open,
          method: payment.method,
          cashApplication: cash.id,
          cashNumber: cash.number,
        },
        { item: invoice, correlation: request },
      )
    }
    return { cashApplication: cash.id }
  },
})
