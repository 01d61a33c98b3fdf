import type { ConnectorEvent } from '@gantry/core/connector'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { customer, product, quote } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { crm, cpq, connection } = {} as ReturnType<TestOrg['connect']>

beforeEach(async () => {
  org = await openOrg()
  ;({ crm, cpq, connection } = org.connect())
})
afterEach(() => org.close())

const sweep = async (cursor?: string) => (await connection.changes(cursor))!
const told = (events: ConnectorEvent[]) =>
  events.map(({ event, data }) => `${event.name} ${(data as { reference: string }).reference}`)

describe('the change feed', () => {
  test('tells what sales changed, and nothing that we wrote', async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    await cpq.upsertProduct({ sku: 'MB-1', body: product }, call())
    await cpq.upsertQuote({ reference: 'Q-1', body: quote({ state: 'accepted' }) }, call())
    const first = await sweep()
    expect(told(first.events)).toEqual([])
    await org.action('edit-customer', { reference: 'C-1', fields: { Phone: '555' } })
    const { events, cursor } = await sweep(first.cursor)
    expect(told(events)).toEqual(['crm.customerChanged C-1'])
    expect(events[0]!.data).toEqual({ reference: 'C-1', id: expect.stringMatching(/^001/) })
    expect(cursor >= first.cursor).toBe(true)
  })

  test('a change of sales is told of although we wrote over it, and only once as such', async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    const { cursor } = await sweep()
    await org.action('edit-customer', { reference: 'C-1', fields: { Phone: '555' } })
    for (const name of ['One', 'Two'])
      await crm.upsertCustomer({ reference: 'C-1', body: { ...customer, phone: '555', name } }, call())
    const later = await sweep(cursor)
    expect(told(later.events)).toEqual(['crm.customerChanged C-1'])
    // The overlap reads it again: under the same name, so that it is dropped.
    expect((await sweep(later.cursor)).events.map(({ source }) => source)).toEqual(
      later.events.map(({ source }) => source),
    )
  })

  test('two changes within one second are two', async () => {
    await org.action('customer', { reference: 'C-1', name: 'One' })
    const one = await sweep()
    await org.action('customer', { reference: 'C-1', name: 'Two' })
    const two = await sweep(one.cursor)
    expect(one.events.length).toBe(1)
    expect(two.events.length).toBe(1)
    expect(two.events[0]!.source).not.toBe(one.events[0]!.source)
  })

  test("an e-mail address is the customer's, although a contact keeps it", async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    const { cursor } = await sweep()
    await org.action('edit-customer', { reference: 'C-1', object: 'Contact', fields: { Email: 'new@acme.example' } })
    expect(told((await sweep(cursor)).events)).toEqual(['crm.customerChanged C-1'])
    expect(await crm.getCustomer({ reference: 'C-1' }, call())).toMatchObject({ email: 'new@acme.example' })
  })

  test('deleted customers are told of, and merged ones with what they became', async () => {
    for (const reference of ['C-1', 'C-2', 'C-3'])
      await crm.upsertCustomer({ reference, body: { ...customer, email: `${reference}@acme.example` } }, call())
    const { cursor } = await sweep()
    await org.action('delete-customer', { reference: 'C-1' })
    await org.action('delete-customer', { reference: 'C-2', into: 'C-3' })
    const { events } = await sweep(cursor)
    const deleted = events.filter(({ event }) => event.name === 'crm.customerDeleted').map(({ data }) => data)
    expect(deleted).toMatchObject([{ reference: 'C-1' }, { reference: 'C-2', mergedInto: 'C-3' }])
    expect(deleted[0]).not.toHaveProperty('mergedInto')
    await org.reopen()
    connection = org.connect().connection
    expect(told((await sweep(cursor)).events)).toContain('crm.customerDeleted C-2')
  })

  test('an accepted quote is told of, and again when sales reprices it', async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    await cpq.upsertProduct({ sku: 'MB-1', body: product }, call())
    for (const reference of ['Q-1', 'Q-2']) await cpq.upsertQuote({ reference, body: quote() }, call())
    const first = await sweep()
    await org.action('edit-quote', { quote: 'Q-2', fields: { SBQQ__Status__c: 'Rejected' } })
    await org.action('close-won', { quotes: ['Q-1'] })
    const won = await sweep(first.cursor)
    expect(won.events.map(({ data }) => data)).toMatchObject([{ reference: 'Q-1', customer: 'C-1' }])
    await org.action('edit-quote', { quote: 'Q-1', fields: { SBQQ__ExpirationDate__c: '2026-05-01' } })
    const edited = await sweep(won.cursor)
    expect(told(edited.events)).toEqual(['cpq.quoteAccepted Q-1'])
    expect(edited.events[0]!.source).not.toBe(won.events[0]!.source)
    await cpq.orderQuote({ reference: 'Q-1' }, call())
    expect(told((await sweep(edited.cursor)).events)).toEqual([])
  })

  test('takes one request, and more only for more than 2,000 changes of a kind', async () => {
    await sweep()
    const asked = org.exchanges.length
    await sweep()
    expect(org.exchanges.length - asked).toBe(1)
    const names = Array.from({ length: 2_100 }, (_, at) => ({ reference: `C-${at}`, name: `Customer ${at}` }))
    await org.action('customers', { customers: names })
    const { events } = await sweep()
    expect(new Set(told(events)).size).toBe(2_100)
    expect(org.exchanges.length - asked).toBe(3)
  })
})
