import { defineSandbox, type Entry, type SandboxContext } from '@gantry/core/sandbox'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { signatures, tell } from './connect.ts'
import {
  all,
  change,
  create,
  Definition,
  type Envelope,
  find,
  having,
  search,
  shown,
  stamp,
  withdraw,
} from './envelope.ts'
import { sealed } from './pdf.ts'
import { Refusal } from './refusal.ts'
import { accountServer, authenticate, endTokens } from './token.ts'

const ACCOUNT = '/restapi/v2.1/accounts/:account'

/** Calls that are still refused because the hour's allowance is used up. */
const exhausted = new WeakMap<SandboxContext['books'], number>()

function app(context: SandboxContext): Hono {
  const { books, clock, settings, deliveries } = context
  const app = new Hono()
  deliveries.start((delivery) => signatures(context, delivery))
  app.onError((thrown, c) => {
    if (thrown instanceof Refusal) return c.json(thrown.body(), thrown.status, thrown.headers)
    throw thrown
  })
  accountServer(app, context)

  app.use(`${ACCOUNT}/*`, async (c, next) => {
    const left = exhausted.get(books) ?? 0
    if (left > 0) {
      exhausted.set(books, left - 1)
      throw new Refusal(
        'HOURLY_APIINVOCATION_LIMIT_EXCEEDED',
        'The maximum number of hourly API invocations has been exceeded.',
        400,
        {
          'x-ratelimit-limit': '3000',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(clock.unix() + 1),
        },
      )
    }
    authenticate(context, c.req.header('authorization'))
    if (c.req.param('account') !== settings.accountId)
      throw new Refusal('ACCOUNT_LACKS_PERMISSIONS', 'This Account lacks sufficient permissions.', 401)
    await next()
  })

  const includeOf = (c: Context) => (c.req.query('include') ?? '').split(',')
  const bodyOf = async <T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> => {
    const parsed = schema.safeParse(await c.req.json().catch(() => undefined))
    if (parsed.success) return parsed.data
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Refusal(
      'INVALID_REQUEST_BODY',
      `The request body is missing or improperly formatted. ${faults.join('; ')}`,
    )
  }

  app.post(`${ACCOUNT}/envelopes`, async (c) => {
    const envelope = create(context, await bodyOf(c, Definition), 'POST /envelopes')
    if (envelope.status === 'sent') tell(context, envelope)
    await books.durable()
    const { id, status, changedAt } = envelope
    return c.json({ envelopeId: id, uri: `/envelopes/${id}`, statusDateTime: stamp(changedAt), status }, 201)
  })

  app.get(`${ACCOUNT}/envelopes`, (c) => {
    const found = search(context, (name) => c.req.query(name)).sort((a, b) => (a.changedAt < b.changedAt ? -1 : 1))
    const start = Number(c.req.query('start_position') ?? 0)
    const page = found.slice(start, start + Math.min(1000, Number(c.req.query('count') ?? 1000)))
    return c.json({
      resultSetSize: String(page.length),
      startPosition: String(start),
      endPosition: String(Math.max(start, start + page.length - 1)),
      totalSetSize: String(found.length),
      lastQueriedDateTime: stamp(clock.iso()),
      ...(page.length > 0 && { envelopes: page.map((envelope) => shown(envelope, includeOf(c))) }),
    })
  })

  app.get(`${ACCOUNT}/envelopes/:id`, (c) => c.json(shown(find(books, c.req.param('id')), includeOf(c))))

  app.put(`${ACCOUNT}/envelopes/:id`, async (c) => {
    const envelope = find(books, c.req.param('id'))
    const Update = z.strictObject({ status: z.enum(['voided', 'sent']), voidedReason: z.string().max(200).default('') })
    const { status, voidedReason } = await bodyOf(c, Update)
    if (status === 'voided' && envelope.status !== 'sent')
      throw new Refusal(
        'ENVELOPE_CANNOT_VOID_INVALID_STATE',
        "Only envelopes in the 'Sent' or 'Delivered' states may be voided.",
      )
    const changed =
      status === 'voided'
        ? withdraw(context, envelope, voidedReason, 'PUT /envelopes/{id}')
        : change(context, envelope, { status, sentAt: clock.iso() }, 'PUT /envelopes/{id}')
    tell(context, changed)
    await books.durable()
    return c.json({ envelopeId: envelope.id })
  })

  app.get(`${ACCOUNT}/envelopes/:id/recipients`, (c) =>
    c.json(shown(find(books, c.req.param('id')), ['recipients']).recipients),
  )

  app.get(`${ACCOUNT}/envelopes/:id/documents/:document`, (c) =>
    c.body(sealed(find(books, c.req.param('id'))), 200, { 'content-type': 'application/pdf' }),
  )

  app.notFound((c) =>
    c.json({ errorCode: 'RESOURCE_NOT_FOUND', message: 'The URL provided does not resolve to a resource.' }, 404),
  )
  return app
}

const About = z.object({ reference: z.string(), reason: z.string().default('') })

/** Something a person does with the envelope whose text field holds `reference`. */
const acted =
  (work: (context: SandboxContext, envelope: Envelope, reason: string) => Envelope) =>
  (context: SandboxContext, body: Record<string, unknown>) => {
    const { reference, reason } = About.parse(body)
    const changed = work(context, having(context.books, reference), reason)
    tell(context, changed)
    return { envelopeId: changed.id, status: changed.status }
  }

const ledger = (books: SandboxContext['books']): Entry[] =>
  all(books).map(({ id, emailSubject, fields, status, createdAt }) => ({
    kind: 'envelope',
    id,
    ...(fields[0] && { reference: fields[0].value }),
    subject: emailSubject,
    state: status,
    at: createdAt,
  }))

/** DocuSign, as far as quotes and contracts are signed with it: account server, envelopes, Connect. */
export default defineSandbox({
  name: 'docusign',
  title: 'DocuSign',
  // `publicKey` is the SPKI PEM of the integration's RSA key; without one nobody gets in.
  defaults: {
    integrationKey: 'sandbox-integration',
    userId: 'sandbox-user',
    accountId: 'sandbox-account',
    publicKey: '',
    connectKey: '',
    webhookUrl: '',
  },
  app,
  ledger,
  actions: {
    /** Everybody signs: `{ reference }`. */
    sign: acted((context, envelope) => {
      const now = context.clock.iso()
      const signers = envelope.signers.map((signer) => ({ ...signer, status: 'completed', signedDateTime: now }))
      return change(context, envelope, { status: 'completed', completedAt: now, signers })
    }),
    decline: acted((context, envelope, reason) => {
      const now = context.clock.iso()
      const [first, ...others] = envelope.signers
      const signers = [{ ...first!, status: 'declined', declinedDateTime: now, declinedReason: reason }, ...others]
      return change(context, envelope, { status: 'declined', declinedAt: now, signers })
    }),
    /** An administrator withdraws it, also when all have signed. */
    void: acted((context, envelope, reason) => withdraw(context, envelope, reason || 'Voided by the sender.')),
    'end-tokens': (context) => endTokens(context),
    /** The next requests find the hour's allowance used up: 400 `HOURLY_APIINVOCATION_LIMIT_EXCEEDED`. */
    exhaust: ({ books }, body) => {
      exhausted.set(books, z.object({ requests: z.int().min(0) }).parse(body).requests)
    },
  },
})
