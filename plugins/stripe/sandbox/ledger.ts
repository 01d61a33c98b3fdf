import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import type { Books } from '@gantry/core/sandbox'
import { major } from './currency.ts'
import type { Customer, Invoice, InvoicePayment, Lines, Metadata, PaymentIntent, Subscription } from './world.ts'

const instant = (unix: number): string => new Date(unix * 1000).toISOString()

/** The references its client wrote on a document. */
function written(metadata: Metadata) {
  return {
    ...(metadata.gantry_reference && { reference: metadata.gantry_reference }),
    ...(metadata.gantry_order && { order: metadata.gantry_order }),
    ...(metadata.gantry_legal_entity && { entity: metadata.gantry_legal_entity }),
    ...(metadata.gantry_correlation && { correlation: metadata.gantry_correlation }),
  }
}

const metadataOf = (invoice: Invoice): Metadata => ({
  ...invoice.parent?.subscription_details.metadata,
  ...invoice.metadata,
})

/** Every document that means money, and drafts of invoices as what they are. Sums are of integers, in minor units. */
export function ledger(books: Books): LedgerEntry[] {
  const invoices = new Map(books.all<Invoice>('invoices').map((invoice) => [invoice.id, invoice]))
  const applied = new Map<string, InvoicePayment>()
  for (const one of books.all<InvoicePayment>('invoice_payments'))
    if (!applied.has(one.payment.payment_intent)) applied.set(one.payment.payment_intent, one)
  return [
    ...books.all<Customer>('customers').map((customer) => ({
      kind: 'customer' as const,
      id: customer.id,
      ...written(customer.metadata),
      state: 'active',
      at: instant(customer.created),
    })),
    ...books.all<Subscription>('subscriptions').map((subscription) => ({
      kind: 'subscription' as const,
      id: subscription.id,
      ...written(subscription.metadata),
      currency: subscription.currency.toUpperCase(),
      state: subscription.status,
      at: instant(subscription.created),
    })),
    ...[...invoices.values()]
      .filter((invoice) => invoice.status !== 'draft')
      .map((invoice) => invoiceEntry(invoice, books.get<Lines>('invoice_lines', invoice.id))),
    ...[...invoices.values()]
      .filter((invoice) => invoice.status === 'draft')
      .map((invoice) => ({
        kind: 'draft' as const,
        id: invoice.id,
        ...written(metadataOf(invoice)),
        state: 'draft',
        at: instant(invoice.created),
      })),
    ...books.all<PaymentIntent>('payment_intents').map((payment) => {
      const invoice = invoices.get(applied.get(payment.id)?.invoice ?? '')
      return {
        kind: 'payment' as const,
        id: payment.id,
        ...(invoice && written(metadataOf(invoice))),
        reference: payment.id,
        currency: payment.currency.toUpperCase(),
        gross: major(payment.currency, payment.amount_received),
        state: payment.status,
        at: instant(payment.created),
      }
    }),
  ]
}

function invoiceEntry(invoice: Invoice, stored: Lines | undefined): LedgerEntry {
  const amount = (minor: number) => major(invoice.currency, minor)
  const lines = stored?.lines ?? []
  let net = 0
  let tax = 0
  for (const line of lines) {
    net += line.amount
    for (const one of line.taxes) {
      tax += one.amount
      if (one.tax_behavior === 'inclusive') net -= one.amount
    }
  }
  return {
    kind: 'invoice',
    id: invoice.id,
    ...(invoice.number && { number: invoice.number }),
    ...written(metadataOf(invoice)),
    currency: invoice.currency.toUpperCase(),
    net: amount(invoice.total_excluding_tax),
    tax: amount(invoice.total - invoice.total_excluding_tax),
    gross: amount(invoice.total),
    open: amount(invoice.status === 'void' ? 0 : invoice.amount_remaining),
    lines: { count: lines.length, net: amount(net), tax: amount(tax), gross: amount(net + tax) },
    state: invoice.status,
    at: instant(invoice.status_transitions.finalized_at ?? invoice.created),
  }
}
