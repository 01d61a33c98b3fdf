import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failed, ordered, quote, seed } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { crm, cpq } = {} as ReturnType<TestOrg['connect']>
const writes = () => org.books.effects

beforeEach(async () => {
  org = await openOrg()
  ;({ crm, cpq } = org.connect())
})
afterEach(() => org.close())

describe('orders', () => {
  beforeEach(() => seed({ crm, cpq }))

  test('come of accepted quotes only, once', async () => {
    await cpq.upsertQuote({ reference: 'Q-1', body: quote() }, call())
    const refused = await failed(cpq.orderQuote({ reference: 'Q-1' }, call()))
    expect(refused).toMatchObject({ code: 'quote-not-accepted', kind: 'policy' })
    const order = await ordered({ crm, cpq }, 'Q-1')
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
    await ordered({ crm, cpq }, 'Q-1')
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

  test('a quote without an order shows where it stands, and is kept up once it has one', async () => {
    await cpq.upsertQuote({ reference: 'Q-1', body: quote() }, call())
    const at = (minute: number) => `2026-03-01T10:0${minute}:00.000Z`
    const tell = (stage: 'on-hold' | 'refused' | 'active', minute: number) =>
      crm.updateOrderStatus(
        { reference: 'Q-1', body: { stage, message: `It is ${stage}.`, at: at(minute), correlation: 'c-1' } },
        call(),
      )
    const held = await tell('on-hold', 2)
    expect(held).toMatchObject({ reference: 'Q-1', state: 'draft', stage: 'on-hold', message: 'It is on-hold.' })
    expect(held.id).toMatch(/^a0Q/)
    const before = writes()
    expect(await tell('refused', 1)).toEqual(held)
    expect(await tell('on-hold', 2)).toEqual(held)
    expect(writes()).toBe(before)
    expect(await org.ledger('quote')).toMatchObject([{ state: 'Presented: on-hold', correlation: 'c-1' }])
    expect(await org.ledger('order')).toEqual([])
    await ordered({ crm, cpq }, 'Q-1')
    expect(await tell('active', 3)).toMatchObject({ state: 'activated', stage: 'active' })
    expect(await org.ledger('quote')).toMatchObject([{ state: 'Accepted: active' }])
    expect(
      await failed(
        crm.updateOrderStatus({ reference: 'Q-9', body: { stage: 'paid', message: 'x', at: at(4) } }, call()),
      ),
    ).toMatchObject({ code: 'not-found' })
  })

  test('20 statuses at once leave the newest', async () => {
    await ordered({ crm, cpq }, 'Q-1')
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
    await ordered({ crm, cpq }, 'Q-1')
    const body = { stage: 'invoiced', message: 'Sent.', at: '2026-03-01T10:00:00Z' } as const
    const open = { currency: 'EUR', amount: '1.00' }
    const error = await failed(crm.updateOrderStatus({ reference: 'Q-1', body: { ...body, open } }, call()))
    expect(error).toMatchObject({ code: 'currency-mismatch', kind: 'data' })
  })
})
