import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, openTestAccount, type TestAccount } from './test-account.ts'
import { entriesOf, failureOf, fresh, salesOrder, stockUp } from './test-drafts.ts'

let account: TestAccount
beforeAll(async () => {
  account = await openTestAccount()
  await stockUp(account)
})
beforeEach(() => account.fault({}))
afterAll(() => account.close())

describe('failures', () => {
  test('500, 429 and the 400 that means too many requests are transient', async () => {
    await account.fault({ error500: 1 })
    const read = () =>
      failureOf(account.erp.getSalesOrder({ reference: 'any', query: { legalEntity: 'EMEA' } }, call()))
    const failed = await read()
    expect(failed).toMatchObject({ kind: 'transient', code: 'vendor-failed' })
    expect(failed.outcomeUnknown).toBeUndefined()
    await account.fault({ error429: 1 })
    expect(await read()).toMatchObject({ kind: 'transient', code: 'rate-limited', retryAfterMs: 1000 })
    await account.fault({})
    await account.act('congest', { requests: 1 })
    expect(await read()).toMatchObject({ kind: 'transient', code: 'rate-limited' })
    expect((await read()).code).toBe('not-found')
  })

  test('wrong credentials are a policy error without a secret', async () => {
    const { erp } = await import('@gantry/erp-api/contract')
    const wrong = account.open({ certificateId: 'another' })
    const port = (await wrong.port(erp as never)) as unknown as TestAccount['erp']
    const denied = await failureOf(port.getSalesOrder({ reference: 'any', query: { legalEntity: 'EMEA' } }, call()))
    expect(denied).toMatchObject({ code: 'vendor-denied', kind: 'policy', team: 'integration' })
    const unreadable = account.open({ privateKey: 'not a key' })
    const failed = await failureOf(unreadable.port(erp as never))
    expect(failed.code).toBe('connection-misconfigured')
    for (const error of [denied, failed]) {
      const told = `${error.message} ${error.detail} ${JSON.stringify(error)}`
      expect(told).not.toContain('not a key')
      expect(told).not.toContain('client-of-test')
      expect(told).not.toContain(account.privateKey.split('\n')[1])
    }
  })

  test('the books survive a restart, and the token with them', async () => {
    const reference = fresh('Q')
    await account.erp.createSalesOrder(salesOrder(reference), call())
    const before = await account.ledger()
    await account.restart()
    expect(await account.ledger()).toEqual(before)
    const effects = await account.effects()
    await account.erp.createSalesOrder(salesOrder(reference), call())
    expect(await account.effects()).toBe(effects)
    expect(await entriesOf(account, 'sales-order', reference)).toHaveLength(1)
  })
})
