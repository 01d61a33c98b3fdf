import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Connection } from '@jsforce/jsforce-node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openOrg, type TestOrg } from '../test-org.ts'

let org: TestOrg
let jsforce: Connection

const login = async (instanceUrl: string, secret = 'sandbox-secret') => {
  const connection = new Connection({
    version: '62.0',
    loginUrl: instanceUrl,
    oauth2: { loginUrl: instanceUrl, clientId: 'sandbox-client', clientSecret: secret },
  })
  await connection.authorize({ grant_type: 'client_credentials' })
  return connection
}

beforeEach(async () => {
  org = await openOrg()
  jsforce = await login(org.url)
})
afterEach(() => org.close())

const refused = async (work: PromiseLike<unknown>) =>
  work.then(
    () => expect.fail('It was not refused.'),
    (error: { errorCode?: string; name?: string; message: string }) => error.errorCode ?? error.name ?? error.message,
  )

/** An accepted quote with one line of 2 × 10.005, ready to be ordered. */
async function quoted(reference: string) {
  await jsforce.sobject('Account').upsert({ Name: 'Acme', Gantry_Reference__c: 'C-1' }, 'Gantry_Reference__c')
  await jsforce.sobject('Product2').upsert({ Name: 'Bike', Gantry_Reference__c: 'MB-1' }, 'Gantry_Reference__c')
  const deal = await jsforce.sobject('Opportunity').create({
    Name: reference,
    StageName: 'Prospecting',
    CloseDate: '2026-04-01',
    Gantry_Reference__c: reference,
  })
  const quote = await jsforce.sobject('SBQQ__Quote__c').create({
    SBQQ__Account__r: { Gantry_Reference__c: 'C-1' },
    SBQQ__Opportunity2__c: deal.id!,
    SBQQ__Primary__c: true,
    Gantry_Reference__c: reference,
    Gantry_Price_Basis__c: 'net',
    Legal_Entity__c: 'US',
  })
  await jsforce.sobject('SBQQ__QuoteLine__c').create({
    SBQQ__Quote__c: quote.id!,
    SBQQ__Product__r: { Gantry_Reference__c: 'MB-1' },
    SBQQ__Quantity__c: 2,
    SBQQ__ListPrice__c: 10.005,
  })
  return { deal: deal.id!, quote: quote.id! }
}

