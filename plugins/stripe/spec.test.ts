import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import qs from 'qs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { callWith, invoiceDraft, lineOf, newCustomer, type Rig, startRig } from './rig.ts'

const SHARED = process.env.GANTRY_SHARED ?? join(import.meta.dirname, '../../../shared')
const SPEC = join(SHARED, 'vendor-specs/stripe/openapi.spec3.2023-08-16.yaml')
const FIXTURES = join(SHARED, 'vendor-specs/stripe/fixtures3.json')

type Exchange = { method: string; path: string; given: object; status: number; answer: Record<string, unknown> }
type Schema = { required?: string[]; properties?: Record<string, unknown> }
type Operation = {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: object }> }
}
type Spec = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }

/** Required in 2023-08-16, and gone from the API since (https://docs.stripe.com/changelog). */
const GONE: Record<string, string[]> = {
  credit_note: ['tax_amounts'],
  credit_note_line_item: ['tax_amounts'],
  invoice: ['paid', 'paid_out_of_band', 'total_tax_amounts'],
  line_item: ['proration', 'type'],
  product: ['features'],
  subscription: ['current_period_end', 'current_period_start'],
}
/** Parameters that are younger than the spec. */
const YOUNGER = new Set(['post /v1/subscriptions billing_mode', 'post /v1/credit_notes lines[] tax_amounts'])
/** In the fixtures, yet neither in the API's current version nor in the SDK of it. */
const OLDER = new Set(['invoice subscription'])

/** OpenAPI 3.0 says `nullable` where JSON Schema says the type null. */
function withNulls(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  for (const child of Object.values(node)) withNulls(child)
  const schema = node as { nullable?: unknown; type?: string; anyOf?: object[]; enum?: unknown[] }
  if (schema.nullable !== true) return
  if (schema.enum) schema.enum.push(null)
  if (schema.type) return
  delete schema.nullable
  schema.anyOf?.push({ type: 'null' })
}

const money = (amount: string) => ({ currency: 'USD', amount })

