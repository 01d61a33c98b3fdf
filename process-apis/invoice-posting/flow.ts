import { billing } from '@gantry/billing-api/contract'
import { agrees } from '@gantry/canonical/document'
import { type Invoice, InvoiceNotice } from '@gantry/canonical/invoice'
import { IntegrationError } from '@gantry/core/errors'
import { defineFlow, on } from '@gantry/core/flow'
import { crm } from '@gantry/crm-api/contract'
import { erp } from '@gantry/erp-api/contract'
import { tax } from '@gantry/tax-api/contract'
import { invoicePosting } from './contract.ts'

const { invoicePosted } = invoicePosting.events

/** From a finalized invoice to a receivable in the ledger, with its tax filed. */
export const invoicePostingFlow = defineFlow({
  name: 'invoice-posting',
  version: 1,
  team: 'accounts-receivable',
  input: InvoiceNotice,
  key: (invoice) => invoice.id,
  digest: (invoice) => invoice.id,
  about: (invoice) => invoice.order,
  startsOn: [on(billing.events.invoiceFinalized, (invoice) => invoice)],
  uses: { billing, crm, erp, tax },

  async run({ id }, { step, emit, run, billing, crm, erp, tax }) {
    const invoice = await step('invoice', async (call) => consistent(await billing.getInvoice({ id }, call)))
    const { legalEntity, currency, order, net, gross, lines } = invoice
    const customer = invoice.customerReference
    const shipTo = await step('address', async (call) => {
      const { shipTo, billTo, name } = await crm.getCustomer({ reference: customer }, call)
      const address = shipTo ?? billTo
      if (address) return address
      throw new IntegrationError('tax-address-missing', `${name} has no address to file the tax by.`, {
        kind: 'data',
        team: 'tax',
      })
    })
    const filed = await step(
      'tax',
      async (call) => {
        const { id } = await tax.commitTax(
          {
            body: {
              reference: invoice.id,
              order,
              legalEntity,
              customer,
              currency,
              date: invoice.issuedOn,
              shipTo,
              // What was billed is what is filed.
              lines: lines.map((line) => ({
                id: line.id,
                sku: line.sku,
                description: line.description,
                quantity: line.quantity,
                amount: line.net,
                taxIncluded: false,
                agreedTax: line.tax,
              })),
            },
          },
          call,
        )
        return { id }
      },
      (_, call) => tax.voidTax({ legalEntity, reference: invoice.id }, call),
    )
    const posted = await step('receivable', (call) =>
      erp.postInvoice(
        {
          body: {
            reference: invoice.id,
            ...(invoice.number && { number: invoice.number }),
            order,
            customer,
            legalEntity,
            currency,
            issuedOn: invoice.issuedOn,
            ...(invoice.dueOn && { dueOn: invoice.dueOn }),
            lines,
            net,
            tax: invoice.tax,
            gross,
          },
        },
        call,
      ),
    )
    await emit('posted', invoicePosted, {
      invoice: invoice.id,
      ...(invoice.number && { invoiceNumber: invoice.number }),
      order,
      customer,
      correlation: run.correlation,
      legalEntity,
      currency,
      net,
      tax: invoice.tax,
      gross,
      open: posted.open,
      taxDocument: filed.id,
      ledgerInvoice: posted.id,
      ledgerNumber: posted.number,
    })
    return { ledgerInvoice: posted.id }
  },
})

/** An invoice whose lines do not sum to its header never reaches the ledger. */
function consistent(invoice: Invoice): Omit<Invoice, 'native'> {
  if (!agrees(invoice.currency, invoice, invoice.lines))
    throw new IntegrationError(
      'invoice-out-of-balance',
      `The lines of invoice ${invoice.number ?? invoice.id} do not sum to its header.`,
      {
        kind: 'data',
        team: 'billing-operations',
        detail: `header net ${invoice.net.amount}, tax ${invoice.tax.amount}, gross ${invoice.gross.amount} ${invoice.currency}`,
      },
    )
  const { native: _, ...kept } = invoice
  return kept
}
