import { billing } from '@gantry/billing-api/contract'
import { PaymentNotice } from '@gantry/canonical/payment'
import type { Client } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { defineFlow, on, type StepCall } from '@gantry/core/flow'
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
  uses: { billing, erp, payments, postings: invoicePosting },

  async run({ id }, { step, wait, emit, run, billing, erp, payments, postings }) {
    const payment = await step('payment', async (call) => {
      const { native: _, ...kept } = await payments.getPayment({ id }, call)
      return kept
    })
    const { legalEntity, currency, customerReference: customer } = payment
    // Its event may come before that of its invoice, and then does not know which request it belongs to.
    const correlation = payment.correlation ?? run.correlation

    const settled = await Promise.all(
      payment.applications.map(async ({ invoice, amount }) => {
        const elsewhere = await step(
          'receivable',
          async (call) => {
            const found = (await erp.listInvoices({ query: { legalEntity, reference: invoice } }, call)).items[0]
            // What we post ourselves is told of once it is posted: nobody hears of its payment before.
            return found && !(await isOurs(postings, invoice, call)) ? found.id : null
          },
          { item: invoice },
        )
        // A payment may come before its invoice is posted: it is parked until then.
        const posted = invoicePosting.events.invoicePosted
        const receivable =
          elsewhere ??
          (await wait('posting', posted, invoice, { within: { days: 30 }, ofAnyAge: true, item: invoice }))
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

/** Whether an invoice is, or was, posted by Gantry itself. */
async function isOurs(postings: Client<typeof invoicePosting>, invoice: string, call: StepCall): Promise<boolean> {
  try {
    await postings.getPosting({ invoice }, call)
    return true
  } catch (error) {
    if (error instanceof IntegrationError && error.code === 'no-such-posting') return false
    throw error
  }
}