/** Passes requests on to the sandbox and keeps what went by. */
async function recorder() {
  const exchanges: Exchange[] = []
  const state = { target: '' }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const { host: _, connection: __, ...headers } = request.headers as Record<string, string>
    const answer = await fetch(state.target + request.url, {
      method: request.method!,
      headers,
      ...(body.length > 0 && { body }),
    })
    const text = await answer.text()
    const { pathname, search } = new URL(request.url!, state.target)
    exchanges.push({
      method: request.method!.toLowerCase(),
      path: pathname,
      given: qs.parse(body.toString() || search.slice(1), { arrayLimit: 1000, depth: 12 }),
      status: answer.status,
      answer: JSON.parse(text) as Record<string, unknown>,
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, exchanges, state, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** Every operation of both contracts, once. */
async function everything(rig: Rig) {
  const { id: customer } = await newCustomer(rig)
  const address = { street: 'Obere Str. 57', city: 'Berlin', postalCode: '12209', country: 'DE' }
  await rig.billing.upsertCustomer(
    { reference: 'ACC-1', body: { name: 'New', phone: '030', taxId: 'DE1', billTo: address, shipTo: address } },
    callWith(),
  )
  const lines = Array.from({ length: 12 }, (_, index) => lineOf(String(index), '10', '1.90'))
  const { id } = await rig.billing.createInvoice({ body: invoiceDraft(customer, lines) }, callWith('a'))
  await rig.billing.finalizeInvoice({ id }, callWith('b'))
  await rig.billing.getInvoice({ id }, callWith())
  await rig.billing.listInvoices({ query: { order: 'Q-1' } }, callWith())
  const { payment_intent: payment } = await rig.act<{ payment_intent: string }>('pay', { invoice: id, amount: '4.00' })
  await rig.payments.getPayment({ id: payment }, callWith())
  await rig.payments.listPayments({ query: { invoice: id } }, callWith())
  const subscription = await rig.billing.createSubscription(
    {
      body: {
        ...{ reference: 'Q-2', order: 'Q-2', customer, legalEntity: 'EMEA', currency: 'USD', startsOn: '2026-01-01' },
        recurring: [{ ...lineOf('1', '10', '1'), term: { unit: 'year', count: 1 } }],
        oneOff: [lineOf('2', '5')],
      },
    },
    callWith('c'),
  )
  await rig.billing.getSubscription({ id: subscription.id }, callWith())
  await rig.billing.finalizeInvoice({ id: subscription.invoice }, callWith('d'))
  await rig.billing.cancelSubscription({ id: subscription.id }, callWith('e'))
  const credited = { line: '0', net: money('5'), tax: money('0.95'), gross: money('5.95') }
  const note = await rig.billing.createCreditNote(
    { body: { reference: 'CN-1', invoice: id, reason: 'order-change', paidPart: 'balance', lines: [credited] } },
    callWith('f'),
  )
  await rig.billing.getCreditNote({ id: note.id }, callWith())
  await rig.act('meter', { event: 'api_calls' })
  const usage = { reference: 'U-1', customer, meter: 'api_calls', quantity: '3', at: new Date().toISOString() }
  await rig.billing.recordUsage({ body: usage }, callWith('g'))
  await rig.billing.recordUsage({ body: usage }, callWith('h'))
  const refund = await rig.payments.refundPayment(
    { id: payment, body: { reference: 'R-1', amount: money('1'), reason: 'requested' } },
    callWith('i'),
  )
  await rig.payments.getRefund({ id: refund.id }, callWith())
  await rig.act('dispute', { payment })
  await rig.payments.listDisputes({ query: { payment } }, callWith())
  await rig.act('pay', { invoice: id, amount: '50.00' })
  const { payout } = await rig.act<{ payout: string }>('payout', { currency: 'usd' })
  await rig.payments.getPayout({ id: payout }, callWith())
  await rig.payments.listPayouts({ query: {} }, callWith())
  await rig.payments.listPayoutEntries({ id: payout, query: {} }, callWith())
  await rig.connection.changes('100')
  await expect(rig.billing.getInvoice({ id: 'in_unknown' }, callWith())).rejects.toThrow()
}

describe.skipIf(!existsSync(SPEC))('Stripe’s published specification (vendor-specs/stripe)', () => {
  let rig: Rig
  let exchanges: Exchange[]
  let spec: Spec
  let fixtures: Record<string, object>
  beforeAll(async () => {
    const proxy = await recorder()
    rig = await startRig({ config: { baseUrl: proxy.url } })
    proxy.state.target = rig.sandbox.url
    await everything(rig)
    await proxy.close()
    exchanges = proxy.exchanges
    spec = parse(readFileSync(SPEC, 'utf8')) as Spec
    fixtures = (JSON.parse(readFileSync(FIXTURES, 'utf8')) as { resources: Record<string, object> }).resources
    withNulls(spec.components.schemas)
    for (const [name, fields] of Object.entries(GONE)) {
      const schema = spec.components.schemas[name]!
      schema.required = (schema.required ?? []).filter((field) => !fields.includes(field))
    }
  })
  afterAll(() => rig.close())

  const templateOf = (path: string) =>
    Object.keys(spec.paths)
      .filter((template) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
      .sort((a, b) => a.split('{').length - b.split('{').length)[0]

  test('knows the names we send', () => {
    const unknown = new Set<string>()
    let checked = 0
    for (const { method, path, given } of exchanges) {
      const operation = spec.paths[templateOf(path) ?? '']?.[method]
      if (!operation) continue
      checked++
      const body = operation.requestBody?.content['application/x-www-form-urlencoded']?.schema
      if (method === 'post') walk(given, body as Node, `${method} ${templateOf(path)}`)
      else
        for (const name of Object.keys(given))
          if (!operation.parameters?.some((parameter) => parameter.name === name))
            if (!(body as Schema | undefined)?.properties?.[name]) unknown.add(`${method} ${templateOf(path)} ${name}`)
    }
    type Node = { properties?: Record<string, Node>; anyOf?: Node[]; items?: Node; additionalProperties?: unknown }
    function walk(value: unknown, node: Node | undefined, at: string): void {
      if (typeof value !== 'object' || value === null) return
      const options = node?.anyOf ?? [node]
      for (const [name, child] of Object.entries(value)) {
        if (Array.isArray(value)) {
          walk(child, options.find((option) => option?.items)?.items, `${at}[]`)
          continue
        }
        const holder = options.find((option) => option?.properties?.[name])
        if (holder) walk(child, holder.properties![name], `${at} ${name}`)
        else if (!options.some((option) => option?.additionalProperties)) unknown.add(`${at} ${name}`)
      }
    }
    expect(checked).toBeGreaterThan(12)
    expect([...unknown].filter((name) => !YOUNGER.has(name))).toEqual([])
  })

  test('describes the answers the sandbox gives', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
    ajv.addSchema({ $id: 'spec', components: spec.components })
    const validators = new Map<string, ValidateFunction>()
    const faults: string[] = []
    const seen = new Set<string>()
    const check = (name: string, value: object) => {
      seen.add(name)
      const validate = validators.get(name) ?? ajv.compile({ $ref: `spec#/components/schemas/${name}` })
      validators.set(name, validate)
      if (!validate(value)) faults.push(`${name}: ${ajv.errorsText(validate.errors)}`)
    }
    for (const { answer, status } of exchanges) {
      if (status >= 400) check('error', answer)
      const { object, data } = answer as { object?: string; data?: Record<string, unknown>[] }
      for (const record of data ?? [answer]) {
        const name = object === 'list' || object === 'search_result' ? (record.object as string) : (object ?? '')
        if (spec.components.schemas[name]) check(name, record)
      }
    }
    expect([...new Set(faults)]).toEqual([])
    for (const name of [
      'customer',
      'product',
      'invoice',
      'line_item',
      'subscription',
      'payment_intent',
      'event',
      'error',
      'credit_note',
      'refund',
      'dispute',
      'payout',
      'balance_transaction',
    ])
      expect(seen).toContain(name)
  })

  test('has fixtures whose fields the sandbox answers too', () => {
    const lacking = new Set<string>()
    const compared = new Set<string>()
    for (const { answer } of exchanges) {
      const { data } = answer as { data?: Record<string, unknown>[] }
      for (const record of data ?? [answer]) {
        const fixture = fixtures[record.object as string]
        if (!fixture) continue
        compared.add(record.object as string)
        for (const field of Object.keys(fixture)) if (!(field in record)) lacking.add(`${record.object} ${field}`)
      }
    }
    expect([...compared]).toEqual(expect.arrayContaining(['invoice', 'invoice_payment', 'payment_intent', 'line_item']))
    expect([...lacking].filter((field) => !OLDER.has(field))).toEqual([])
  })
})
