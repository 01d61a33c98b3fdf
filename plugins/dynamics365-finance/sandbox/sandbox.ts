import { defineSandbox, type SandboxContext } from '@gantry/core/sandbox'
import { FailingPart } from '@gantry/core/sandbox/failing-part'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { change, type Session } from './application.ts'
import { batchAnswer, operationsIn, type Result } from './batch.ts'
import { endSessions, entra } from './entra.ts'
import { ledger } from './ledger.ts'
import { metadata } from './metadata.ts'
import { Packages } from './package.ts'
import { infolog, noResource, Refusal } from './problem.ts'
import { stock } from './product.ts'
import { type Reader, sameCompany } from './query.ts'
import { ACTIONS, type Answer, handle, NAMESPACE, type Request, refused, serviceDocument } from './service.ts'
import { type Row, Store } from './store.ts'

const failingOf = new WeakMap<SandboxContext, FailingPart>()

const GROUPS = `/data/DataManagementDefinitionGroups/${NAMESPACE}`

function app(context: SandboxContext): Hono {
  const { books, settings } = context
  const hono = new Hono()
  const { token, bearer } = entra(context)
  const packages = new Packages(books, Number(settings.packageMs))
  const reader: Reader = { company: settings.company!, pageSize: Number(settings.pageSize) }
  const failing = new FailingPart()
  failingOf.set(context, failing)
  const begin = (): Session => sessionOf(context)
  const respond = (c: Context, { status, headers, body }: Answer): Response =>
    body === undefined ? c.body(null, status as 204, headers) : c.body(body, status as 200, headers)
  /** One request is one transaction: refused, it leaves nothing behind. */
  const alone = (base: string, request: Request, inBatch = false): Answer => {
    try {
      const session = begin()
      if (inBatch) assertPart(failing)
      const answer = handle(session, reader, base, request)
      session.store.commit()
      return answer
    } catch (error) {
      if (error instanceof Refusal) return refused(error)
      throw error
    }
  }
  const together = (base: string, changeset: { id: string | undefined; request: Request }[]): Result => {
    try {
      const session = begin()
      const answers = changeset.map(({ id, request }) => {
        assertPart(failing)
        return { id, answer: handle(session, reader, base, request) }
      })
      session.store.commit()
      return { changeset: answers }
    } catch (error) {
      // One answer stands for the whole changeset (OData protocol 4.0, section 11.7.4).
      if (error instanceof Refusal) return refused(error)
      throw error
    }
  }

  hono.onError((error, c) => {
    if (error instanceof Refusal) return respond(c, refused(error))
    throw error
  })
  hono.post('/:tenant/oauth2/v2.0/token', token)
  hono.put('/blob/:id', async (c) => {
    if (c.req.header('x-ms-blob-type') !== 'BlockBlob') throw new Refusal(400, 'A blob is put as a BlockBlob.')
    packages.write(c.req.param('id'), Buffer.from(await c.req.arrayBuffer()))
    await books.durable()
    return c.body(null, 201)
  })
  hono.get('/blob/:id', (c) => {
    const content = packages.read(c.req.param('id'))
    return content ? c.body(new Uint8Array(content), 200) : c.body(null, 404)
  })
  hono.use('/data/*', bearer)
  hono.use('/data', bearer)
  hono.use('/data/*', async (_c, next) => {
    assertRoom(context)
    return next()
  })
  const baseOf = (c: Context): string => `${new URL(c.req.url).origin}/data`
  hono.get('/data', (c) => respond(c, serviceDocument(baseOf(c))))
  hono.get('/data/', (c) => respond(c, serviceDocument(baseOf(c))))
  hono.get('/data/$metadata', (c) => c.body(metadata(ACTIONS), 200, { 'content-type': 'application/xml' }))
  hono.post('/data/$batch', async (c) => {
    const base = baseOf(c)
    const operations = operationsIn(base, c.req.header('content-type') ?? '', await c.req.text())
    const results: Result[] = []
    failing.batch()
    for (const operation of operations) {
      results.push(
        'changeset' in operation ? together(base, operation.changeset) : alone(base, operation.request, true),
      )
      const last = results.at(-1)!
      const failed = 'status' in last && last.status >= 400
      if (failed && !/continue-on-error/.test(c.req.header('prefer') ?? '')) break
    }
    await books.durable()
    const { contentType, body } = batchAnswer(results)
    return c.body(body, 200, { 'content-type': contentType, 'odata-version': '4.0' })
  })
  hono.post(`${GROUPS}*`, async (c) => {
    const action = new URL(c.req.url).pathname.slice(GROUPS.length)
    const value = packages.act(action, await c.req.json(), baseOf(c), begin)
    await books.durable()
    return c.json({ '@odata.context': `${baseOf(c)}/$metadata#Edm.String`, value })
  })
  hono.all('/data/*', async (c) => {
    const url = new URL(c.req.url)
    const answer = alone(baseOf(c), {
      method: c.req.method,
      path: decodeURIComponent(url.pathname).slice('/data/'.length),
      query: url.searchParams,
      headers: (name) => c.req.header(name),
      body: c.req.method === 'GET' ? '' : await c.req.text(),
    })
    await books.durable()
    return respond(c, answer)
  })
  hono.notFound((c) => respond(c, refused(noResource(`'${c.req.path}'`))))
  return hono
}