describe('driven by jsforce', () => {
  test('wrong credentials and a made-up token are refused', async () => {
    expect(await refused(login(org.url, 'wrong'))).toBe('invalid_client')
    const stranger = new Connection({ instanceUrl: org.url, accessToken: '00D!made.up', version: '62.0' })
    expect(await refused(stranger.query('SELECT Id FROM Account'))).toMatch(/INVALID_SESSION_ID/)
  })

  test('creates, reads, updates, upserts and deletes', async () => {
    const accounts = jsforce.sobject('Account')
    const created = await accounts.create({ Name: 'Acme', Gantry_Reference__c: 'C-1', BillingCountry: 'US' })
    expect(created).toMatchObject({ success: true, errors: [] })
    expect(created.id).toMatch(/^001\w{15}$/)
    await accounts.update({ Id: created.id!, Phone: '555' })
    expect(await accounts.retrieve(created.id!)).toMatchObject({ Name: 'Acme', Phone: '555', IsDeleted: false })
    const upserted = await accounts.upsert({ Name: 'Acme 2', Gantry_Reference__c: 'C-1' }, 'Gantry_Reference__c')
    expect(upserted).toMatchObject({ id: created.id, created: false })
    expect(await accounts.upsert({ Name: 'New', Gantry_Reference__c: 'C-2' }, 'Gantry_Reference__c')).toMatchObject({
      created: true,
    })
    // The org's external ids are unique with regard to case: our references are.
    expect(await accounts.upsert({ Name: 'Low', Gantry_Reference__c: 'c-1' }, 'Gantry_Reference__c')).toMatchObject({
      created: true,
    })
    await accounts.destroy(created.id!)
    expect(await refused(accounts.retrieve(created.id!))).toBe('NOT_FOUND')
    expect((await accounts.describe()).fields.map((field) => field.name)).toContain('Gantry_Reference__c')
    expect(await jsforce.limits()).toMatchObject({ DailyApiRequests: { Max: 1_000_000 } })
  })

  test.each([
    ['an unknown field', 'Account', { Name: 'A', Foo__c: 1 }, 'INVALID_FIELD'],
    ['a missing field', 'Account', { Phone: '1' }, 'REQUIRED_FIELD_MISSING'],
    ['too long a text', 'Account', { Name: 'A'.repeat(256) }, 'STRING_TOO_LONG'],
    ['a number for text', 'Account', { Name: 5 }, 'JSON_PARSER_ERROR'],
    ['a bad e-mail', 'Contact', { LastName: 'A', Email: 'nobody' }, 'INVALID_EMAIL_ADDRESS'],
    ['an unknown status', 'SBQQ__Quote__c', { SBQQ__Status__c: 'Lost' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['a day that is none', 'SBQQ__Quote__c', { SBQQ__ExpirationDate__c: '2026-02-30' }, 'JSON_PARSER_ERROR'],
    ['a calculated field', 'SBQQ__Quote__c', { SBQQ__NetAmount__c: 5 }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['an unknown parent', 'Contact', { LastName: 'A', AccountId: '0015g00000000zzAAA' }, 'INVALID_CROSS_REFERENCE_KEY'],
    ['an id of another object', 'Contact', { LastName: 'A', AccountId: '8015g00000000zzAAA' }, 'MALFORMED_ID'],
    ['an unknown external id', 'Contact', { LastName: 'A', Account: { Gantry_Reference__c: 'x' } }, 'INVALID_FIELD'],
    ['an unknown object', 'Nothing__c', { Name: 'A' }, 'NOT_FOUND'],
  ])('refuses %s', async (_what, object, record, code) => {
    expect(await refused(jsforce.sobject(object).create(record))).toBe(code)
    expect(org.books.effects).toBe(0)
  })

  test('refuses a second record of one external id, and numbers too large', async () => {
    await jsforce.sobject('Account').create({ Name: 'A', Gantry_Reference__c: 'C-1' })
    expect(await refused(jsforce.sobject('Account').create({ Name: 'B', Gantry_Reference__c: 'C-1' }))).toBe(
      'DUPLICATE_VALUE',
    )
    const { quote } = await quoted('Q-1')
    const line = { SBQQ__Quote__c: quote, SBQQ__Quantity__c: 10_000_000_000 }
    expect(await refused(jsforce.sobject('SBQQ__QuoteLine__c').create(line))).toBe('NUMBER_OUTSIDE_VALID_RANGE')
  })

  test('answers SOQL with parents, children, conditions, order and limit', async () => {
    const { quote } = await quoted('Q-1')
    await quoted('Q-2')
    const [row] = (
      await jsforce.query<Record<string, unknown>>(
        `SELECT Id, SBQQ__Account__r.Name, SBQQ__NetAmount__c, (SELECT SBQQ__NetTotal__c, SBQQ__Product__r.Name FROM SBQQ__LineItems__r)
         FROM SBQQ__Quote__c WHERE Gantry_Reference__c = 'Q-1' AND SBQQ__Account__r.Gantry_Reference__c LIKE 'C%'`,
      )
    ).records
    expect(row).toMatchObject({
      attributes: { type: 'SBQQ__Quote__c', url: `/services/data/v62.0/sobjects/SBQQ__Quote__c/${quote}` },
      SBQQ__Account__r: { Name: 'Acme' },
      SBQQ__NetAmount__c: 20.01,
      SBQQ__LineItems__r: { totalSize: 1, records: [{ SBQQ__NetTotal__c: 20.01, SBQQ__Product__r: { Name: 'Bike' } }] },
    })
    const references = async (rest: string) =>
      (
        await jsforce.query<{ Gantry_Reference__c: string }>(`SELECT Gantry_Reference__c FROM Opportunity ${rest}`)
      ).records.map((record) => record.Gantry_Reference__c)
    expect(await references('ORDER BY Gantry_Reference__c DESC')).toEqual(['Q-2', 'Q-1'])
    expect(await references('ORDER BY Gantry_Reference__c LIMIT 1')).toEqual(['Q-1'])
    expect(await references(`WHERE Gantry_Reference__c IN ('Q-2','x') AND CloseDate > 2026-03-31`)).toEqual(['Q-2'])
    expect(await references(`WHERE Gantry_Reference__c != 'Q-2' AND IsWon = false`)).toEqual(['Q-1'])
    expect(await references(`WHERE CloseDate < 2026-04-01`)).toEqual([])
    expect((await jsforce.query('SELECT COUNT() FROM Opportunity')).totalSize).toBe(2)
    expect(await refused(references('WHERE Nope__c = 1'))).toBe('INVALID_FIELD')
    expect(await refused(references('WHERE'))).toBe('MALFORMED_QUERY')
    expect(await refused(jsforce.query('SELECT Id FROM Nope'))).toBe('INVALID_TYPE')
  })

  test('pages through more than 2,000 rows', async () => {
    const records = Array.from({ length: 2100 }, (_, at) => ({ Name: `A${at}` }))
    for (let at = 0; at < records.length; at += 200)
      await jsforce.sobject('Account').create(records.slice(at, at + 200), { allOrNone: true })
    const first = await jsforce.query('SELECT Id FROM Account')
    expect(first).toMatchObject({ totalSize: 2100, done: false })
    expect(first.records).toHaveLength(2000)
    const second = await jsforce.queryMore(first.nextRecordsUrl!)
    expect(second).toMatchObject({ done: true })
    expect(second.records).toHaveLength(100)
  })

  test('collections: each by itself, or all or none, and 200 at most', async () => {
    const records = [{ Name: 'A' }, { Phone: '1' }]
    const options = { headers: {} }
    const [good, bad] = await jsforce.sobject('Account').create(records, { ...options, allOrNone: false })
    expect(good).toMatchObject({ success: true })
    expect(bad).toMatchObject({ success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] })
    const all = await jsforce.sobject('Account').create(records, { allOrNone: true })
    expect(all).toMatchObject([
      { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false },
    ])
    expect(org.books.size('Account')).toBe(1)
    const many = Array.from({ length: 201 }, () => ({ attributes: { type: 'Account' }, Name: 'A' }))
    expect(await refused(jsforce.requestPost('/composite/sobjects', { records: many }))).toBe('EXCEEDED_ID_LIMIT')
  })

  test('composite and graph: references between parts, and nothing left of a failed whole', async () => {
    const part = (referenceId: string, object: string, body: object) => ({
      method: 'POST',
      url: `/services/data/v62.0/sobjects/${object}`,
      referenceId,
      body,
    })
    const good = [part('a', 'Account', { Name: 'A' }), part('c', 'Contact', { LastName: 'C', AccountId: '@{a.id}' })]
    const bad = [part('a', 'Account', { Name: 'B' }), part('c', 'Contact', { AccountId: '@{a.id}' })]
    type Answer = { compositeResponse: { httpStatusCode: number; body: { errorCode: string }[] }[] }
    const post = (body: object) => jsforce.requestPost<Answer>('/composite', body)
    const done = await post({ allOrNone: true, compositeRequest: good })
    expect(done.compositeResponse.map((answer) => answer.httpStatusCode)).toEqual([201, 201])
    const undone = await post({ allOrNone: true, compositeRequest: bad })
    expect(undone.compositeResponse.map((answer) => answer.body[0]!.errorCode)).toEqual([
      'PROCESSING_HALTED',
      'REQUIRED_FIELD_MISSING',
    ])
    expect(org.books.size('Account')).toBe(1)
    const graphs = await jsforce.requestPost('/composite/graph', {
      graphs: [
        { graphId: 'g1', compositeRequest: good },
        { graphId: 'g2', compositeRequest: bad },
      ],
    })
    expect(graphs).toMatchObject({ graphs: [{ isSuccessful: true }, { isSuccessful: false }] })
    expect(org.books.size('Account')).toBe(2)
    const queries = Array.from({ length: 6 }, (_, at) => ({
      method: 'GET',
      url: '/services/data/v62.0/query?q=SELECT+Id+FROM+Account',
      referenceId: `q${at}`,
    }))
    expect(await refused(post({ compositeRequest: queries }))).toBe('LIMIT_EXCEEDED')
  })
})

describe('CPQ', () => {
  test('makes one order of an ordered quote; an order without products is not activated', async () => {
    const { quote } = await quoted('Q-1')
    await jsforce.sobject('SBQQ__Quote__c').update({ Id: quote, SBQQ__Ordered__c: true })
    await jsforce.sobject('SBQQ__Quote__c').update({ Id: quote, SBQQ__Ordered__c: false })
    await jsforce.sobject('SBQQ__Quote__c').update({ Id: quote, SBQQ__Ordered__c: true })
    const { records } = await jsforce.query<{ Id: string; Status: string; TotalAmount: number; OrderItems: unknown }>(
      `SELECT Id, Status, TotalAmount, (SELECT Quantity, UnitPrice FROM OrderItems) FROM Order`,
    )
    expect(records).toMatchObject([
      {
        Status: 'Draft',
        TotalAmount: 20.01,
        OrderItems: { totalSize: 1, records: [{ Quantity: 2, UnitPrice: 10.005 }] },
      },
    ])
    await jsforce.sobject('Order').update({ Id: records[0]!.Id, Status: 'Activated' })
    const empty = await jsforce.sobject('Order').create({ EffectiveDate: '2026-03-01', Status: 'Draft' })
    expect(await refused(jsforce.sobject('Order').update({ Id: empty.id!, Status: 'Activated' }))).toBe(
      'FAILED_ACTIVATION',
    )
  })

  test('an upsert that updates answers as its API version does', async () => {
    const headers = { authorization: `Bearer ${jsforce.accessToken}`, 'content-type': 'application/json' }
    const upsert = (version: string) =>
      fetch(`${org.url}/services/data/v${version}/sobjects/Account/Gantry_Reference__c/C-1`, {
        method: 'PATCH',
        headers,
        body: '{"Name":"A"}',
      })
    const [created, older, newer] = [await upsert('62.0'), await upsert('45.0'), await upsert('62.0')]
    expect([created.status, older.status, newer.status]).toEqual([201, 204, 200])
    expect(newer.headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/1000000$/)
    expect(org.books.effects).toBe(3)
  })
})

describe('the callout of a won deal', () => {
  test('leaves as often as told, with one key, and again until it is taken', async () => {
    await org.close()
    const received: { headers: Record<string, unknown>; body: unknown }[] = []
    let enough = () => {}
    const three = new Promise<void>((resolve) => {
      enough = resolve
    })
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        received.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
        // The first is not taken, so it comes again.
        response.statusCode = received.length === 1 ? 503 : 202
        response.end()
        if (received.length === 3) enough()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const { port } = receiver.address() as AddressInfo
    org = await openOrg({ calloutUrl: `http://127.0.0.1:${port}/won`, calloutToken: 'callout-token' })
    jsforce = await login(org.url)
    const { deal, quote } = await quoted('Q-1')
    await org.action('close-won', { quotes: ['Q-1'], times: 2 })
    await three
    await new Promise((resolve) => receiver.close(resolve))
    expect(received).toHaveLength(3)
    for (const { headers, body } of received) {
      expect(body).toEqual({ quote: 'Q-1', account: 'C-1' })
      expect(headers).toMatchObject({ authorization: 'Bearer callout-token', 'idempotency-key': `${deal}-${quote}` })
    }
    expect((await org.ledger('quote'))[0]!.state).toBe('Accepted')
  })

  test('does not leave where the deal is undone', async () => {
    await org.close()
    org = await openOrg({ calloutUrl: 'http://127.0.0.1:1/won' })
    jsforce = await login(org.url)
    const { deal } = await quoted('Q-1')
    const win = { method: 'PATCH', url: `/services/data/v62.0/sobjects/Opportunity/${deal}`, referenceId: 'win' }
    const fail = { method: 'POST', url: '/services/data/v62.0/sobjects/Account', referenceId: 'fail', body: {} }
    const body = { ...win, body: { StageName: 'Closed Won' } }
    await jsforce.requestPost('/composite', { allOrNone: true, compositeRequest: [body, fail] })
    expect(org.books.size('_deliveries')).toBe(0)
    await jsforce.requestPost('/composite', { allOrNone: true, compositeRequest: [body] })
    expect(org.books.size('_deliveries')).toBe(1)
  })

  test('a cancelled quote stays cancelled', async () => {
    await quoted('Q-1')
    await org.action('edit-quote', { quote: 'Q-1', fields: { SBQQ__Status__c: 'Cancelled' } })
    await org.action('close-won', { quotes: ['Q-1'] })
    expect((await org.ledger('quote'))[0]!.state).toBe('Cancelled')
  })
})
