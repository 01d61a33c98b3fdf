import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CREDENTIALS, openTestAccount, type TestAccount } from './test-account.ts'

// A generic client of the protocol, written from Oracle's help pages: no line of the connector.

const TOKEN = '/services/rest/auth/oauth2/v1/token'
const RECORD = '/services/rest/record/v1'
const SUITEQL = '/services/rest/query/v1/suiteql'

type Problem = {
  title: string
  status: number
  'o:errorDetails': { detail: string; 'o:errorCode': string; 'o:errorPath'?: string }[]
}
type Json = Record<string, unknown>

let account: TestAccount
let token: string

const assertion = (claims: { kid?: string; iss?: string; aud?: string; key?: string; lifetime?: string } = {}) =>
  new SignJWT({ scope: ['rest_webservices'] })
    .setProtectedHeader({ typ: 'JWT', alg: 'ES256', kid: claims.kid ?? CREDENTIALS.certificateId })
    .setIssuer(claims.iss ?? CREDENTIALS.clientId)
    .setAudience(claims.aud ?? `https://1234567-sb1.suitetalk.api.netsuite.com${TOKEN}`)
    .setIssuedAt()
    .setExpirationTime(claims.lifetime ?? '10m')
    .sign(createPrivateKey(claims.key ?? account.privateKey))

const grant = (client_assertion: string, grant_type = 'client_credentials') =>
  fetch(`${account.url}${TOKEN}`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type,
      client_assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    }),
  })

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${account.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })

const idOf = (response: Response) => {
  expect(response.status).toBe(204)
  return response.headers.get('location')!.split('/').at(-1)!
}
const problemOf = async (response: Response, status: number) => {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toContain('type=error')
  return (await response.json()) as Problem
}
const query = async (q: string, page = '') => send('POST', `${SUITEQL}${page}`, { q }, { prefer: 'transient' })
const rows = async (q: string) => ((await (await query(q)).json()) as { items: Json[] }).items

beforeAll(async () => {
  account = await openTestAccount()
  token = ((await (await grant(await assertion())).json()) as { access_token: string }).access_token
})
afterAll(() => account.close())

describe('the token endpoint', () => {
  test('grants a bearer token for an hour', async () => {
    expect(await (await grant(await assertion())).json()).toMatchObject({ expires_in: '3600', token_type: 'bearer' })
  })

  test.each([
    ['another certificate', { kid: 'other' }],
    ['another client', { iss: 'other' }],
    ['another audience', { aud: 'https://example.com/token' }],
    ['a lifetime over an hour', { lifetime: '2h' }],
  ])('refuses %s', async (_what, claims) => {
    const response = await grant(await assertion(claims))
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ error: 'invalid_client' })
  })

  test('refuses another key and another grant', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    expect((await grant(await assertion({ key }))).status).toBe(401)
    expect((await grant(await assertion(), 'password')).status).toBe(400)
  })

  test('without a valid token the answer is 401 INVALID_LOGIN', async () => {
    const response = await send('GET', `${RECORD}/customer/1`, undefined, { authorization: 'Bearer x' })
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect((await problemOf(response, 401))['o:errorDetails'][0]!['o:errorCode']).toBe('INVALID_LOGIN')
  })
})

