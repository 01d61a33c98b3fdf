import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { uuidOf } from './job.ts'
import { call, openTestAccount, type TestAccount } from './test-account.ts'
import { entriesOf, eur, failureOf, fresh, line, salesOrder, stockUp } from './test-drafts.ts'

const LONG = Array.from({ length: 101 }, (_, index) => line(`${index}`, 'CHAI', '1', '10.00', '1.90', '11.90'))

let account: TestAccount
const seen: string[] = []
beforeAll(async () => {
  account = await openTestAccount(async (c, next) => {
    await next()
    const told = [c.req.header('prefer'), c.res.status].filter(Boolean).join(' ')
    if (c.req.path.startsWith('/services/rest/')) seen.push(`${c.req.method} ${c.req.path.split('/v1/')[1]} ${told}`)
  })
  await stockUp(account)
})
beforeEach(async () => {
  await account.fault({})
  seen.length = 0
})
afterAll(() => account.close())

describe('a document of many lines', () => {
  test('is booked by a job, which is asked until it is done', async () => {
    const reference = fresh('Q')
    const order = await account.erp.createSalesOrder(salesOrder(reference, LONG), call())
    expect(order.gross).toEqual(eur('1201.90'))
    expect(seen.slice(0, 5)).toEqual([
      'POST salesOrder respond-async 202',
      'GET job/1 200',
      'GET job/1 200',
      'GET job/1/task 200',
      'GET job/1/task/1/result 204',
    ])
  })

  test('whose acceptance is lost is found by its key', async () => {
    const reference = fresh('Q')
    const [draft, once] = [salesOrder(reference, LONG), call()]
    await account.fault({ commitThenDrop: 1, only: 'POST /services/rest/record/v1/salesOrder' })
    expect(await failureOf(account.erp.createSalesOrder(draft, once))).toMatchObject({ kind: 'transient' })
    await account.fault({})
    await account.erp.createSalesOrder(draft, once)
    expect(seen.filter((request) => request.startsWith('POST salesOrder'))).toEqual([
      'POST salesOrder respond-async 202',
      'POST salesOrder respond-async 400',
    ])
    expect(await entriesOf(account, 'sales-order', reference)).toHaveLength(1)
  })

  test('under another key is refused by its external id, and found', async () => {
    const draft = salesOrder(fresh('Q'), LONG)
    const { id } = await account.erp.createSalesOrder(draft, call())
    expect((await account.erp.createSalesOrder(draft, call())).id).toBe(id)
  })

  test('that is refused says why', async () => {
    const order = fresh('Q')
    await account.act('refuse', { order, code: 'USER_ERROR', message: 'Approve it first.' })
    expect(await failureOf(account.erp.createSalesOrder(salesOrder(order, LONG), call()))).toMatchObject({
      kind: 'data',
      detail: expect.stringContaining('Approve it first.'),
    })
  })

  test('that takes too long is come back to', async () => {
    const [draft, once] = [salesOrder(fresh('Q'), LONG), call()]
    const late = await failureOf(account.erp.createSalesOrder(draft, { ...once, deadline: Date.now() + 190 }))
    expect(late).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    expect((await account.erp.createSalesOrder(draft, once)).gross).toEqual(eur('1201.90'))
  })
})

test('a key is a UUID that follows from its text', () => {
  expect(uuidOf('a')).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
  expect(uuidOf('a')).toBe(uuidOf('a'))
  expect(uuidOf('a')).not.toBe(uuidOf('b'))
})
