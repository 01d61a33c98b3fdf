import { defineSandbox, type SandboxContext } from '@gantry/core/sandbox'
import { FailingPart } from '@gantry/core/sandbox/failing-part'
import { Hono } from 'hono'
import { z } from 'zod'
import { bill, billingService } from './billing.ts'
import { companyService, openCompany, setPeriod } from './company.ts'
import { creditService, setCredit } from './credit.ts'
import { journalService } from './finance.ts'
import { communicationUser, csrf, mount, Sessions } from './gateway.ts'
import { ledger } from './ledger.ts'
import { partnerService } from './partners.ts'
import { availabilityService, productService, stock } from './products.ts'
import { accept, refuse } from './sales.ts'
import { salesServiceV2 } from './sales-v2.ts'
import { salesServiceV4 } from './sales-v4.ts'
import { PostingIntegration } from './soap.ts'
import { Store } from './store.ts'
import { Unit } from './unit.ts'

const SERVICES = [
  partnerService,
  productService,
  availabilityService,
  creditService,
  salesServiceV2,
  salesServiceV4,
  billingService,
  journalService,
  companyService,
]

type Running = { store: Store; sessions: Sessions; posting: PostingIntegration; failing: FailingPart }
/** What an action needs of the system it acts on. */
const running = new WeakMap<SandboxContext, Running>()

function app(context: SandboxContext): Hono {
  const { books, clock, deliveries, settings } = context
  const store = new Store(books)
  const begin = (correlation?: string) => new Unit(store, () => clock.iso(), correlation)
  const sessions = new Sessions()
  const posting = new PostingIntegration(context, begin)
  const failing = new FailingPart()
  running.set(context, { store, sessions, posting, failing })
  const hono = new Hono()
  const authenticate = communicationUser(context)
  hono.use('/sap/opu/*', authenticate, csrf(sessions))
  for (const service of SERVICES) mount(hono, service, begin, () => books.durable(), failing)
  posting.mount(hono, authenticate)
  const basic = Buffer.from(`${settings.confirmationUser}:${settings.confirmationPassword}`).toString('base64')
  deliveries.start(() => ({ authorization: `Basic ${basic}` }))
  return hono
}

/** Runs what somebody does inside of SAP as one unit of work. */
function within<T>(context: SandboxContext, work: (unit: Unit) => T): T {
  const unit = new Unit(running.get(context)!.store, () => context.clock.iso())
  const result = work(unit)
  unit.commit()
  return result
}

const Company = z.object({
  /** Company codes, in SAP's words. */
  legalEntities: z.array(z.object({ name: z.string(), currency: z.string(), country: z.string().default('DE') })),
})
const Credit = z.object({
  /** The business partner's number, or one it is identified by. */
  customer: z.string(),
  /** Major units of the credit segment's currency. */
  limit: z.union([z.string(), z.number()]).transform(String).optional(),
  onHold: z.boolean().optional(),
  currency: z.string().default('EUR'),
  segment: z.string().default('0000'),
})
const Rule = z.object({ order: z.string(), code: z.string(), message: z.string(), cancel: z.boolean().default(false) })

/** SAP S/4HANA, as far as quote-to-cash uses it: OData V2 and V4, and the SOAP services of Finance – Posting Integration. */
export default defineSandbox({
  name: 'sap-s4hana',
  title: 'SAP S/4HANA',
  defaults: {
    user: 'COMM_USER',
    password: 'sandbox-password',
    /** Where confirmations of asynchronous messages are sent; empty: nowhere. */
    webhookUrl: '',
    confirmationUser: 'SAP_CONFIRMATION',
    confirmationPassword: 'sandbox-confirmation',
    postingDelayMs: '0',
  },
  app,
  ledger,
  actions: {
    /** Opens company codes with the organization below them; what is there already stays. */
    company: (context, body) =>
      within(context, (unit) => ({
        companyCodes: Company.parse(body).legalEntities.map((each) => openCompany(unit, each)),
      })),
    /** Credit control sets a limit, or blocks and frees an account. */
    credit: (context, body) =>
      within(context, (unit) => {
        const { customer, ...credit } = Credit.parse(body)
        const partner =
          unit.get('A_BusinessPartner', customer) ??
          unit.where('A_BusinessPartner', 'BusinessPartnerIDByExtSystem', customer)[0] ??
          unit.where('A_BuPaIdentification', 'BPIdentificationNumber', customer)[0]
        if (!partner) throw new Error(`No business partner ${customer}.`)
        setCredit(unit, String(partner.BusinessPartner), credit)
        return { businessPartner: partner.BusinessPartner }
      }),
    /** A check of the company's own refuses orders with this purchase order number; with `cancel` changes too. */
    refuse: (context, body) => within(context, (unit) => refuse(unit, Rule.parse(body))),
    accept: (context, body) =>
      within(context, (unit) => accept(unit, z.object({ order: z.string() }).parse(body).order)),
    /** The warehouse counts a product, by its number or its old one: in a plant, or in each company's own. */
    stock: (context, body) =>
      within(context, (unit) => {
        const { sku, plant, quantity } = z
          .object({ sku: z.string(), plant: z.string().optional(), quantity: z.string() })
          .parse(body)
        const plants = plant === undefined ? unit.all('A_CompanyCode').map((each) => String(each.CompanyCode)) : [plant]
        const number = unit.where('A_Product', 'ProductOldID', sku)[0]?.Product ?? sku
        for (const each of plants) stock(unit, String(number), each, quantity)
      }),
    /** Finance closes or reopens a month, e.g. `{ "month": "2026-03", "closed": true }`. */
    period: (context, body) =>
      within(context, (unit) => {
        const { month, closed } = z
          .object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), closed: z.boolean() })
          .parse(body)
        setPeriod(unit, month, closed)
      }),
    /** Somebody in SAP bills an order, by its purchase order number. */
    bill: (context, body) => within(context, (unit) => bill(unit, z.object({ order: z.string() }).parse(body).order)),
    /** An administrator ends all sessions: tokens and cookies are worth nothing any more. */
    'end-sessions': (context) => running.get(context)!.sessions.end(),
    /** A part of a `$batch` fails, at the place that is told: for a moment (a lock) or as a check of the company refuses. */
    'fail-part': (context, body) => running.get(context)!.failing.tell(body),
    /** An administrator stops the queue of asynchronous messages, or lets it run. */
    queue: (context, body) =>
      running.get(context)!.posting.stop(z.object({ stopped: z.boolean() }).parse(body).stopped),
  },
})
