import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { customer, failed, ordered, product, quote, seed } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { crm, cpq } = {} as ReturnType<TestOrg['connect']>
const writes = () => org.books.effects

beforeEach(async () => {
  org = await openOrg()
  ;({ crm, cpq } = org.connect())
})
afterEach(() => org.close())

describe('repeats', () => {
  test('after an answer was lost find what was done', async () => {
    await seed({ crm, cpq })
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
    await seed({ crm, cpq })
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
    await seed({ crm, cpq })
    const order = await ordered({ crm, cpq }, 'Q-1')
    await org.reopen()
    ;({ crm, cpq } = org.connect())
    expect(await cpq.orderQuote({ reference: 'Q-1' }, call())).toEqual(order)
    await cpq.upsertQuote({ reference: 'Q-2', body: quote({ state: 'accepted' }) }, call())
    const second = await cpq.orderQuote({ reference: 'Q-2' }, call())
    expect(second.number).not.toBe(order.number)
    expect(await org.ledger('order')).toHaveLength(2)
  })
})
