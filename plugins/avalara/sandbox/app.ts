import type { SandboxContext } from '@gantry/core/sandbox'
import { type Context, Hono } from 'hono'
import { authenticate } from './authentication.ts'
import { models, parse } from './model.ts'
import { docStatusError, documentNotFound, Refusal } from './refusal.ts'
import { adjust, estimate, find, move, record, register, type Transaction } from './transaction.ts'
import { modelOf } from './wire.ts'

const DOCUMENT = '/api/v2/companies/:company/transactions/:code'

/** AvaTax REST v2, the operations on transactions. Credentials: `Basic accountId:licenseKey`. */
export function app({ books, clock, settings }: SandboxContext): Hono {
  register(books, (settings.companies ?? '').split(',').filter(Boolean))
  const app = new Hono()

  app.onError((thrown, c) => {
    if (thrown instanceof Refusal) return c.json(thrown.body(), thrown.status)
    throw thrown
  })
  app.use('/api/*', async (c, next) => {
    if (books.get<{ on: boolean }>('switches', 'outage')?.on)
      throw new Refusal('ServerUnreachable', {
        status: 503,
        number: 500,
        message: 'A server in the AvaTax cluster is unreachable.',
        severity: 'Exception',
      })
    c.header('x-correlation-id', crypto.randomUUID())
    // Ping answers everybody and says who one is.
    if (!c.req.path.endsWith('/utilities/ping')) authenticate(c.req.header('authorization'), settings)
    await next()
  })

  const bodyOf = async (c: Context): Promise<unknown> => {
    const body = await c.req.json().catch(() => undefined)
    if (body !== undefined) return body
    throw new Refusal('JsonFormatError', { status: 400, number: 47, message: 'The JSON you sent was not valid.' })
  }
  const documentOf = (c: Context): Transaction => {
    // AvaTax reads these characters in a path only in escapes of its own.
    const codeIn = (code = '') => {
      if (/[/+?%#]/.test(code)) throw documentNotFound(code)
      return code.replace(/_-ava([0-9a-f]{2})-_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    }
    const type = c.req.query('documentType') || 'SalesInvoice'
    return find(books, codeIn(c.req.param('company')), codeIn(c.req.param('code')), type)
  }
  /** Answers once what was written is on disk. */
  const answer = async (c: Context, transaction: Transaction, status: 200 | 201) => {
    await books.durable()
    return c.json(modelOf(transaction, c.req.query('$include'), c.req.method !== 'GET'), status)
  }

  app.get('/api/v2/utilities/ping', (c) => {
    const account = { authenticatedUserId: 95_001, authenticatedAccountId: Number(settings.accountId) }
    try {
      authenticate(c.req.header('authorization'), settings)
      return c.json({ version: '26.9.0', authenticated: true, authenticationType: 'AccountIdLicenseKey', ...account })
    } catch {
      return c.json({ version: '26.9.0', authenticated: false, authenticationType: 'None' })
    }
  })

  app.post('/api/v2/transactions/create', async (c) => {
    const model = parse(models.CreateTransaction, await bodyOf(c))
    const estimated = estimate(books, model, clock.iso())
    if (model.type === 'SalesOrder') return answer(c, estimated, 201)
    return answer(c, record(books, estimated, 'POST /api/v2/transactions/create'), 201)
  })

  app.post('/api/v2/transactions/createoradjust', async (c) => {
    const { createTransactionModel: model, ...reason } = parse(models.CreateOrAdjust, await bodyOf(c))
    const estimated = estimate(books, model, clock.iso())
    if (model.type === 'SalesOrder') return answer(c, estimated, 201)
    return answer(c, adjust(books, estimated, reason, 'POST /api/v2/transactions/createoradjust'), 201)
  })

  app.post(`${DOCUMENT}/adjust`, async (c) => {
    const { newTransaction: model, ...reason } = parse(models.Adjust, await bodyOf(c))
    const held = documentOf(c)
    if (reason.adjustmentReason === 'Other' && !reason.adjustmentDescription)
      throw new Refusal('ValueRequiredError', {
        status: 400,
        number: 5,
        message: 'Field AdjustmentDescription is required.',
      })
    if (held.status === 'Cancelled') throw docStatusError('Saved|Posted|Committed')
    const named = { ...model, type: held.type, code: held.code, companyCode: held.company.code }
    return answer(c, adjust(books, estimate(books, named, clock.iso()), reason, `POST ${DOCUMENT}/adjust`), 200)
  })

  app.get(DOCUMENT, (c) => answer(c, documentOf(c), 200))

  app.post(`${DOCUMENT}/commit`, async (c) => {
    const { commit } = parse(models.Commit, await bodyOf(c))
    const held = documentOf(c)
    if (held.status === 'Cancelled') throw docStatusError('Saved|Posted')
    if (held.status === 'Committed' || !commit) return answer(c, held, 200)
    return answer(c, move(books, held, 'Committed', clock.iso(), `POST ${DOCUMENT}/commit`), 200)
  })

  app.post(`${DOCUMENT}/uncommit`, (c) => {
    const held = documentOf(c)
    if (held.status !== 'Committed') throw docStatusError('Committed')
    return answer(c, move(books, held, 'Saved', clock.iso(), `POST ${DOCUMENT}/uncommit`), 200)
  })

  app.post(`${DOCUMENT}/void`, async (c) => {
    const { code } = parse(models.Void, await bodyOf(c))
    const held = documentOf(c)
    if (code === 'Unspecified')
      throw new Refusal('ValueRequiredError', { status: 400, number: 5, message: 'Field Code is required.' })
    if (held.status === 'Cancelled')
      throw new Refusal('TransactionAlreadyCancelled', {
        status: 400,
        number: 198,
        message: 'The transaction has already been cancelled.',
      })
    return answer(c, move(books, held, 'Cancelled', clock.iso(), `POST ${DOCUMENT}/void`), 200)
  })

  return app
}
