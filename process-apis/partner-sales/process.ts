import { billing } from '@gantry/billing-api/contract'
import type { Invoice } from '@gantry/canonical/invoice'
import type { Quote } from '@gantry/canonical/quote'
import type { Call, Port } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { defineProcess } from '@gantry/core/process'
import { type Identity, inSandbox, mayKnow, partnersOf } from '@gantry/core/security/identity'
import { cpq } from '@gantry/cpq-api/contract'
import { orderActivation } from '@gantry/order-activation/contract'
import { orderTrail } from '@gantry/order-trail/contract'
import { quoteValidation } from '@gantry/quote-validation/contract'
import { activityOf } from './activity.ts'
import { partnerSales } from './contract.ts'
import {
  invoiceEntryOf,
  isInvoice,
  isPayment,
  offerOf,
  orderOf,
  paymentEntryOf,
  quoteOf,
  remarksOf,
} from './disclosure.ts'
import { renderInvoice } from './invoice-document.ts'
import { nothing } from './nothing.ts'
import { countSubmission, planOf, planUseOf, submittedToday } from './plan.ts'
import { requestQuote } from './quote-request.ts'
import { sandboxOrderFlow } from './sandbox/flow.ts'
import { sandboxPort } from './sandbox/port.ts'
import { keepUsage, listUsage } from './usage.ts'

const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof IntegrationError && codes.includes(error.code)

export default defineProcess({
  contract: partnerSales,
  flows: [sandboxOrderFlow],
  migrations: { owner: 'partner-sales', folder: new URL('./migrations/', import.meta.url) },
  uses: { billing, cpq, orderActivation, orderTrail, quoteValidation },

  serve: ({ db, engine, plans, billing, cpq, orderActivation, orderTrail, quoteValidation }) => {
    /** A quote that the caller may know of. */
    async function quoteFor(reference: string, call: Call): Promise<Quote> {
      const quote = await cpq.getQuote({ reference }, call).catch((error: unknown) => {
        throw isCode(error, 'not-found') ? nothing('quote', reference) : error
      })
      if (!mayKnow(call.identity, quote.partner)) throw nothing('quote', reference)
      return quote
    }

    /** The trail bounds itself: it finds nothing of an order that is not the caller's. */
    const trailFor = (what: 'order' | 'invoice', identifier: string, call: Call) =>
      orderTrail.getTrail({ identifier }, call).catch((error: unknown) => {
        throw isCode(error, 'no-such-trail') ? nothing(what, identifier) : error
      })

    /** An invoice that was issued, by its id or number, as billing has it now. */
    async function invoiceFor(id: string, call: Call) {
      const { order, documents } = await trailFor('invoice', id, call)
      const entry = documents.find((document) => isInvoice(document) && [document.id, document.number].includes(id))
      if (!entry) throw nothing('invoice', id)
      return { invoice: invoiceOf(await billing.getInvoice({ id: entry.id }, call)), customerName: order.customerName }
    }

    const real: Port<typeof partnerSales> = {
      getPartner: async (_, { identity }) => {
        const [partner, ...granted] = partnersFor(identity, 'A profile is a partner’s.')
        const ordersToday = await submittedToday(db, identity.tenant, partner!)
        const { plan, ordersPerDay } = planOf(identity)
        return { partner: partner!, granted, sandbox: false, plan, ordersPerDay, ordersToday }
      },
      getPlan: (_, { identity }) => {
        partnersFor(identity, 'A plan is a partner’s.')
        return planUseOf(db, identity, plans)
      },
      listActivity: async ({ query }, { identity }) => {
        partnersFor(identity, 'What is counted is a partner’s.')
        return { items: await activityOf(db, identity, query.days) }
      },
      listOffers: async ({ query }, call) => {
        const { items, next } = await cpq.listProducts({ query }, call)
        return { items: items.map(offerOf), ...(next !== undefined && { next }) }
      },
      listQuotes: async ({ query }, call) => {
        const partners = partnersFor(call.identity, 'Quotes are listed for partners; sales reads its own in the CRM.')
        return cpq.listQuotes({ query: { ...query, partners: partners.join(',') } }, call)
      },
      requestQuote: async ({ body }, call) => {
        partnersFor(call.identity, 'Quotes are asked for by partners; sales enters its own in the CRM.')
        const count = (reference: string) => countSubmission(db, call.identity, 'quote', reference)
        return quoteOf(await requestQuote(body, call, { cpq, count }))
      },
      getQuote: async ({ reference }, call) => quoteOf(await quoteFor(reference, call)),
      checkQuote: async ({ reference }, call) => {
        await quoteFor(reference, call)
        const { verdict, findings, tax } = await quoteValidation.validateQuote({ reference }, call)
        const remarks = remarksOf(findings)
        return { reference, verdict, remarks, ...(tax && { net: tax.net, tax: tax.tax, gross: tax.gross }) }
      },
      acceptQuote: async ({ reference }, call) => {
        const quote = await quoteFor(reference, call)
        if (quote.state === 'accepted') return quoteOf(quote)
        refuseUnlessOffered(quote)
        const { id: _, reference: __, number: ___, opportunity: ____, total: _____, native: ______, ...draft } = quote
        return quoteOf(await cpq.upsertQuote({ reference, body: { ...draft, state: 'accepted' } }, call))
      },
      submitOrder: async ({ body }, call) => {
        const { customer } = await quoteFor(body.quote, call)
        await countSubmission(db, call.identity, 'order', body.quote)
        const { order, state, submittedAt } = await orderActivation.submitOrder(
          { body: { quote: body.quote, account: customer } },
          call,
        )
        return { order, state, submittedAt }
      },
      listOrders: async ({ query }, call) => {
        const { items, next } = await orderTrail.listOrders({ query }, call)
        return { items: items.map(orderOf), ...(next !== undefined && { next }) }
      },
      getOrder: async ({ reference }, call) => {
        try {
          const { order, documents } = await trailFor('order', reference, call)
          const ofOrder = { order: order.reference, ...(order.customer !== undefined && { customer: order.customer }) }
          return {
            ...orderOf(order),
            invoices: documents.filter(isInvoice).map((document) => invoiceEntryOf({ ...document, ...ofOrder })),
            payments: documents.filter(isPayment).map((document) => paymentEntryOf({ ...document, ...ofOrder })),
          }
        } catch (error) {
          if (!isCode(error, 'no-such-order')) throw error
          // Submitted a moment ago: the trail has not heard of it yet.
          const quote = await quoteFor(reference, call).catch((refusal: unknown) => {
            // Where it is known is for the edge to find.
            if (isCode(refusal, 'wrong-region')) throw refusal
            return undefined
          })
          const activation = quote && (await orderActivation.getOrder({ reference }, call).catch(() => undefined))
          if (!activation) throw error
          const { submittedAt, updatedAt } = activation
          const { partner, customer } = quote
          const known = { reference, customer, ...(partner !== undefined && { partner }) }
          return { ...known, stage: 'submitted' as const, submittedAt, updatedAt, invoices: [], payments: [] }
        }
      },
      listInvoices: async ({ query }, call) => {
        const asked = { ...query, system: 'billing', kind: 'invoice' }
        const { items, next } = await orderTrail.listDocuments({ query: asked }, call)
        return { items: items.filter(isInvoice).map(invoiceEntryOf), ...(next !== undefined && { next }) }
      },
      getInvoice: async ({ id }, call) => (await invoiceFor(id, call)).invoice,
      getInvoiceDocument: async ({ id }, call) => {
        const { invoice, customerName } = await invoiceFor(id, call)
        const content = await renderInvoice(invoice, customerName ?? invoice.customerReference)
        const fileName = `${(invoice.number ?? invoice.id).replace(/[^\w.-]/g, '_')}.pdf`
        return { fileName, mediaType: 'application/pdf' as const, content: content.toString('base64') }
      },
      recordUsage: async ({ body }, call) => {
        const { order, documents } = await trailFor('order', body.order, call)
        const billed = documents.find(({ system, kind }) => system === 'billing' && kind === 'customer')
        if (order.reference !== body.order || !billed) throw nothing('order', body.order)
        const { reference, meter, quantity, at } = body
        // Two partners may name theirs alike.
        const usage = { reference: `${body.order}:${reference}`, customer: billed.id, meter, quantity, at }
        await billing.recordUsage({ body: usage }, call)
        await keepUsage(db, call.identity, body)
        return body
      },
      listUsage: ({ query }, { identity }) => listUsage(db, identity, query),
      listPayments: async ({ query }, call) => {
        const asked = { ...query, system: 'payments', kind: 'payment' }
        const { items, next } = await orderTrail.listDocuments({ query: asked }, call)
        return { items: items.map(paymentEntryOf), ...(next !== undefined && { next }) }
      },
    }
    return bySandbox(real, sandboxPort({ db, engine, plans, cpq }))
  },
})

