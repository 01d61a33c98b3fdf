import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { earlier, instantOf } from './local-time.ts'
import { call, openTestAccount, type TestAccount } from './test-account.ts'
import { eur, fresh, invoice, payment, salesOrder, stockUp } from './test-drafts.ts'

let account: TestAccount
let cursor: string
beforeAll(async () => {
  account = await openTestAccount()
  await stockUp(account)
  cursor = (await account.connection.changes(undefined))!.cursor
})
afterAll(() => account.close())

async function posted() {
  const [order, reference] = [fresh('Q'), fresh('in')]
  await account.erp.createSalesOrder(salesOrder(order), call())
  const { id } = await account.erp.postInvoice(invoice(reference, order), call())
  return { id, order, reference }
}
/** What the feed tells of one receivable, by either key. */
async function toldOf(...keys: string[]) {
  const changes = (await account.connection.changes(cursor))!
  return changes.events.filter(({ event, data }) => keys.includes(event.key(data as never)))
}

describe('the feed', () => {
  test('does not tell of what was posted only', async () => {
    const { id, reference } = await posted()
    expect(await toldOf(id, reference)).toEqual([])
  })

  test('tells of money that finance applied, part by part', async () => {
    const { reference } = await posted()
    await account.act('settle', { invoice: reference, amount: '54.70' })
    const [first] = await toldOf(reference)
    expect(first).toMatchObject({
      event: { name: 'erp.receivableChanged' },
      data: { reference, state: 'open', gross: eur('154.70'), open: eur('100.00') },
    })
    await account.act('settle', { invoice: reference, amount: '100' })
    const [second] = await toldOf(reference)
    expect(second).toMatchObject({ data: { state: 'paid', open: eur('0.00') } })
    // In the same second, perhaps: another event nevertheless.
    expect(second!.source).not.toBe(first!.source)
    expect(Math.abs(Date.parse(second!.at) - Date.now())).toBeLessThan(60_000)
  })

  test('tells of what Gantry applied, and again the same until it is long past', async () => {
    const { id, reference } = await posted()
    await account.erp.applyPayment(payment(fresh('pi'), '154.70', [{ invoice: id, amount: '154.70' }]), call())
    const [one] = await toldOf(reference)
    const [other] = await toldOf(reference)
    expect(one).toMatchObject({ data: { state: 'paid' } })
    expect(other!.source).toBe(one!.source)
  })

  test('tells of what was deleted, by all that is left of it', async () => {
    const { id, reference } = await posted()
    await account.act('delete', { invoice: reference })
    expect(await toldOf(id, reference)).toMatchObject([{ event: { name: 'erp.receivableDeleted' }, data: { id } }])
  })
})

describe('local time', () => {
  const la = 'America/Los_Angeles'
  test.each([
    ['2026-03-02 12:00:00', la, '2026-03-02T20:00:00.000Z'],
    ['2026-07-02 12:00:00', la, '2026-07-02T19:00:00.000Z'],
    ['2027-03-14 03:00:00', la, '2027-03-14T10:00:00.000Z'],
    // Comes twice: the first.
    ['2026-11-01 01:30:00', la, '2026-11-01T08:30:00.000Z'],
    // Never comes.
    ['2027-03-14 02:30:00', la, '2027-03-14T10:30:00.000Z'],
    ['2027-03-28 03:00:00', 'Europe/Berlin', '2027-03-28T01:00:00.000Z'],
    ['2026-03-02 12:00:00', 'UTC', '2026-03-02T12:00:00.000Z'],
  ])('%s in %s is %s', (local, zone, instant) => {
    expect(instantOf(local, zone)).toBe(instant)
  })

  test('is taken back over midnight', () => {
    expect(earlier('2026-03-01 01:00:00', 7_200_000)).toBe('2026-02-28 23:00:00')
  })
})