describe('records', () => {
  let customer: string
  let order: string
  let invoice: string

  test('customer: create, read by both ids, refuse a second one', async () => {
    const body = { companyName: 'Around the Horn', externalId: 'AROUT', subsidiary: { id: 2 }, currency: { id: '4' } }
    customer = idOf(await send('POST', `${RECORD}/customer`, body))
    const read = await send('GET', `${RECORD}/customer/eid:AROUT`)
    expect(read.headers.get('content-type')).toContain('application/vnd.oracle.resource+json; type=singular')
    const record = (await read.json()) as Json
    expect(record).toMatchObject({ id: customer, externalId: 'AROUT', subsidiary: { id: '2', refName: 'EMEA' } })
    expect(record.addressBook).not.toHaveProperty('items')
    const { 'o:errorDetails': details } = await problemOf(await send('POST', `${RECORD}/customer`, body), 400)
    expect(details[0]!.detail).toContain('This record already exists')
    expect((await problemOf(await send('GET', `${RECORD}/customer/999999`), 404)).title).toBe('Not Found')
  })

  test('an upsert appends addresses unless it replaces them', async () => {
    const line = { defaultBilling: true, addressBookAddress: { city: 'London', country: { id: 'GB' } } }
    const body = { addressBook: { items: [line] } }
    const addresses = async () => {
      const read = await send('GET', `${RECORD}/customer/${customer}?expandSubResources=true`)
      return ((await read.json()) as { addressBook: { items: unknown[] } }).addressBook.items.length
    }
    await send('PUT', `${RECORD}/customer/eid:AROUT`, body)
    expect(idOf(await send('PUT', `${RECORD}/customer/eid:AROUT`, body))).toBe(customer)
    expect(await addresses()).toBe(2)
    await send('PUT', `${RECORD}/customer/eid:AROUT?replace=addressBook`, body)
    expect(await addresses()).toBe(1)
  })

  test('unknown fields are dropped, or refused where asked', async () => {
    const body = { companyName: 'Other', subsidiary: { id: 2 }, custentity_nobody_made: 1 }
    idOf(await send('POST', `${RECORD}/customer`, body))
    const strict = await send('POST', `${RECORD}/customer`, body, { 'X-NetSuite-PropertyNameValidation': 'Error' })
    const [detail] = (await problemOf(strict, 400))['o:errorDetails']
    expect(detail).toMatchObject({ 'o:errorCode': 'INVALID_CONTENT', 'o:errorPath': 'custentity_nobody_made' })
    await problemOf(await send('POST', `${RECORD}/customer`, '{"companyName":'), 400)
    await problemOf(await send('POST', `${RECORD}/customer`, { companyName: 7, subsidiary: { id: 2 } }), 400)
    await problemOf(await send('POST', `${RECORD}/spaceship`, {}), 404)
  })

  test('order and invoice: the sandbox adds up; the invoice bills what is left', async () => {
    const item = { itemId: 'TEA', subsidiary: { items: [{ id: '1' }] }, includeChildren: true }
    const tea = idOf(await send('PUT', `${RECORD}/nonInventorySaleItem/eid:TEA`, item))
    const body = {
      entity: { id: customer },
      subsidiary: { id: '2' },
      orderStatus: { id: 'B' },
      tranDate: '2026-05-01',
      item: {
        items: [
          { item: { id: tea }, quantity: 4, rate: 2.5 },
          { item: { externalId: 'TEA' }, quantity: 1, amount: 0.1 },
        ],
      },
    }
    order = idOf(await send('POST', `${RECORD}/salesOrder`, body))
    const shown = (await (await send('GET', `${RECORD}/salesOrder/${order}`)).json()) as Json
    expect(shown).toMatchObject({ total: 10.1, subtotal: 10.1, taxTotal: 0, status: { refName: 'Pending Billing' } })
    const path = `${RECORD}/salesOrder/${order}/!transform/invoice`
    const part = {
      externalId: 'I1',
      item: {
        items: [
          { orderLine: 1, quantity: 2 },
          { orderLine: 2, quantity: 0 },
        ],
      },
    }
    await problemOf(await send('POST', path, { item: { items: [{ orderLine: 1, quantity: 5 }] } }), 400)
    invoice = idOf(await send('POST', path, part))
    await problemOf(await send('POST', path, part), 400)
    const billed = (await (await send('GET', `${RECORD}/invoice/${invoice}`)).json()) as Json
    expect(billed).toMatchObject({
      total: 5,
      amountRemaining: 5,
      status: { id: 'A', refName: 'Open' },
      createdFrom: { id: order },
    })
    idOf(await send('POST', path))
    const [problem] = (await problemOf(await send('POST', path), 400))['o:errorDetails']
    expect(problem!['o:errorCode']).toBe('INVALID_INITIALIZE_REF')
    await problemOf(
      await send('POST', `${RECORD}/salesOrder`, { ...body, item: { items: [{ item: { id: 9999 }, amount: 1 }] } }),
      400,
    )
  })

  test('tax details without a line, or with an unknown code, are refused', async () => {
    const line = { item: { externalId: 'TEA' }, quantity: 1, amount: 10, taxDetailsReference: 'a' }
    const detail = {
      taxDetailsReference: { id: 'a' },
      taxCode: { externalId: 'gantry-tax-2' },
      taxType: 'gantry-tax-2',
      taxBasis: 10,
      taxRate: 20,
      taxAmount: 2,
    }
    const post = (taxDetails: object) =>
      send('POST', `${RECORD}/invoice`, {
        entity: { id: customer },
        subsidiary: { id: '2' },
        taxDetailsOverride: true,
        item: { items: [line] },
        taxDetails: { items: [taxDetails] },
      })
    const id = idOf(await post(detail))
    expect(await (await send('GET', `${RECORD}/invoice/${id}`)).json()).toMatchObject({ total: 12, taxTotal: 2 })
    await problemOf(await post({ ...detail, taxDetailsReference: { id: 'b' } }), 400)
    await problemOf(await post({ ...detail, taxCode: { externalId: 'none' } }), 400)
  })

  test('payment: applied up to what is due, and the invoice is paid', async () => {
    const pay = (payment: number, amount: number, externalId: string) =>
      send('POST', `${RECORD}/customerPayment`, {
        externalId,
        customer: { id: customer },
        subsidiary: { id: '2' },
        payment,
        apply: { items: [{ doc: { id: invoice }, apply: true, amount }] },
      })
    await problemOf(await pay(10, 5.01, 'P1'), 400)
    await problemOf(await pay(4, 5, 'P1'), 400)
    const id = idOf(await pay(6, 5, 'P1'))
    expect(await (await send('GET', `${RECORD}/customerPayment/${id}`)).json()).toMatchObject({
      applied: 5,
      unapplied: 1,
    })
    expect(await (await send('GET', `${RECORD}/invoice/eid:I1`)).json()).toMatchObject({
      amountRemaining: 0,
      status: { id: 'B', refName: 'Paid In Full' },
    })
    // Transactions share one space of external ids.
    await problemOf(await pay(1, 1, 'I1'), 400)
  })

  test('closing every line closes the order', async () => {
    const body = {
      entity: { id: customer },
      subsidiary: { id: '2' },
      item: { items: [{ item: { externalId: 'TEA' }, amount: 1 }] },
    }
    const id = idOf(await send('POST', `${RECORD}/salesOrder`, body))
    idOf(await send('PATCH', `${RECORD}/salesOrder/${id}`, { item: { items: [{ line: 1, isClosed: true }] } }))
    expect(await (await send('GET', `${RECORD}/salesOrder/${id}`)).json()).toMatchObject({
      status: { refName: 'Closed' },
    })
    await problemOf(
      await send('PATCH', `${RECORD}/salesOrder/${id}`, { item: { items: [{ line: 7, isClosed: true }] } }),
      400,
    )
  })

  test('a second subsidiary and a second currency have to be given to the customer first', async () => {
    const body = {
      entity: { id: customer },
      subsidiary: { id: '3' },
      currency: { id: '1' },
      item: { items: [{ item: { externalId: 'TEA' }, amount: 1 }] },
    }
    await problemOf(await send('POST', `${RECORD}/salesOrder`, body), 400)
    idOf(
      await send('POST', `${RECORD}/customerSubsidiaryRelationship`, {
        entity: { id: customer },
        subsidiary: { id: '3' },
      }),
    )
    await problemOf(await send('POST', `${RECORD}/salesOrder`, body), 400)
    idOf(await send('PUT', `${RECORD}/customer/eid:AROUT`, { currencyList: { items: [{ currency: { id: '1' } }] } }))
    idOf(await send('POST', `${RECORD}/salesOrder`, body))
  })

  test('the ledger agrees with itself', async () => {
    for (const entry of await account.ledger()) {
      if (entry.kind !== 'invoice' && entry.kind !== 'sales-order') continue
      expect(entry.lines).toMatchObject({ net: entry.net, tax: entry.tax, gross: entry.gross })
    }
  })
})

