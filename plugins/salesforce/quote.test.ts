import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failed, line, quote, seed } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { crm, cpq } = {} as ReturnType<TestOrg['connect']>
const writes = () => org.books.effects

beforeEach(async () => {
  org = await openOrg()
  ;({ crm, cpq } = org.connect())
})
afterEach(() => org.close())

describe('quotes', () => {
  beforeEach(() => seed({ crm, cpq }))

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
