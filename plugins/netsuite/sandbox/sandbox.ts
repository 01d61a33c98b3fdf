import { defineSandbox, type SandboxContext } from '@gantry/core/sandbox'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { authority } from './auth.ts'
import { readJson } from './body.ts'
import { addCurrency, addSubsidiary, openAccount, setPeriod } from './company.ts'
import type { Customer } from './customer.ts'
import { invoiceOf, remove } from './invoice.ts'
import { stock } from './item.ts'
import { ledger } from './ledger.ts'
import { settle } from './payment.ts'
import { problem, Refusal } from './problem.ts'
import { recordRoutes } from './records.ts'
import { accept, assertRoom, congest, refuse } from './refusal.ts'
import { parse, run } from './suiteql.ts'

const SUITEQL = '/services/rest/query/v1/suiteql'

function app(context: SandboxContext): Hono {
  const { books } = context
  if (books.size('subsidiary') === 0) openAccount(books)
  const hono = new Hono()
  const { token, bearer } = authority(context)
  hono.onError((error, c) => {
    if (error instanceof Refusal) return problem(c, error)
    throw error
  })
  hono.post('/services/rest/auth/oauth2/v1/token', token)
  hono.use('/services/rest/record/*', bearer)
  hono.use('/services/rest/query/*', bearer)
  hono.use('/services/rest/async/*', bearer)
  hono.post(SUITEQL, async (c) => query(context, c, await readJson(c)))
  recordRoutes(hono, context)
  return hono
}

/** Oracle help, "Executing SuiteQL Queries Through REST Web Services" and "Collection Paging". */
function query({ books, settings }: SandboxContext, c: Context, body: unknown): Response {
  if (c.req.header('prefer') !== 'transient')
    throw new Refusal(400, 'INVALID_HEADER', "Required header 'Prefer' is missing or is not 'transient'.")
  const parsed = z.object({ q: z.string().min(1) }).safeParse(body)
  if (!parsed.success) throw new Refusal(400, 'INVALID_CONTENT', 'Provide the query as q.', 'q')
  assertRoom(books)
  const limit = Number(c.req.query('limit') ?? 1000)
  const offset = Number(c.req.query('offset') ?? 0)
  if (
    !Number.isInteger(limit) ||
    limit < 1 ||
    limit > 1000 ||
    !Number.isInteger(offset) ||
    offset < 0 ||
    offset % limit
  )
    throw new Refusal(400, 'INVALID_PARAMETER', 'Invalid limit or offset: an offset is a multiple of the limit.')
  const rows = run(books, parse(parsed.data.q), settings.timeZone!)
  const items = rows.slice(offset, offset + limit).map((row) => ({ links: [], ...row }))
  const hasMore = offset + items.length < rows.length
  const page = (rel: string, from: number) => ({
    rel,
    href: `${new URL(c.req.url).origin}${SUITEQL}?limit=${limit}&offset=${from}`,
  })
  return c.body(
    JSON.stringify({
      links: [page('self', offset), ...(hasMore ? [page('next', offset + limit)] : [])],
      count: items.length,
      hasMore,
      items,
      offset,
      totalResults: rows.length,
    }),
    200,
    { 'content-type': 'application/vnd.oracle.resource+json; type=collection; charset=UTF-8' },
  )
}

const Company = z.object({
  /** Subsidiaries, in NetSuite's words. */
  legalEntities: z.array(z.object({ name: z.string(), currency: z.string() })),
  currencies: z.array(z.string()).default([]),
})
const Credit = z.object({
  /** External id, or the reference it was made with. */
  customer: z.string(),
  /** Major units of the customer's primary currency. */
  limit: z.union([z.string(), z.number()]).optional(),
  onHold: z.boolean().optional(),
})
const Rule = z.object({ order: z.string(), code: z.string(), message: z.string(), cancel: z.boolean().default(false) })

/** NetSuite, as far as quote-to-cash uses it: SuiteTalk REST records, SuiteQL, OAuth 2.0 with certificates. */
export default defineSandbox({
  name: 'netsuite',
  title: 'NetSuite',
  // `publicKey` is the SPKI PEM of the client's certificate; without one nobody gets in.
  defaults: {
    account: '1234567_SB1',
    clientId: 'sandbox-client',
    certificateId: 'sandbox-certificate',
    publicKey: '',
    /** Of the integration's user: SuiteQL tells and takes moments in it. */
    timeZone: 'America/Los_Angeles',
  },
  app,
  asks: /\/suiteql$/,
  ledger,
  actions: {
    /** An administrator sets up subsidiaries, currencies and tax codes; what is there already stays. */
    company: ({ books }, body) => {
      const { legalEntities, currencies } = Company.parse(body)
      for (const code of currencies) addCurrency(books, code)
      return { subsidiaries: legalEntities.map(({ name, currency }) => addSubsidiary(books, name, currency)) }
    },
    /** Credit control sets a limit, or holds and releases a customer. */
    credit: ({ books }, body) => {
      const { customer: reference, limit, onHold } = Credit.parse(body)
      const customer = books.find<Customer>(
        'customer',
        (each) => each.externalId === reference || each.custom.custentity_gantry_reference === reference,
      )
      if (!customer) throw new Error(`No customer ${reference}.`)
      const changed: Customer = {
        ...customer,
        ...(limit !== undefined && { creditLimit: String(limit) }),
        ...(onHold !== undefined && { creditHoldOverride: onHold ? 'ON' : 'AUTO' }),
      }
      books.put('customer', customer.id, changed)
      return { id: customer.id }
    },
    /** A workflow refuses orders and invoices of an order; with `cancel` its changes too. */
    refuse: ({ books }, body) => refuse(books, Rule.parse(body)),
    accept: ({ books }, body) => accept(books, z.object({ order: z.string() }).parse(body).order),
    /** The warehouse counts an item. */
    stock: ({ books, clock }, body) => {
      const { sku, quantity } = z.object({ sku: z.string(), quantity: z.string() }).parse(body)
      return stock(books, clock.iso(), sku, quantity)
    },
    /** Finance closes or reopens a month, e.g. `{ "month": "2026-03", "closed": true }`. */
    period: ({ books }, body) => {
      const { month, closed } = z
        .object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), closed: z.boolean() })
        .parse(body)
      return setPeriod(books, month, closed)
    },
    /** A customer pays in the bank that finance watches: `{ invoice, amount }`, by the reference it was posted with. */
    settle: ({ books, clock }, body) => {
      const { invoice, amount } = z.object({ invoice: z.string(), amount: z.string() }).parse(body)
      return settle(books, clock.iso(), invoiceOf(books, invoice), amount)
    },
    /** Finance deletes an invoice that nobody has paid. */
    delete: ({ books, clock }, body) =>
      remove(books, clock.iso(), invoiceOf(books, z.object({ invoice: z.string() }).parse(body).invoice)),
    /** The next requests find no room: 400 `SSS_REQUEST_LIMIT_EXCEEDED`. */
    congest: ({ books }, body) => congest(books, z.object({ requests: z.int().min(0) }).parse(body).requests),
  },
})
