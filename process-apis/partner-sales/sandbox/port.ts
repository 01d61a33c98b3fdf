import type { Call, Client, Port } from '@gantry/core/contract'
import type { ProcessContext } from '@gantry/core/process'
import type { Identity } from '@gantry/core/security/identity'
import type { cpq } from '@gantry/cpq-api/contract'
import { activityOf } from '../activity.ts'
import type { partnerSales } from '../contract.ts'
import { offerOf } from '../disclosure.ts'
import { renderInvoice } from '../invoice-document.ts'
import { nothing } from '../nothing.ts'
import { planOf, planUseOf } from '../plan.ts'
import { requestedReference } from '../quote-request.ts'
import { keepUsage, listUsage } from '../usage.ts'
import { sandboxOrderFlow } from './flow.ts'
import {
  findOrder,
  invoiceEntryOf,
  invoiceOf,
  listOrders,
  type Owner,
  orderOfInvoice,
  paymentEntryOf,
  type SandboxOrder,
  submit,
} from './order.ts'
import { checkOf, fateOf, quoteOf, summaryOf, TEST_QUOTES } from './quote.ts'

const ownerOf = ({ tenant, partner }: Identity): Owner => ({ tenant, partner: partner! })

type Context = Pick<ProcessContext<object>, 'db' | 'engine' | 'plans'> & { cpq: Client<typeof cpq> }

/** The sandbox of a partner: the same calls and answers over test quotes, and no effect in any system. */
export function sandboxPort({ db, engine, plans, cpq }: Context): Port<typeof partnerSales> {
  const quoteFor = (reference: string, { identity }: Call) => {
    if (!fateOf(reference)) throw nothing('quote', reference)
    return quoteOf(reference, identity.partner!)
  }
  const orderFor = async (reference: string, { identity }: Call) =>
    (await findOrder(db, ownerOf(identity), reference)) ?? Promise.reject(nothing('order', reference))
  const invoiceFor = async (id: string, { identity }: Call) => {
    const found = await findOrder(db, ownerOf(identity), orderOfInvoice(id))
    if (!found?.invoiced) throw nothing('invoice', id)
    return invoiceOf(found)
  }
  const entriesOf = async <T>(
    filter: { order?: string; cursor?: string; limit: number },
    { identity }: Call,
    read: (order: SandboxOrder) => T[],
  ) => {
    const { items, next } = await listOrders(db, ownerOf(identity), filter)
    return { items: items.flatMap(read), ...(next !== undefined && { next }) }
  }
  const invoicesOf = (found: SandboxOrder) => (found.invoiced ? [invoiceEntryOf(found)] : [])
  const paymentsOf = (found: SandboxOrder) => (found.paid ? [paymentEntryOf(found)] : [])

  return {
    getPartner: async (_, { identity }) => {
      const { plan, ordersPerDay } = planOf(identity)
      return { partner: identity.partner!, granted: [], sandbox: true, plan, ordersPerDay, ordersToday: 0 }
    },
    getPlan: (_, { identity }) => planUseOf(db, identity, plans),
    listActivity: async ({ query }, { identity }) => ({ items: await activityOf(db, identity, query.days) }),
    listOffers: async ({ query }, call) => {
      const { items, next } = await cpq.listProducts({ query }, call)
      return { items: items.map(offerOf), ...(next !== undefined && { next }) }
    },
    listQuotes: async (_, { identity }) => ({
      items: TEST_QUOTES.map((reference) => summaryOf(reference, identity.partner!)),
    }),
    // Whatever is asked for is the test item, priced and accepted at once.
    requestQuote: async (_, call) =>
      quoteFor(`TEST-PAID-${requestedReference(call.identity, call.idempotencyKey!)}`, call),
    getQuote: async ({ reference }, call) => quoteFor(reference, call),
    checkQuote: async ({ reference }, call) => checkOf(quoteFor(reference, call).reference),
    acceptQuote: async ({ reference }, call) => quoteFor(reference, call),
    submitOrder: async ({ body }, call) => {
      const { reference: order } = quoteFor(body.quote, call)
      const owner = ownerOf(call.identity)
      await submit(db, owner, order)
      await engine.start(sandboxOrderFlow, { partner: owner.partner, order }, call)
      const { submittedAt } = (await orderFor(order, call)).order
      return { order, state: 'submitted', submittedAt }
    },
    listOrders: ({ query }, call) => entriesOf(query, call, ({ order }) => [order]),
    getOrder: async ({ reference }, call) => {
      const found = await orderFor(reference, call)
      return { ...found.order, invoices: invoicesOf(found), payments: paymentsOf(found) }
    },
    listInvoices: ({ query }, call) => entriesOf(query, call, invoicesOf),
    getInvoice: ({ id }, call) => invoiceFor(id, call),
    getInvoiceDocument: async ({ id }, call) => {
      const invoice = await invoiceFor(id, call)
      const content = await renderInvoice(invoice, 'Test customer')
      return {
        fileName: `${invoice.number}.pdf`,
        mediaType: 'application/pdf' as const,
        content: content.toString('base64'),
      }
    },
    recordUsage: async ({ body }, call) => {
      await orderFor(body.order, call)
      await keepUsage(db, call.identity, body)
      return body
    },
    listUsage: ({ query }, { identity }) => listUsage(db, identity, query),
    listPayments: ({ query }, call) => entriesOf(query, call, paymentsOf),
  }
}
