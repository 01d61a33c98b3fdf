import { billing } from '@gantry/billing-api/contract'
import { totalsOf } from '@gantry/canonical/document'
import { IntegrationError } from '@gantry/core/errors'
import { defineFlow, type StepCall } from '@gantry/core/flow'
import { cpq } from '@gantry/cpq-api/contract'
import { erp } from '@gantry/erp-api/contract'
import { quoteValidation, type Validation } from '@gantry/quote-validation/contract'
import { OrderSubmission, orderActivation } from './contract.ts'
import { invoiceDraftOf, linesOf, salesOrderDraftOf, subscriptionDraftOf } from './documents.ts'

const { orderSubmitted, orderActivated, orderRefused } = orderActivation.events

/** From an accepted quote to an active order: CRM order, debtor, subscription or invoice, sales order. */
export const orderActivationFlow = defineFlow({
  name: 'order-activation',
  version: 1,
  team: 'order-management',
  input: OrderSubmission,
  key: (order) => order.quote,
  digest: (order) => order.quote,
  orderedBy: (order) => order.account,
  about: (order) => order.quote,
  // A held order is not to keep the customer's other orders waiting.
  onParked: 'pass',
  uses: { billing, cpq, erp, quoteValidation },

  async run({ quote: reference }, { step, emit, run, billing, cpq, erp, quoteValidation }) {
    const about = { order: reference, correlation: run.correlation }

    const validate = (call: StepCall) => quoteValidation.validateQuote({ reference, query: { purpose: 'order' } }, call)
    const first = await step('validate', validate)
    await emit('submitted', orderSubmitted, { ...about, ...submissionOf(first) })
    const checked =
      first.verdict === 'on-hold' ? await step('clearance', async (call) => cleared(await validate(call))) : first
    const { quote, customer } = checked
    const { legalEntity, currency } = quote
    const refusal = checked.findings.find((finding) => finding.severity === 'refuse')
    if (refusal || !checked.tax) {
      const code = refusal?.code ?? 'tax-missing'
      const reason = refusal?.message ?? 'No tax could be determined.'
      const cancelled = quote.state === 'cancelled'
      await emit('refused', orderRefused, { ...about, cancelled, code, reason })
      return { outcome: cancelled ? 'cancelled' : 'refused', reason }
    }
    const lines = linesOf(quote, checked.tax)

    const draft = {
      name: customer.name,
      currency,
      ...(customer.email && { email: customer.email }),
      ...(customer.phone && { phone: customer.phone }),
      ...(customer.taxId && { taxId: customer.taxId }),
      ...(customer.billTo && { billTo: customer.billTo }),
      ...(customer.shipTo && { shipTo: customer.shipTo }),
    }
    const debtorReference = customer.reference
    const [crmOrder, payer, debtor] = await Promise.all([
      step('crm-order', (call) => cpq.orderQuote({ reference }, call)),
      step('billing-customer', (call) => billing.upsertCustomer({ reference: debtorReference, body: draft }, call)),
      step('ledger-customer', (call) =>
        erp.upsertCustomer({ reference: debtorReference, body: { ...draft, legalEntity } }, call),
      ),
    ])

    const recurring = lines.some((line) => line.term)
    const subscription = recurring
      ? await step(
          'subscription',
          (call) => billing.createSubscription({ body: subscriptionDraftOf(quote, payer.id, lines) }, call),
          (created, call) => billing.cancelSubscription({ id: created.id }, call),
        )
      : undefined
    const invoice = subscription
      ? { id: subscription.invoice }
      : await step(
          'invoice',
          async (call) => ({
            id: (await billing.createInvoice({ body: invoiceDraftOf(quote, payer.id, lines) }, call)).id,
          }),
          (created, call) => billing.voidInvoice({ id: created.id }, call),
        )

    // An ERP that refuses for good ends the order: billing is undone, and the CRM is told why.
    const salesOrder = await step(
      'sales-order',
      (call) => erp.createSalesOrder({ body: salesOrderDraftOf(quote, debtorReference, lines) }, call),
      (created, call) =>
        erp.cancelSalesOrder({ reference: created.reference, query: { legalEntity, asOf: quote.quotedOn } }, call),
      { refused: 'throw' },
    )

    // Told before the invoice leaves: nobody is to hear of its payment before the order is active.
    await emit('activated', orderActivated, {
      ...about,
      customer: debtorReference,
      legalEntity,
      currency,
      ...totalsOf(currency, lines),
      crmOrder: { id: crmOrder.id, number: crmOrder.number },
      billingCustomer: payer.id,
      ledgerCustomer: debtor.id,
      ...(subscription && { subscription: subscription.id }),
      invoice: { id: invoice.id },
      salesOrder: { id: salesOrder.id, number: salesOrder.number },
    })
    await step('finalize', async (call) => {
      const { id, number } = await billing.finalizeInvoice({ id: invoice.id }, call)
      return { id, number }
    })
    return { outcome: 'active' }
  },
})

/** What is known of an order the moment it is submitted. */
const submissionOf = ({ quote, customer }: Validation) => ({
  customer: customer.reference,
  customerName: customer.name,
  ...(quote.partner && { partner: quote.partner }),
  legalEntity: quote.legalEntity,
  currency: quote.currency,
  ...(quote.opportunity && { opportunity: quote.opportunity }),
  quote: { id: quote.id, ...(quote.number && { number: quote.number }) },
  priceBasis: quote.priceBasis,
  quoted: quote.total,
})

/** A quote on hold stops here until somebody clears it; asking again then finds it cleared. */
function cleared(validation: Validation): Validation {
  if (validation.verdict !== 'on-hold') return validation
  const held = validation.findings.filter((finding) => finding.severity === 'hold')
  const first = held[0]!
  throw new IntegrationError(first.code, first.message, {
    kind: 'policy',
    team: first.team,
    detail: held.map((finding) => `${finding.rule}: ${finding.message}`).join(' '),
  })
}
