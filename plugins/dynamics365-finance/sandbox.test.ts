import { OData } from '@odata/client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestEnvironment, type TestEnvironment } from './test-environment.ts'

// Generic clients of the protocols: `@odata/client` and plain HTTP, no line of the connector.

type Row = Record<string, unknown>
type Problem = { error: { code: string; message: string; innererror: { message: string } } }
type Batched = { status: number; json: () => Promise<Row> }

let environment: TestEnvironment
let token: string
let client: ReturnType<typeof OData.New4>

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${environment.url}/data${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const query = async (path: string) => (await (await send('GET', path)).json()) as { value: Row[] } & Row
const problemOf = async (response: Response, status: number) => {
  expect(response.status).toBe(status)
  return ((await response.json()) as Problem).error.innererror.message
}
const customer = (account: string, dataAreaId = 'usmf') => ({
  dataAreaId,
  CustomerAccount: account,
  OrganizationName: `Customer ${account}`,
  CustomerGroupId: '10',
  SalesCurrencyCode: 'USD',
})

beforeAll(async () => {
  environment = await openTestEnvironment({ settings: { company: 'usmf', pageSize: '3' } })
  token = await environment.token()
  client = OData.New4({
    serviceEndpoint: `${environment.url}/data/`,
    commonHeaders: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/json' },
  })
  for (const account of ['C1', 'C2', 'C3', 'C4', 'C5']) await send('POST', '/CustomersV3', customer(account))
  await send('POST', '/CustomersV3', customer('C1', 'demf'))
})
beforeEach(() => environment.fault({}))
afterAll(() => environment.close())

describe('OData, driven by a generic client', () => {
  const customers = () => client.getEntitySet<Row>('CustomersV3')
  const key = { dataAreaId: 'usmf', CustomerAccount: 'C1' }

  test('reads by composite key, creates, changes, deletes', async () => {
    expect(await customers().retrieve(key)).toMatchObject({ CustomerAccount: 'C1', OnHoldStatus: 'No', CreditLimit: 0 })
    await customers().update(key, { OrganizationName: "Changed 'by' key" })
    expect((await customers().retrieve(key)).OrganizationName).toBe("Changed 'by' key")
    const header = (await client
      .getEntitySet<Row>('FreeTextInvoiceHeaders')
      .create({ dataAreaId: 'usmf', CustomerAccount: 'C1', ExternalInvoiceId: 'in-x' })) as Row
    expect(header).toMatchObject({ IsPosted: 'No', InvoiceIdentifier: expect.any(Number) })
    const predicate = `(dataAreaId='usmf',InvoiceIdentifier=${header.InvoiceIdentifier})`
    expect((await send('DELETE', `/FreeTextInvoiceHeaders${predicate}`)).status).toBe(204)
    expect((await send('GET', `/FreeTextInvoiceHeaders${predicate}`)).status).toBe(404)
  })

  test('filters, selects, orders, counts, and goes from page to page', async () => {
    const options = client
      .newOptions()
      .filter(client.newFilter().property('CustomerAccount').gt("'C1'"))
      .select('CustomerAccount')
      .orderby('CustomerAccount', 'desc')
    const page = await customers().query(options)
    expect(page.map((row) => row.CustomerAccount)).toEqual(['C5', 'C4', 'C3'])
    expect(page[0]).not.toHaveProperty('OrganizationName')
    expect(await customers().count()).toBe(5)
    const first = await query('/CustomersV3?$count=true&$orderby=CustomerAccount&$top=4')
    expect(first['@odata.count']).toBe(5)
    expect(first.value).toHaveLength(3)
    const next = await fetch(first['@odata.nextLink'] as string, { headers: { authorization: `Bearer ${token}` } })
    const second = (await next.json()) as { value: Row[] } & Row
    expect(second.value.map((row) => row.CustomerAccount)).toEqual(['C4'])
    expect(second['@odata.nextLink']).toBeUndefined()
    expect(await (await send('GET', '/CustomersV3/$count')).text()).toBe('5')
  })

  test.each([
    ["CustomerAccount eq 'c2'", ['C2']],
    ["CustomerAccount eq '*2' or CustomerAccount eq 'C3'", ['C2', 'C3']],
    ["not (CustomerAccount le 'C3') and dataAreaId eq 'usmf'", ['C4', 'C5']],
    ["startswith(OrganizationName,'customer c4')", ['C4']],
    ["OnHoldStatus eq Microsoft.Dynamics.DataEntities.CustVendorBlocked'All'", []],
    ['CreditLimit gt 0.5', []],
  ])('$filter=%s', async (filter, accounts) => {
    const { value } = await query(
      `/CustomersV3?${new URLSearchParams({ $filter: filter, $orderby: 'CustomerAccount' })}`,
    )
    expect(value.map((row) => row.CustomerAccount)).toEqual(accounts)
  })

  test('an enumeration as text, an unknown property and an unknown option are refused', async () => {
    for (const [search, said] of [
      ["$filter=OnHoldStatus eq 'All'", 'incompatible types'],
      ["$filter=Nothing eq 'x'", 'Could not find a property'],
      ['$select=Nothing', 'Could not find a property'],
      ['$filter=CustomerAccount eq', 'Syntax error'],
      ['$search=x', 'not supported'],
    ])
      expect(await problemOf(await send('GET', `/CustomersV3?${search}`), 400)).toContain(said)
    expect(await problemOf(await send('POST', '/CustomersV3', { ...customer('C9'), Custom: 1 }), 400)).toContain(
      'Custom',
    )
    expect((await send('GET', '/Nothing')).status).toBe(404)
    expect((await send('GET', "/CustomersV3(CustomerAccount='C1')")).status).toBe(400)
  })

  test('other companies are seen with cross-company only', async () => {
    expect((await query("/CustomersV3?$filter=dataAreaId eq 'demf'")).value).toEqual([])
    const { value } = await query("/CustomersV3?cross-company=true&$filter=dataAreaId eq 'DEMF'")
    expect(value).toMatchObject([{ dataAreaId: 'demf', CustomerAccount: 'C1' }])
    const predicate = "(dataAreaId='demf',CustomerAccount='C1')"
    expect((await send('GET', `/CustomersV3${predicate}`)).status).toBe(404)
    expect((await send('GET', `/CustomersV3${predicate}?cross-company=true`)).status).toBe(200)
  })

  test('a change made on an old reading is refused', async () => {
    const path = "/CustomersV3(dataAreaId='usmf',CustomerAccount='C2')"
    const { '@odata.etag': etag } = (await (await send('GET', path)).json()) as Row
    const change = (name: string) => send('PATCH', path, { OrganizationName: name }, { 'if-match': etag as string })
    expect((await change('First')).status).toBe(204)
    expect((await change('Second')).status).toBe(412)
    expect(((await (await send('GET', path)).json()) as Row).OrganizationName).toBe('First')
  })

  test('a key is taken once; without one there are two documents', async () => {
    const message = await problemOf(await send('POST', '/CustomersV3', customer('c1')), 400)
    expect(message).toMatch(
      /^Write failed for table row of type 'CustCustomerV3Entity'\. Infolog: Error: Cannot create/,
    )
    expect(message).toContain('The record already exists.')
    const order = { dataAreaId: 'usmf', OrderingCustomerAccountNumber: 'C1', CustomersOrderReference: 'Q-twice' }
    const made = async () =>
      ((await (await send('POST', '/SalesOrderHeadersV2', order)).json()) as Row).SalesOrderNumber
    expect(await made()).not.toBe(await made())
  })

  test('a batch: each changeset stands or falls as a whole', async () => {
    const requests = await Promise.all([
      client.newBatchRequest<Row>({ collection: 'CustomersV3', method: 'POST', entity: customer('B1') }),
      client.newBatchRequest<Row>({ collection: 'CustomersV3', id: key as never }),
    ])
    const [made, read] = (await client.execBatchRequests(requests as never)) as unknown as Batched[]
    expect([made!.status, read!.status]).toEqual([201, 200])
    expect(await read!.json()).toMatchObject({ CustomerAccount: 'C1' })

    const changeset = (accounts: string[]) =>
      [
        '--b\r\nContent-Type: multipart/mixed; boundary=c\r\n',
        ...accounts.map(
          (account) =>
            `--c\r\nContent-Type: application/http\r\nContent-ID: ${account}\r\n\r\nPOST CustomersV3 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(customer(account))}\r\n`,
        ),
        '--c--\r\n--b--\r\n',
      ].join('\r\n')
    const post = async (accounts: string[]) =>
      (await send('POST', '/$batch', changeset(accounts), { 'content-type': 'multipart/mixed; boundary=b' })).text()
    const failed = await post(['B2', 'B1'])
    expect(failed).toContain('HTTP/1.1 400')
    expect(failed).not.toContain('HTTP/1.1 201')
    expect((await send('GET', "/CustomersV3(dataAreaId='usmf',CustomerAccount='B2')")).status).toBe(404)
    expect((await post(['B2', 'B3'])).match(/HTTP\/1\.1 201/g)).toHaveLength(2)
  })

  test('$expand gives lines with their header; $metadata names every set', async () => {
    const header = (await (
      await send('POST', '/FreeTextInvoiceHeaders', {
        dataAreaId: 'usmf',
        CustomerAccount: 'C1',
        ExternalInvoiceId: 'in-e',
      })
    ).json()) as Row
    const lines = { dataAreaId: 'usmf', ParentRecId: header.InvoiceIdentifier, MainAccountDisplayValue: '401100' }
    for (const LineNumber of [1, 2])
      await send('POST', '/FreeTextInvoiceLines', { ...lines, LineNumber, TransactionCurrencyAmount: 1.5 })
    const { value } = await query(
      "/FreeTextInvoiceHeaders?$expand=CustFreeTextInvoiceHeader&$filter=ExternalInvoiceId eq 'in-e'",
    )
    expect(value[0]!.CustFreeTextInvoiceHeader).toMatchObject([{ LineNumber: 1 }, { TransactionCurrencyAmount: 1.5 }])
    const metadata = await (await send('GET', '/$metadata')).text()
    const sets = (await query('/')).value.map(({ name }) => name)
    expect(sets.length).toBeGreaterThan(10)
    for (const set of sets) expect(metadata).toContain(`<EntitySet Name="${set}"`)
    expect(metadata).toContain('<Action Name="gantryPost" IsBound="true">')
  })

  test('amounts keep their digits', async () => {
    const body = `{"dataAreaId":"usmf","CustomerAccount":"C5","OrganizationName":"x","CustomerGroupId":"10","SalesCurrencyCode":"USD","CreditLimit":90071992547409.93}`
    await send('PATCH', "/CustomersV3(dataAreaId='usmf',CustomerAccount='C5')", body)
    expect(await (await send('GET', "/CustomersV3(dataAreaId='usmf',CustomerAccount='C5')")).text()).toContain(
      '"CreditLimit":90071992547409.93',
    )
  })

  test('tax is ours only where it overrides, and posting happens once', async () => {
    const header = (await (
      await send('POST', '/FreeTextInvoiceHeaders', { dataAreaId: 'usmf', CustomerAccount: 'C1' })
    ).json()) as Row
    const line = {
      dataAreaId: 'usmf',
      ParentRecId: header.InvoiceIdentifier,
      MainAccountDisplayValue: '401100',
      TransactionCurrencyAmount: 10,
      SalesTaxAmount: 1.9,
    }
    const tax = async (body: object) =>
      ((await (await send('POST', '/FreeTextInvoiceLines', { ...line, ...body })).json()) as Row).SalesTaxAmount
    expect(await tax({ LineNumber: 1 })).toBe(0)
    const groups = { SalesTaxGroupId: 'GANTRY', SalesTaxItemGroupId: 'GANTRY' }
    expect(await tax({ LineNumber: 2, OverrideSalesTax: 'Yes', ...groups })).toBe(1.9)
    const without = await send('POST', '/FreeTextInvoiceLines', { ...line, LineNumber: 3, OverrideSalesTax: 'Yes' })
    expect(await problemOf(without, 400)).toContain('Sales tax group')
    const path = `/FreeTextInvoiceHeaders(dataAreaId='usmf',InvoiceIdentifier=${header.InvoiceIdentifier})`
    const post = () => send('POST', `${path}/Microsoft.Dynamics.DataEntities.gantryPost`, {})
    expect((await post()).status).toBe(200)
    expect(await problemOf(await post(), 400)).toContain('has already been posted')
    expect(await problemOf(await send('DELETE', path), 400)).toContain('has already been posted')
    expect((await query("/CustTransactions?$filter=AccountNum eq 'C1'")).value.at(-1)).toMatchObject({
      AmountCur: 21.9,
    })
  })
})

describe('service protection and faults', () => {
  test('without a valid token the answer is 401', async () => {
    const response = await send('GET', '/CustomersV3', undefined, { authorization: 'Bearer x' })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('Bearer')
  })
  test('a throttled request is answered 429 with Retry-After', async () => {
    await environment.act('throttle', { requests: 1, retryAfterS: 7 })
    const throttled = await send('GET', '/CustomersV3')
    expect(throttled.headers.get('retry-after')).toBe('7')
    expect(throttled.status).toBe(429)
    expect((await send('GET', '/CustomersV3')).status).toBe(200)
  })

  test('the books and the token survive a restart; people can look at them', async () => {
    const before = await environment.ledger()
    expect(before.length).toBeGreaterThan(5)
    await environment.restart()
    expect(await environment.ledger()).toEqual(before)
    expect((await send('GET', '/CustomersV3')).status).toBe(200)
    expect(await (await fetch(`${environment.url}/_sandbox`)).text()).toContain('Dynamics 365 Finance sandbox')
  })
})
