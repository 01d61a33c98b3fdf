import type { ProductDraft } from '@gantry/canonical/product'
import type { QuoteDraft } from '@gantry/canonical/quote'
import { IntegrationError } from '@gantry/core/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { crm, cpq } = {} as ReturnType<TestOrg['connect']>

const customer = {
  name: "O'Brien & Söhne",
  email: 'ap@obrien.example',
  phone: '+49 30 1234',
  currency: 'EUR',
  taxId: 'DE123456789',
  billTo: { street: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
}
const product: ProductDraft = { name: 'Mountain Bike', currency: 'USD', listPrice: '2186.625', charge: 'one-off' }
const line = (id: string, over: object = {}) => ({
  id,
  sku: 'MB-1',
  description: 'Bike <27"> & bell',
  charge: 'one-off' as const,
  quantity: '3',
  unitPrice: '2186.625',
  discount: '0.15',
  ...over,
})
const quote = (over: Partial<QuoteDraft> = {}): QuoteDraft => ({
  customer: 'C-1',
  legalEntity: 'EMEA',
  currency: 'USD',
  priceBasis: 'net',
  quotedOn: '2026-03-01',
  validUntil: '2026-04-01',
  state: 'presented',
  lines: [line('1')],
  ...over,
})

async function seed() {
  await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
  await cpq.upsertProduct({ sku: 'MB-1', body: product }, call())
}

async function ordered(reference: string, over: Partial<QuoteDraft> = {}) {
  await cpq.upsertQuote({ reference, body: quote({ state: 'accepted', ...over }) }, call())
  return cpq.orderQuote({ reference }, call())
}

const failed = async (work: Promise<unknown>): Promise<IntegrationError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(IntegrationError)
  return error as IntegrationError
}
const writes = () => org.books.effects

beforeEach(async () => {
  org = await openOrg()
  ;({ crm, cpq } = org.connect())
})
afterEach(() => org.close())