describe('SuiteQL', () => {
  test('selects, filters, orders and pages', async () => {
    expect(await rows("SELECT id, name FROM subsidiary WHERE name IN ('EMEA','AMER') ORDER BY id DESC")).toEqual([
      { links: [], id: '3', name: 'AMER' },
      { links: [], id: '2', name: 'EMEA' },
    ])
    expect(await rows("select tranid from Transaction where TYPE = 'CustPymt' and memo is null")).toHaveLength(1)
    expect(await rows("SELECT id FROM customer WHERE companyname = 'O''Hara'")).toEqual([])
    const page = (await (await query('SELECT id FROM currency ORDER BY id', '?limit=10&offset=10')).json()) as Json
    expect(page).toMatchObject({ count: 10, hasMore: true, offset: 10, totalResults: 30 })
    expect((page.items as Json[])[0]).toEqual({ links: [], id: '11' })
  })

  test.each([
    'SELECT id FROM spaceship',
    'SELECT colour FROM customer',
    'SELECT id FROM customer WHERE id = 1 OR 1 = 1',
    'SELECT * FROM customer',
    'DROP TABLE customer',
    "SELECT id FROM customer WHERE companyname = 'unclosed",
    'SELECT id FROM customer ORDER',
  ])('refuses %s', async (q) => {
    const { 'o:errorDetails': details } = await problemOf(await query(q), 400)
    expect(details[0]!.detail).toContain('Invalid search query')
  })

  test('asks for Prefer: transient', async () => {
    await problemOf(await send('POST', SUITEQL, { q: 'SELECT id FROM currency' }), 400)
    await problemOf(await query('SELECT id FROM currency', '?limit=10&offset=5'), 400)
  })
})