const sessionOf = ({ books, clock, settings }: SandboxContext): Session => ({
  store: new Store(books),
  now: clock.iso().replace(/\.\d+Z$/, 'Z'),
  company: settings.company!,
})

/** Service protection: the next requests are put off (429 with Retry-After). */
function assertRoom({ books }: SandboxContext): void {
  const throttle = books.get<{ requests: number; retryAfterS: number }>('_throttle', '1')
  if (!throttle || throttle.requests <= 0) return
  books.put('_throttle', '1', { ...throttle, requests: throttle.requests - 1 })
  throw new Refusal(429, 'This request is throttled by its priority while resources are short.', throttle.retryAfterS)
}

/** A part of a batch fails where it was told to: a lock of the database, or a rule of the company. */
function assertPart(failing: FailingPart): void {
  const fails = failing.part()
  if (fails === 'passing')
    throw infolog('CustTable', 'An update conflict occurred due to another user process changing the record.')
  if (fails === 'lasting') throw infolog('CustTable', 'A rule of the company does not allow this.')
}

const Company = z.object({
  /** Companies with their ledgers: a name of four letters is the company's id, a longer one its ledger's name. */
  legalEntities: z.array(z.object({ name: z.string().min(1), currency: z.string() })),
  currencies: z.array(z.string()).optional(),
})
const Credit = z.object({
  company: z.string().optional(),
  /** The account, or the reference it was made with. */
  customer: z.string(),
  /** Major units of the company's accounting currency; 0: none. */
  limit: z.union([z.string(), z.number()]).optional(),
  onHold: z.boolean().optional(),
})
const Rule = z.object({ order: z.string(), message: z.string(), cancel: z.boolean().default(false) })

const isOf = (row: Row, company: string | undefined): boolean =>
  company === undefined || sameCompany(row.dataAreaId ?? row.LegalEntityId!, company)

/** Does what a person does, in one transaction. */
const act = <T>(context: SandboxContext, work: (session: Session) => T): T => {
  const session = sessionOf(context)
  const result = work(session)
  session.store.commit()
  return result
}

