import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, openOrg, type TestOrg } from './test-org.ts'

const SHARED = process.env.GANTRY_SHARED ?? join(import.meta.dirname, '../../../shared')
const SPECS = join(SHARED, 'vendor-specs/salesforce')
const CATALOGUE = join(SPECS, 'cpq-sbqq-field-catalog.json')

type CatalogueField = { name: string; type: string; picklist?: string[]; length?: number }
type Record_ = Record<string, unknown>

let org: TestOrg

/** Everything the connector can send, once. */
beforeAll(async () => {
  org = await openOrg()
  const { crm, cpq, connection } = org.connect()
  const address = { street: 'Main St 1', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' }
  const body = { name: 'Acme', email: 'ap@acme.example', phone: '555', currency: 'USD', taxId: '1' }
  await crm.upsertCustomer({ reference: 'C-1', body: { ...body, billTo: address, shipTo: address } }, call())
  await cpq.upsertProduct(
    { sku: 'MB-1', body: { name: 'Bike', currency: 'USD', listPrice: '5', charge: 'one-off' } },
    call(),
  )
  const line = {
    id: '1',
    sku: 'MB-1',
    description: 'Bike',
    charge: 'recurring' as const,
    quantity: '2',
    unitPrice: '5',
  }
  const quote = (id: string) => ({
    customer: 'C-1',
    legalEntity: 'US',
    currency: 'USD',
    priceBasis: 'net' as const,
    quotedOn: '2026-03-01',
    validUntil: '2026-04-01',
    state: 'accepted' as const,
    lines: [{ ...line, id, listPrice: '6', unitCost: '1', taxCode: 'P1', term: { unit: 'month' as const, count: 1 } }],
  })
  await cpq.upsertQuote({ reference: 'Q-1', body: quote('1') }, call())
  await cpq.upsertQuote({ reference: 'Q-1', body: quote('2') }, call())
  await cpq.orderQuote({ reference: 'Q-1' }, call())
  const open = { currency: 'USD', amount: '10' }
  await crm.updateOrderStatus(
    {
      reference: 'Q-1',
      body: { stage: 'invoiced', message: 'Sent.', at: '2026-03-01T10:00:00Z', open, invoiceNumber: 'I-1' },
    },
    call(),
  )
  const customers = [{ reference: 'C-2', ...body, billTo: address, shipTo: address }]
  const { ticket } = await crm.startCustomerImport({ body: { customers } }, call())
  while ((await crm.continueCustomerImport({ ticket }, call())).state !== 'completed');
  await connection.changes(undefined)
})
afterAll(() => org.close())

/** The subrequests of all composite calls that were sent. */
const subrequests = () =>
  org.exchanges
    .filter(({ url }) => url.endsWith('/composite'))
    .flatMap(
      ({ request }) =>
        (JSON.parse(request) as { compositeRequest: { url: string; body?: Record_ }[] }).compositeRequest,
    )

/** Object → the fields that were written, with their values. */
function written(): Map<string, [string, unknown][]> {
  const found = new Map<string, [string, unknown][]>()
  for (const { url, body } of subrequests()) {
    if (!body) continue
    const object = /sobjects\/(\w+)/.exec(url)![1]!
    const records = Array.isArray(body.records) ? (body.records as Record_[]) : [body]
    const fields = records.flatMap((record) => Object.entries(record).filter(([name]) => name !== 'attributes'))
    found.set(object, [...(found.get(object) ?? []), ...fields])
  }
  return found
}

/** Every SOQL query that was sent. */
const queries = () =>
  [...org.exchanges.map(({ url }) => url), ...subrequests().map(({ url }) => `http://x${url}`)].flatMap(
    (url) => new URL(url).searchParams.get('q') ?? [],
  )

/** A lookup's relationship name as its field name. */
const asField = (name: string) => name.replace(/__r$/, '__c')

describe.skipIf(!existsSync(CATALOGUE))('against the field catalogue of the CPQ package', () => {
  const catalogue = existsSync(CATALOGUE)
    ? (JSON.parse(readFileSync(CATALOGUE, 'utf8')) as Record<string, { fields: CatalogueField[] }>)
    : {}

  test('every SBQQ field written exists, with a value it may have', () => {
    const fields = written()
    expect([...fields.keys()]).toEqual(expect.arrayContaining(['SBQQ__Quote__c', 'SBQQ__QuoteLine__c']))
    for (const object of ['SBQQ__Quote__c', 'SBQQ__QuoteLine__c'])
      for (const [name, value] of fields.get(object)!) {
        if (!name.startsWith('SBQQ__')) continue
        const field = catalogue[object]!.fields.find((candidate) => candidate.name === asField(name))
        expect(field, `${object}.${name}`).toBeDefined()
        if (value === null) continue
        if (/Number|Currency|Percent/.test(field!.type)) expect(typeof value, name).toBe('number')
        if (field!.type === 'Checkbox') expect(typeof value, name).toBe('boolean')
        if (field!.picklist) expect(field!.picklist, name).toContain(value)
      }
  })

  test('every SBQQ field queried exists on one of the objects', () => {
    const names = new Set(Object.values(catalogue).flatMap(({ fields }) => fields.map((field) => field.name)))
    const relations = new Set(['SBQQ__LineItems__r'])
    const queried = queries().flatMap((query) => query.match(/SBQQ__\w+/g) ?? [])
    expect(queried.length).toBeGreaterThan(20)
    for (const name of new Set(queried))
      if (!relations.has(name) && !name.endsWith('__Quote__c') && !name.endsWith('__QuoteLine__c'))
        expect(names, name).toContain(asField(name))
  })
})

describe('against the standard objects as jsforce types them', () => {
  const library = createRequire(import.meta.url).resolve('@jsforce/jsforce-node')
  const types = readFileSync(join(library, '../lib/types/standard-schema.d.ts'), 'utf8')
  /** Present where the org has several currencies: no field of the plain org that jsforce types. */
  const MULTI_CURRENCY = 'CurrencyIsoCode'

  const fieldsOf = (object: string) => new RegExp(`type Fields\\$${object} = \\{([^}]*)\\}`).exec(types)?.[1] ?? ''
  const parentsOf = (object: string) =>
    new RegExp(`type ParentReferences\\$${object} = \\{([^}]*)\\}`).exec(types)?.[1] ?? ''
  /** A field, or the way to a parent's custom field. */
  function expectStandard(object: string, path: string) {
    const [name, custom] = path.split('.')
    if (name!.endsWith('__c') || name === MULTI_CURRENCY) return
    expect(custom === undefined ? fieldsOf(object) : parentsOf(object), `${object}.${path}`).toMatch(
      new RegExp(`\\b${name}:`),
    )
    if (custom) expect(custom).toMatch(/__c$/)
  }

  test('every standard field that the change feed asks for exists', () => {
    const asked = queries().flatMap((query) => {
      const [, fields, object] = /^SELECT ([^()]+) FROM (Account|Contact) WHERE SystemModstamp/.exec(query) ?? []
      return fields ? fields.split(', ').map((path) => [object!, path] as const) : []
    })
    expect(asked.length).toBeGreaterThan(20)
    for (const [object, path] of asked) expectStandard(object, path)
  })

  test('every standard field uploaded in bulk exists', () => {
    const jobs = new Map(
      org.exchanges
        .filter(({ method, url }) => method === 'POST' && url.endsWith('/jobs/ingest'))
        .map(({ answer }) => JSON.parse(answer) as { id: string; object: string })
        .map(({ id, object }) => [id, object]),
    )
    const uploads = org.exchanges.filter(({ url }) => url.endsWith('/batches'))
    expect([...jobs.values()]).toEqual(['Account', 'Contact'])
    for (const { url, request } of uploads)
      for (const column of request.split('\n')[0]!.split(',')) expectStandard(jobs.get(url.split('/').at(-2)!)!, column)
  })

  test('every standard field written exists', () => {
    for (const [object, fields] of written()) {
      if (object.includes('__')) continue
      for (const [name] of fields)
        if (!name.endsWith('__c') && name !== MULTI_CURRENCY)
          expect(`${fieldsOf(object)}${parentsOf(object)}`, `${object}.${name}`).toMatch(new RegExp(`\\b${name}:`))
    }
  })
})

describe.skipIf(!existsSync(join(SPECS, 'rest-fixtures')))('against recorded answers of the REST API', () => {
  const fixture = (name: string) =>
    JSON.parse(readFileSync(join(SPECS, `rest-fixtures/${name}_response.json`), 'utf8')) as never
  const keys = (value: object) => Object.keys(value).toSorted()

  async function ask(method: string, path: string, body?: object) {
    const token = JSON.parse(org.exchanges.find(({ url }) => url.endsWith('/token'))!.answer) as {
      access_token: string
    }
    const response = await fetch(org.url + path, {
      method,
      headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as never }
  }
  const data = '/services/data/v45.0'

  test('the token', () => {
    const { answer } = org.exchanges.find(({ url }) => url.endsWith('/token'))!
    expect(keys(JSON.parse(answer))).toEqual(expect.arrayContaining(keys(fixture('auth_success'))))
  })

  test('created, upserted and refused records', async () => {
    const created = await ask('POST', `${data}/sobjects/Account`, { Name: 'A' })
    expect(keys(created.body)).toEqual(keys(fixture('create_success')))
    const upsert = (reference: string) =>
      ask('PATCH', `${data}/sobjects/Account/Gantry_Reference__c/${reference}`, { Name: 'A' })
    expect(keys((await upsert('C-7')).body)).toEqual(expect.arrayContaining(keys(fixture('upsert_created_success'))))
    expect(await upsert('C-7')).toEqual({ status: 204, body: undefined })
    const refused = await ask('POST', `${data}/sobjects/Account`, { foo: 1 })
    const [fault] = fixture('write_error') as [{ message: string }]
    expect(refused.body).toEqual([{ ...fault, message: fault.message.replace('Bar', 'Account') }])
    const noField = await ask('PATCH', `${data}/sobjects/Account/Namez/1`, { Name: 'A' })
    expect(noField.body).toEqual(fixture('upsert_error'))
    const gone = await ask('DELETE', `${data}/sobjects/Account/rid/1`)
    expect(gone.body).toEqual(fixture('delete_error'))
  })

  test('queries, whole and paged, and a session that has ended', async () => {
    const query = (soql: string) => ask('GET', `${data}/query?q=${encodeURIComponent(soql)}`)
    const whole = await query('SELECT Id, (SELECT Id FROM Contacts) FROM Account')
    expect(keys(whole.body)).toEqual(keys(fixture('query_success')))
    const [row] = (whole.body as { records: [{ attributes: object; Contacts: object }] }).records
    const [recorded] = (fixture('query_success') as { records: [{ attributes: object; Whizbangs__r: object }] }).records
    expect(keys(row.attributes)).toEqual(keys(recorded.attributes))
    expect(keys(row.Contacts)).toEqual(keys(recorded.Whizbangs__r))
    expect((await query("SELECT Id FROM Account WHERE Name = 'none'")).body).toEqual(fixture('query_empty'))
    const stranger = await fetch(`${org.url}${data}/limits`)
    expect([stranger.status, await stranger.json()]).toEqual([401, fixture('expired_session')])
  })

  test('the description of an object', async () => {
    const { fields } = (await ask('GET', `${data}/sobjects/Account/describe`)).body as { fields: object[] }
    const recorded = (fixture('sobject_describe_success') as { fields: object[] }).fields[0]!
    expect(keys(recorded)).toEqual(expect.arrayContaining(keys(fields[0]!)))
  })
})