describe('requests done later', () => {
  const body = (externalId: string) => ({ externalId, companyName: 'Later', subsidiary: { id: '2' } })
  const key = 'cac827ea-3543-4cda-add2-bae634326c27'
  const later = { prefer: 'respond-async', 'x-netsuite-idempotency-key': key }

  test('are known by their key, and the key means nothing without the preference', async () => {
    const first = await send('POST', `${RECORD}/customer`, body('later-1'), later)
    expect([first.status, first.headers.get('preference-applied')]).toEqual([202, 'respond-async'])
    const job = first.headers.get('location')!
    const again = await send('POST', `${RECORD}/customer`, body('later-1'), later)
    expect(again.headers.get('location')).toBe(job)
    expect((await problemOf(again, 400))['o:errorDetails'][0]!['o:errorCode']).toBe('IDEMPOTENCY_ERROR')
    const plain = { 'x-netsuite-idempotency-key': key }
    idOf(await send('POST', `${RECORD}/customer`, body('later-2'), plain))
    idOf(await send('POST', `${RECORD}/customer`, body('later-3'), plain))
    const poll = async () => (await (await send('GET', job)).json()) as Json
    expect(await poll()).toMatchObject({ completed: false, progress: 'processing' })
    expect(await poll()).toMatchObject({ completed: true, progress: 'succeeded' })
    idOf(await send('GET', `${job}/task/1/result`))
  })
})

describe('moments in SuiteQL', () => {
  test('are local time, and take no other form', async () => {
    const format = 'YYYY-MM-DD HH24:MI:SS'
    const at = `TO_CHAR(lastmodifieddate, '${format}') AS at`
    expect(
      await rows(
        `SELECT id, ${at} FROM transaction WHERE lastmodifieddate >= TO_DATE('2999-01-01 00:00:00', '${format}')`,
      ),
    ).toEqual([])
    const refused = await query(`SELECT id FROM transaction WHERE lastmodifieddate >= TO_DATE('1/1/2026', '${format}')`)
    await problemOf(refused, 400)
  })
})