/** Each call by the port of where its caller acts. */
const bySandbox = <P extends object>(real: P, sandbox: P): P =>
  Object.fromEntries(
    Object.keys(real).map((id) => [
      id,
      (input: unknown, call: Call) => {
        const port = (inSandbox(call.identity) ? sandbox : real) as Record<string, (...given: unknown[]) => unknown>
        return port[id]!(input, call)
      },
    ]),
  ) as P

/** The caller's partner, and those granted to it. */
function partnersFor(identity: Identity, message: string): readonly string[] {
  const partners = partnersOf(identity)
  if (partners !== undefined) return partners
  throw new IntegrationError('not-a-partner', message, {
    kind: 'policy',
    status: 403,
    detail: 'The caller belongs to no partner.',
  })
}

function refuseUnlessOffered({ reference, state, validUntil }: Quote): void {
  const today = new Date().toISOString().slice(0, 10)
  const reason = !['approved', 'presented'].includes(state)
    ? `it is ${state}`
    : validUntil !== undefined && validUntil < today
      ? `it was valid until ${validUntil}`
      : undefined
  if (reason === undefined) return
  throw new IntegrationError('quote-not-offered', `The quote ${reference} cannot be accepted: ${reason}.`, {
    kind: 'policy',
    team: 'sales-operations',
  })
}

const invoiceOf = ({ native: _, correlation: __, customer: ___, ...invoice }: Invoice) => invoice