/** Dynamics 365 Finance as far as quote-to-cash uses it: OData, data packages, and Entra ID's token endpoint. */
export default defineSandbox({
  name: 'dynamics365-finance',
  title: 'Dynamics 365 Finance',
  // Without a secret or a certificate's public key (SPKI PEM) nobody gets in. `company` is the user's own.
  defaults: {
    tenantId: 'sandbox-tenant',
    clientId: 'sandbox-client',
    clientSecret: '',
    certificateThumbprint: '',
    publicKey: '',
    company: 'DAT',
    pageSize: '10000',
    packageMs: '0',
  },
  app,
  ledger,
  actions: {
    /** An administrator sets up companies with their ledgers; what is there already stays. Every currency is known. */
    company: (context, body) =>
      act(context, (session) => {
        for (const { name, currency } of Company.parse(body).legalEntities) {
          const ledgers = session.store.all('Ledgers')
          if (ledgers.some((ledger) => [ledger.Name, ledger.LegalEntityId].includes(name))) continue
          const id = /^\w{1,4}$/.test(name) ? name.toLowerCase() : `c${String(ledgers.length + 1).padStart(3, '0')}`
          change(session, 'Ledgers', { LegalEntityId: id, Name: name, AccountingCurrency: currency })
        }
        return { companies: session.store.all('Ledgers') }
      }),
    /** Credit control sets a limit, or holds and releases a customer: in one company, or in all. */
    credit: (context, body) =>
      act(context, (session) => {
        const { company, customer: name, limit, onHold } = Credit.parse(body)
        const accounts = session.store
          .all('CustomersV3')
          .filter((row) => isOf(row, company) && [row.CustomerAccount, row.SalesMemo].includes(name))
        if (accounts.length === 0) throw new Error(`No customer ${name}.`)
        for (const account of accounts)
          change(session, 'CustomersV3', {
            ...account,
            ...(limit !== undefined && { CreditLimit: String(limit) }),
            ...(onHold !== undefined && { OnHoldStatus: onHold ? 'All' : 'No' }),
          })
        return { accounts: accounts.map((each) => each.CustomerAccount) }
      }),
    /** Rules of a company refuse orders and invoices of an order; with `cancel` its cancellation too. */
    refuse: (context, body) =>
      act(context, ({ store }) => {
        const { order, message, cancel } = Rule.parse(body)
        store.put('_refusal', order.toLowerCase(), { message, cancel: String(cancel) })
      }),
    accept: (context, body) =>
      act(context, ({ store }) => {
        store.remove('_refusal', z.object({ order: z.string() }).parse(body).order.toLowerCase())
      }),
    /** The warehouse counts an item: in one company, or in all that have released it. */
    stock: (context, body) =>
      act(context, (session) => {
        const Count = z.object({ company: z.string().optional(), sku: z.string(), quantity: z.string() })
        const { company, sku, quantity } = Count.parse(body)
        const released = session.store
          .all('ReleasedProductsV2')
          .filter((row) => isOf(row, company) && [row.ItemNumber, row.ProductSearchName].includes(sku))
        if (released.length === 0) throw new Error(`No item ${sku}.`)
        return { onHand: released.map((product) => stock(session, product, quantity)) }
      }),
    /** Finance closes or reopens a month, e.g. `{ "month": "2026-03", "closed": true }`: of one company, or of all. */
    period: (context, body) =>
      act(context, ({ store }) => {
        const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
        const { company, month, closed } = z
          .object({ company: z.string().optional(), month: Month, closed: z.boolean() })
          .parse(body)
        for (const { LegalEntityId } of store.all('Ledgers').filter((row) => isOf(row, company)))
          if (closed) store.put('_closed', `${LegalEntityId}|${month}`, { month })
          else store.remove('_closed', `${LegalEntityId}|${month}`)
      }),
    /** Tokens end before their time. */
    'end-sessions': ({ books }) => endSessions(books),
    /** A part of a `$batch` fails, at the place that is told. */
    'fail-part': (context, body) => failingOf.get(context)!.tell(body),
    /** The next requests are throttled: 429 with Retry-After. */
    throttle: ({ books }, body) => {
      const throttle = z.object({ requests: z.int().min(0), retryAfterS: z.int().min(0).default(1) }).parse(body)
      books.put('_throttle', '1', throttle)
    },
  },
})