describe('customers', () => {
  test('come back as they were written, and are not written again', async () => {
    const created = await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    expect(created).toMatchObject({ reference: 'C-1', ...customer })
    expect(created.id).toMatch(/^001\w{15}$/)
    const before = writes()
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    expect(writes()).toBe(before)
    expect(await crm.getCustomer({ reference: 'C-1' }, call())).toEqual(created)
    expect(await org.ledger('customer')).toHaveLength(1)
  })

  test('keep what an update does not know', async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    const updated = await crm.upsertCustomer({ reference: 'C-1', body: { name: 'New name' } }, call())
    expect(updated).toMatchObject({ name: 'New name', taxId: customer.taxId, email: customer.email })
  })

  test('unknown ones are not found', async () => {
    const error = await failed(crm.getCustomer({ reference: "C-' OR Name != '" }, call()))
    expect(error).toMatchObject({ code: 'not-found', kind: 'data', status: 404 })
  })

  test('with a country that is no code are named', async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    const row = org.books.find<{ Id: string }>('Account', () => true)!
    const token = await session()
    await fetch(`${org.url}/services/data/v62.0/sobjects/Account/${row.Id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ BillingCountry: 'Germany' }),
    })
    expect(await failed(crm.getCustomer({ reference: 'C-1' }, call()))).toMatchObject({ code: 'country-unknown' })
  })
})

describe('products', () => {
  test('keep every digit of their prices, and one price per currency', async () => {
    const body = {
      ...product,
      listPrice: '123456789.123456789012',
      unitCost: '0.333333333333333333',
      charge: 'recurring' as const,
      term: { unit: 'month' as const, count: 3 },
      taxCode: 'P0000000',
    }
    const created = await cpq.upsertProduct({ sku: 'MB-1', body }, call())
    expect(created).toMatchObject({ sku: 'MB-1', ...body })
    const before = writes()
    await cpq.upsertProduct({ sku: 'MB-1', body }, call())
    expect(writes()).toBe(before)
    const inEuro = await cpq.upsertProduct(
      { sku: 'MB-1', body: { ...body, currency: 'EUR', listPrice: '9.90' } },
      call(),
    )
    expect(inEuro).toMatchObject({ id: created.id, currency: 'EUR', listPrice: '9.9' })
    const cheaper = await cpq.upsertProduct({ sku: 'MB-1', body: { ...body, listPrice: '5' } }, call())
    expect(cheaper).toMatchObject({ currency: 'USD', listPrice: '5' })
    expect(org.books.size('PricebookEntry')).toBe(2)
    expect(await cpq.getProduct({ sku: 'MB-1' }, call())).toEqual(cheaper)
    expect(await failed(cpq.getProduct({ sku: 'none' }, call()))).toMatchObject({ code: 'not-found' })
  })
})

describe('quotes', () => {
  beforeEach(seed)

  test('are written in one call and come back exactly', async () => {
    const term = { unit: 'year' as const, count: 2 }
    const body = quote({
      lines: [
        line('b', { listPrice: '2300', unitCost: '1200.1234', taxCode: 'PC1', agreedTax: '1062.70' }),
        line('a', { charge: 'recurring', term, quantity: '0.123456789012345678', discount: '0' }),
      ],
    })
    const start = org.exchanges.length
    const saved = await cpq.upsertQuote({ reference: 'Q-1', body }, call())
    expect(org.exchanges.length - start).toBe(2)
    expect(saved).toMatchObject({ ...body, lines: [{ ...body.lines[0], agreedTax: '1062.7' }, body.lines[1]] })
    // 2186.625 × 3 × 0.85 = 5575.89375, and 2186.625 × 0.123456789012346 = 269.95…
    expect(saved.total).toEqual({ currency: 'USD', amount: '5845.84' })
    expect(saved.native).not.toHaveProperty('SBQQ__LineItems__r')
    expect(await cpq.getQuote({ reference: 'Q-1' }, call())).toEqual(saved)
    expect((await org.ledger('quote'))[0]).toMatchObject({
      reference: 'Q-1',
      entity: 'EMEA',
      net: '5845.84',
      lines: { count: 2, net: '5845.84' },
      state: 'Presented',
    })
    const before = writes()
    await cpq.upsertQuote({ reference: 'Q-1', body }, call())
    expect(writes()).toBe(before)
  })

  test('are replaced line by line: only what differs is written', async () => {
    await cpq.upsertQuote({ reference: 'Q-1', body: quote({ lines: [line('1'), line('2'), line('3')] }) }, call())
    const start = org.exchanges.length
    const body = quote({ lines: [line('1'), line('3', { quantity: '4' }), line('4')] })
    const saved = await cpq.upsertQuote({ reference: 'Q-1', body }, call())
    expect(saved.lines.map((kept) => [kept.id, kept.quantity])).toEqual([
      ['1', '3'],
      ['3', '4'],
      ['4', '3'],
    ])
    const sent = org.exchanges.slice(start).find(({ method }) => method === 'POST')!.request
    expect(sent).not.toContain('Q-1:1')
    expect(org.books.size('SBQQ__QuoteLine__c')).toBe(3)
  })

  test('of 1,000 lines take few calls, and are replaced by 1,000 others', async () => {
    const many = (prefix: string) => quote({ lines: Array.from({ length: 1000 }, (_, at) => line(`${prefix}${at}`)) })
    const start = org.exchanges.length
    const saved = await cpq.upsertQuote({ reference: 'Q-1', body: many('a') }, call())
    expect(org.exchanges.length - start).toBe(3)
    expect(saved.lines).toHaveLength(1000)
    expect(saved.total.amount).toBe('5575890.00')
    const other = await cpq.upsertQuote({ reference: 'Q-1', body: many('b') }, call())
    expect(other.lines[999]!.id).toBe('b999')
    expect(org.books.size('SBQQ__QuoteLine__c')).toBe(1000)
  })

  test.each([
    ['JPY', '5576', '1093', '2186.625'],
    ['KWD', '5575.894', '0.001', '2186.625'],
  ])('total in the decimals of %s', async (currency, amount) => {
    const saved = await cpq.upsertQuote({ reference: 'Q-1', body: quote({ currency }) }, call())
    expect(saved.total).toEqual({ currency, amount })
  })

  test('a rep edits: the new number wins over the exact text', async () => {
    const body = quote({ lines: [line('1', { unitPrice: '0.1234567890123456' })] })
    await cpq.upsertQuote({ reference: 'Q-1', body }, call())
    await org.action('edit-quote', {
      quote: 'Q-1',
      fields: { SBQQ__Status__c: 'Denied', SBQQ__ExpirationDate__c: '2026-03-02' },
      lines: { 1: { SBQQ__SpecialPrice__c: 7.25 } },
    })
    const edited = await cpq.getQuote({ reference: 'Q-1' }, call())
    expect(edited).toMatchObject({ state: 'rejected', validUntil: '2026-03-02', total: { amount: '18.49' } })
    expect(edited.lines[0]!.unitPrice).toBe('7.25')
  })

  test('of an unknown product or customer are refused as a whole', async () => {
    const lines = [line('1'), line('2', { sku: 'none' })]
    const error = await failed(cpq.upsertQuote({ reference: 'Q-1', body: quote({ lines }) }, call()))
    expect(error).toMatchObject({ code: 'vendor-refused', kind: 'data' })
    expect(error.detail).toMatch(/INVALID_FIELD.*none.*Product2/)
    const stranger = await failed(cpq.upsertQuote({ reference: 'Q-1', body: quote({ customer: 'C-9' }) }, call()))
    expect(stranger.detail).toContain('C-9')
    expect(await org.ledger('quote')).toEqual([])
    expect(org.books.size('Opportunity')).toBe(0)
  })

  test('not yet calculated are asked for again', async () => {
    await cpq.upsertQuote({ reference: 'Q-1', body: quote() }, call())
    await org.action('edit-quote', { quote: 'Q-1', fields: { SBQQ__Uncalculated__c: true } })
    const error = await failed(cpq.getQuote({ reference: 'Q-1' }, call()))
    expect(error).toMatchObject({ code: 'quote-being-calculated', kind: 'transient' })
  })
})

describe('orders', () => {
  beforeEach(seed)

  test('come of accepted quotes only, once', async () => {
    await cpq.upsertQuote({ reference: 'Q-1', body: quote() }, call())
    const refused = await failed(cpq.orderQuote({ reference: 'Q-1' }, call()))
    expect(refused).toMatchObject({ code: 'quote-not-accepted', kind: 'policy' })
    const order = await ordered('Q-1')
    expect(order).toMatchObject({ reference: 'Q-1', state: 'draft' })
    expect(order.id).toMatch(/^801/)
    const before = writes()
    expect(await cpq.orderQuote({ reference: 'Q-1' }, call())).toEqual(order)
    expect(await crm.getOrder({ reference: 'Q-1' }, call())).toEqual(order)
    expect(writes()).toBe(before)
    expect(await org.ledger('order')).toHaveLength(1)
    expect(org.books.size('OrderItem')).toBe(1)
    const changed = await failed(cpq.upsertQuote({ reference: 'Q-1', body: quote({ legalEntity: 'US' }) }, call()))
    expect(changed).toMatchObject({ code: 'quote-ordered', kind: 'policy' })
    expect(await failed(cpq.orderQuote({ reference: 'Q-9' }, call()))).toMatchObject({ code: 'not-found' })
    expect(await failed(crm.getOrder({ reference: 'Q-9' }, call()))).toMatchObject({ code: 'not-found' })
  })

  test('show the newest status, whatever the sequence of arrival', async () => {
    await ordered('Q-1')
    const tell = (stage: 'active' | 'paid' | 'submitted', at: string, open?: string) =>
      crm.updateOrderStatus(
        {
          reference: 'Q-1',
          body: {
            stage,
            message: `It is ${stage}.`,
            at,
            correlation: 'c-1',
            ...(open && { open: { currency: 'USD', amount: open } }),
          },
        },
        call(),
      )
    expect(await tell('submitted', '2026-03-01T10:00:00Z')).toMatchObject({ state: 'draft', stage: 'submitted' })
    const paid = await tell('paid', '2026-03-01T12:00:00.250+01:00', '0')
    expect(paid).toMatchObject({ state: 'activated', stage: 'paid', open: { currency: 'USD', amount: '0.00' } })
    const before = writes()
    expect(await tell('active', '2026-03-01T11:00:00.249Z')).toEqual(paid)
    expect(await tell('paid', '2026-03-01T11:00:00.250Z', '0.00')).toEqual(paid)
    expect(writes()).toBe(before)
    expect((await org.ledger('order'))[0]).toMatchObject({ state: 'Activated: paid', open: '0.00', reference: 'Q-1' })
    expect(await failed(tell('paid', 'no-time'))).toMatchObject({ code: 'invalid-request' })
  })

  test('20 statuses at once leave the newest', async () => {
    await ordered('Q-1')
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        crm.updateOrderStatus(
          {
            reference: 'Q-1',
            body: { stage: 'active', message: `Message ${at}`, at: new Date(1_772_000_000_000 + at).toISOString() },
          },
          call(),
        ),
      ),
    )
    expect(await crm.getOrder({ reference: 'Q-1' }, call())).toMatchObject({ message: 'Message 19' })
  })

  test('an open amount in another currency is refused', async () => {
    await ordered('Q-1')
    const body = { stage: 'invoiced', message: 'Sent.', at: '2026-03-01T10:00:00Z' } as const
    const open = { currency: 'EUR', amount: '1.00' }
    const error = await failed(crm.updateOrderStatus({ reference: 'Q-1', body: { ...body, open } }, call()))
    expect(error).toMatchObject({ code: 'currency-mismatch', kind: 'data' })
  })
})

describe('repeats', () => {
  test('after an answer was lost find what was done', async () => {
    await seed()
    const operations: [string, () => Promise<unknown>][] = [
      ['customer', () => crm.upsertCustomer({ reference: 'C-2', body: customer }, call())],
      ['product', () => cpq.upsertProduct({ sku: 'MB-2', body: product }, call())],
      ['quote', () => cpq.upsertQuote({ reference: 'Q-1', body: quote({ state: 'accepted' }) }, call())],
      ['order', () => cpq.orderQuote({ reference: 'Q-1' }, call())],
    ]
    for (const [kind, perform] of operations) {
      const before = writes()
      // Each of them reads, then writes: the read passes, the write is done and its answer lost.
      org.dropAfterNext()
      const error = await failed(perform())
      await org.faults({})
      expect(error, kind).toMatchObject({ kind: 'transient', outcomeUnknown: true })
      expect(writes(), kind).toBe(before + 1)
      await perform()
      expect(writes(), kind).toBe(before + 1)
    }
    expect(await org.ledger('customer')).toHaveLength(2)
    expect(await org.ledger('product')).toHaveLength(2)
    expect(await org.ledger('quote')).toHaveLength(1)
    expect(await org.ledger('order')).toHaveLength(1)
  })

  test('20 at once give one', async () => {
    await seed()
    const twenty = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, work))
    await twenty(() => crm.upsertCustomer({ reference: 'C-3', body: customer }, call()))
    await twenty(() => cpq.upsertProduct({ sku: 'MB-3', body: product }, call()))
    await twenty(() => cpq.upsertQuote({ reference: 'Q-1', body: quote({ state: 'accepted' }) }, call()))
    const orders = await twenty(() => cpq.orderQuote({ reference: 'Q-1' }, call()))
    expect(new Set(orders.map((order) => order.id)).size).toBe(1)
    const ledger = await org.ledger()
    const count = (kind: string) => ledger.filter((entry) => entry.kind === kind).length
    expect([count('customer'), count('product'), count('quote'), count('order')]).toEqual([2, 2, 1, 1])
    expect(org.books.size('SBQQ__QuoteLine__c')).toBe(1)
    expect(org.books.size('PricebookEntry')).toBe(2)
  })

  test('survive a restart of the sandbox, which ends the session', async () => {
    await seed()
    const order = await ordered('Q-1')
    await org.reopen()
    ;({ crm, cpq } = org.connect())
    expect(await cpq.orderQuote({ reference: 'Q-1' }, call())).toEqual(order)
    await cpq.upsertQuote({ reference: 'Q-2', body: quote({ state: 'accepted' }) }, call())
    const second = await cpq.orderQuote({ reference: 'Q-2' }, call())
    expect(second.number).not.toBe(order.number)
    expect(await org.ledger('order')).toHaveLength(2)
  })
})

describe('sessions and failures', () => {
  test('one token serves all calls, and an ended session is renewed once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => failed(crm.getCustomer({ reference: 'C-1' }, call()))))
    const tokens = () => org.exchanges.filter(({ url }) => url.endsWith('/oauth2/token')).length
    expect(tokens()).toBe(1)
    await org.action('end-sessions')
    await Promise.all(Array.from({ length: 10 }, () => failed(crm.getCustomer({ reference: 'C-1' }, call()))))
    expect(tokens()).toBe(2)
  })

  test('a session that is refused again is an error, not a loop', async () => {
    org.override.answer = (_method, path) => (path.includes('/data/') ? refusal(401, 'INVALID_SESSION_ID') : undefined)
    const error = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    expect(error).toMatchObject({ code: 'vendor-denied', kind: 'policy' })
  })

  test('wrong credentials are denied, and never shown', async () => {
    for (const config of [{ clientSecret: 'wr0ng-s3cret' }, { clientId: 'wr0ng-s3cret' }]) {
      const error = await failed(org.connect(config).crm.getCustomer({ reference: 'C-1' }, call()))
      expect(error).toMatchObject({ code: 'vendor-denied', kind: 'policy' })
      expect(error.detail).toMatch(/Salesforce 400 invalid_client/)
      expect(JSON.stringify([error.message, error.detail, String(error.cause)])).not.toMatch(/s3cret|sandbox-secret/)
    }
  })

  test.each([
    ['500', { error500: 1 }, { code: 'vendor-failed', kind: 'transient' }],
    ['429', { error429: 1 }, { code: 'rate-limited', kind: 'transient', retryAfterMs: 1000 }],
  ])('%s passes', async (_status, faults, expected) => {
    await org.faults(faults)
    expect(await failed(crm.getCustomer({ reference: 'C-1' }, call()))).toMatchObject(expected)
    await org.faults({})
    expect(await failed(crm.getCustomer({ reference: 'C-1' }, call()))).toMatchObject({ code: 'not-found' })
  })

  test.each([
    [403, 'REQUEST_LIMIT_EXCEEDED', { code: 'rate-limited', kind: 'transient', retryAfterMs: 60_000 }],
    [400, 'UNABLE_TO_LOCK_ROW', { code: 'record-locked', kind: 'transient' }],
    [403, 'INSUFFICIENT_ACCESS', { code: 'vendor-denied', kind: 'policy' }],
    [400, 'INVALID_FIELD', { code: 'vendor-refused', kind: 'data' }],
  ])('%i %s', async (status, code, expected) => {
    org.override.answer = (_method, path) => (path.includes('/data/') ? refusal(status, code) : undefined)
    const error = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    expect(error).toMatchObject(expected)
    expect(error.detail).toContain(code)
  })

  test('an answer cut off is transient', async () => {
    org.override.answer = (_method, path) =>
      path.includes('/data/')
        ? new Response('{"totalSize":1,"done":tr', { headers: { 'content-type': 'application/json' } })
        : undefined
    const error = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    expect(error).toMatchObject({ code: 'vendor-unreadable', kind: 'transient' })
  })

  test('a refused value is a data error with the code of the vendor', async () => {
    const error = await failed(
      crm.upsertCustomer({ reference: 'C-1', body: { ...customer, phone: '1'.repeat(41) } }, call()),
    )
    expect(error).toMatchObject({ code: 'vendor-refused', kind: 'data' })
    expect(error.detail).toContain('STRING_TOO_LONG')
  })
})

const refusal = (status: number, errorCode: string) => Response.json([{ message: 'No.', errorCode }], { status })

async function session(): Promise<string> {
  const response = await fetch(`${org.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox-client',
      client_secret: 'sandbox-secret',
    }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}
