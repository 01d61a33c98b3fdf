import { defineSandbox, type SandboxContext } from '@gantry/core/sandbox'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { openApi } from './api.ts'
import { balance } from './balance.ts'
import { creditNotes } from './credit-note.ts'
import { customers } from './customers.ts'
import { closeDispute, disputes, openDispute } from './dispute.ts'
import { signature } from './event.ts'
import { moments, paging, parameters, text, within } from './form.ts'
import { setHabit, settleOwed } from './habit.ts'
import { advance } from './invoice.ts'
import { invoices } from './invoices.ts'
import { ledger } from './ledger.ts'
import { newestFirst, pageOf } from './list.ts'
import { meters, setMeter } from './meter.ts'
import { payNow } from './payment.ts'
import { payments } from './payments.ts'
import { payOut, payouts } from './payout.ts'
import { products } from './products.ts'
import { refunds } from './refund.ts'
import { missing, Refusal } from './refusal.ts'
import { subscriptions } from './subscriptions.ts'
import { openWorld, type World } from './world.ts'

const worlds = new WeakMap<SandboxContext['books'], World>()

/** One world per books: the actions see the indexes the API keeps. */
function worldOf(context: SandboxContext): World {
  const world = worlds.get(context.books) ?? openWorld(context)
  worlds.set(context.books, world)
  return world
}

function acted(work: () => unknown): unknown {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof Refusal) throw new HTTPException(400, { message: thrown.message })
    throw thrown
  }
}

function events(world: World, route: ReturnType<typeof openApi>): void {
  route('GET', '/v1/events/:id', parameters({}), (_input, path) => {
    const event = world.events.get(path.id!)
    if (!event) throw missing('event', path.id!)
    return event
  })
  route(
    'GET',
    '/v1/events',
    parameters({
      ...paging,
      type: text().optional(),
      types: z.array(text()).max(20).optional(),
      created: moments.optional(),
      delivery_success: text().optional(),
    }),
    (input) => {
      const types = input.types ?? (input.type ? [input.type] : undefined)
      // Stripe keeps events for 30 days.
      const oldest = world.clock.unix() - 30 * 86_400
      const matching = world.events
        .all()
        .filter(
          (event) =>
            event.created >= oldest && (!types || types.includes(event.type)) && within(event.created, input.created),
        )
      return pageOf('/v1/events', 'event', newestFirst(matching), input)
    },
  )
}

const apps = new WeakMap<World, Hono>()

/** By the API itself, as a person does at the dashboard. */
async function asked(world: World, method: 'POST' | 'DELETE', path: string, fields: Record<string, string> = {}) {
  const response = await apps.get(world)!.request(path, {
    method,
    headers: {
      authorization: `Bearer ${world.settings.apiKey}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    ...(method === 'POST' && { body: new URLSearchParams(fields) }),
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return (await response.json()) as { id: string }
}

async function deleteCustomer(world: World, body: Record<string, unknown>) {
  const { reference } = z.strictObject({ reference: z.string() }).parse(body)
  const customer = world.customers.all().find(({ metadata }) => metadata.gantry_reference === reference)
  if (!customer) throw new Error(`No customer ${reference}.`)
  return asked(world, 'DELETE', `/v1/customers/${customer.id}`)
}

async function receive(world: World, body: Record<string, unknown>) {
  const { reference, amount, currency } = z
    .strictObject({ reference: z.string(), amount: z.string(), currency: z.string() })
    .parse(body)
  const post = (path: string, fields: Record<string, string>) => asked(world, 'POST', path, fields)
  const about = {
    'metadata[gantry_reference]': reference,
    'metadata[gantry_order]': reference,
    'metadata[gantry_legal_entity]': 'EMEA',
  }
  const customer = await post('/v1/customers', { name: 'Somebody', 'metadata[gantry_reference]': `C-${reference}` })
  const invoice = await post('/v1/invoices', {
    customer: customer.id,
    currency,
    collection_method: 'send_invoice',
    days_until_due: '30',
    ...about,
    'metadata[gantry_customer]': `C-${reference}`,
  })
  await post(`/v1/invoices/${invoice.id}/add_lines`, {
    'lines[0][amount]': amount,
    'lines[0][description]': 'Received',
  })
  await post(`/v1/invoices/${invoice.id}/finalize`, {})
  const { payment_intent: payment } = payNow(world, { invoice: invoice.id })
  return { payment, invoice: invoice.id }
}

export default defineSandbox({
  name: 'stripe',
  title: 'Stripe',
  defaults: {
    apiKey: 'sk_test_gantry_sandbox',
    webhookSecret: 'whsec_gantry_sandbox',
    webhookUrl: '',
    /** Comma-separated `enabled_events` of the webhook endpoint; `*` for all. */
    webhookEvents: [
      'invoice.finalized,invoice.voided,invoice_payment.paid,credit_note.created,refund.created,refund.updated',
      'charge.dispute.created,charge.dispute.closed,payout.paid,customer.deleted',
    ].join(','),
    /** How long a new record stays unknown to the search. */
    searchLagMs: '2000',
  },
  app: (context) => {
    const world = worldOf(context)
    const app = new Hono()
    const route = openApi(world, app, () => advance(world))
    customers(world, route)
    products(world, route)
    subscriptions(world, route)
    invoices(world, route)
    creditNotes(world, route)
    payments(world, route)
    refunds(world, route)
    disputes(world, route)
    balance(world, route)
    payouts(world, route)
    meters(world, route)
    events(world, route)
    app.notFound((c) =>
      c.json(
        {
          error: {
            message: `Unrecognized request URL (${c.req.method}: ${c.req.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
            type: 'invalid_request_error',
          },
        },
        404,
      ),
    )
    context.deliveries.start((delivery) => signature(world, delivery))
    settleOwed(world)
    apps.set(world, app)
    return app
  },
  ledger,
  actions: {
    customers: (context, body) => acted(() => setHabit(worldOf(context), body)),
    meter: (context, body) => acted(() => setMeter(worldOf(context), body)),
    /** `{ reference }`: somebody deletes a customer at the dashboard. */
    'delete-customer': (context, body) => deleteCustomer(worldOf(context), body),
    dispute: (context, body) => acted(() => openDispute(worldOf(context), body)),
    'close-dispute': (context, body) => acted(() => closeDispute(worldOf(context), body)),
    payout: (context, body) => acted(() => payOut(worldOf(context), body)),
    pay: (context, body) => acted(() => payNow(worldOf(context), body)),
    /** A customer nobody knows is billed and pays at once: `{ reference, amount, currency }`; gives `{ payment, invoice }`. */
    receive: (context, body) => receive(worldOf(context), body),
  },
})
