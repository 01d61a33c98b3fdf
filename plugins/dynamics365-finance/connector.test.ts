import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EMEA, entriesOf, eur, failureOf, fresh, invoice, payment, salesOrder, stockUp } from './test-drafts.ts'
import { call, openTestEnvironment, type TestEnvironment } from './test-environment.ts'

let environment: TestEnvironment
beforeAll(async () => {
  environment = await openTestEnvironment()
  await stockUp(environment)
})
beforeEach(() => environment.fault({}))
afterAll(() => environment.close())

describe('the connection', () => {
  test('a certificate opens it as a secret does', async () => {
    const { privateKey, certificateThumbprint } = environment
    const thumbprint = certificateThumbprint.toUpperCase().match(/../g)!.join(':')
    const port = await environment.port({ clientSecret: undefined, privateKey, certificateThumbprint: thumbprint })
    const reference = fresh('Q')
    await port.createSalesOrder(salesOrder(reference), call())
    expect(await entriesOf(environment, 'sales-order', reference)).toHaveLength(1)
  })

  test('wrong credentials are a policy error without a secret; none at all are a misconfiguration', async () => {
    const wrong = await environment.port({ clientSecret: 'not-the-secret-of-anybody' })
    const denied = await failureOf(wrong.getSalesOrder({ reference: 'any', query: EMEA }, call()))
    expect(denied).toMatchObject({ code: 'vendor-denied', kind: 'policy', team: 'integration' })
    expect(`${denied.message} ${denied.detail} ${JSON.stringify(denied)}`).not.toContain('not-the-secret')
    const none = await failureOf(environment.port({ clientSecret: undefined }))
    expect(none.code).toBe('connection-misconfigured')
    const unreadable = await environment
      .port({
        clientSecret: undefined,
        privateKey: 'not a key of anybody',
        certificateThumbprint: 'ab'.repeat(32),
      })
      .then(
        (port) => failureOf(port.getSalesOrder({ reference: 'any', query: EMEA }, call())),
        (error: unknown) => error,
      )
    expect(unreadable).toMatchObject({ code: 'connection-misconfigured', kind: 'policy' })
    expect(JSON.stringify(unreadable)).not.toContain('not a key')
  })

  test('the books survive a restart, and a repeat after it writes nothing', async () => {
    const { erp } = environment
    const [order, reference, pay] = [fresh('Q'), fresh('in'), payment(fresh('pi'), '10.00', [])]
    const all = async () => {
      await erp.createSalesOrder(salesOrder(order), call())
      await erp.postInvoice(invoice(reference, order), call())
      await erp.applyPayment(pay, call())
    }
    await all()
    const before = await environment.ledger()
    await environment.restart()
    expect(await environment.ledger()).toEqual(before)
    const effects = await environment.effects()
    await all()
    expect(await environment.effects()).toBe(effects)
  })
})

describe('failures', () => {
  const read = (erp = environment.erp) => failureOf(erp.getSalesOrder({ reference: 'any', query: EMEA }, call()))

  test('500 and 429 are transient, and Retry-After is passed on', async () => {
    await environment.fault({ error500: 1 })
    const failed = await read()
    expect(failed).toMatchObject({ kind: 'transient', code: 'vendor-failed' })
    expect(failed.outcomeUnknown).toBeUndefined()
    await environment.fault({})
    await environment.act('throttle', { requests: 1, retryAfterS: 7 })
    // A connection of its own: it keeps the pause it is asked for.
    const throttled = await environment.port()
    expect(await read(throttled)).toMatchObject({ kind: 'transient', code: 'rate-limited', retryAfterMs: 7000 })
    expect((await read()).code).toBe('not-found')
  })

  test('a change made on an old reading is transient: the next attempt sees it', async () => {
    const { privateKey: _, erp } = environment
    const reference = fresh('C')
    const put = (name: string) =>
      erp.upsertCustomer({ reference, body: { name, currency: 'EUR', legalEntity: 'EMEA' } }, call())
    await put('First')
    const all = await Promise.allSettled(['Second', 'Third', 'Fourth'].map(put))
    const lost = all.filter((each) => each.status === 'rejected').map((each) => each.reason)
    for (const error of lost) expect(error).toMatchObject({ code: 'record-busy', kind: 'transient' })
    expect((await put('Fifth')).name).toBe('Fifth')
  })

  test('through half of all answers lost and failures in between, each document is made once', async () => {
    await environment.fault({ commitThenDrop: 0.3, error500: 0.1 })
    const references = Array.from({ length: 4 }, () => [fresh('Q'), fresh('in'), fresh('pi')] as const)
    const stubborn = async <T>(work: () => Promise<T>): Promise<T> => {
      for (let attempt = 0; attempt < 200; attempt++) {
        try {
          return await work()
        } catch (error) {
          const { kind, retryAfterMs = 0 } = error as { kind?: string; retryAfterMs?: number }
          if (kind !== 'transient') throw error
          // An open breaker says when it may be tried again.
          await new Promise((resolve) => setTimeout(resolve, retryAfterMs))
        }
      }
      throw new Error('never done')
    }
    const { erp } = environment
    await Promise.all(
      references.map(async ([order, reference, pay]) => {
        await stubborn(() => erp.createSalesOrder(salesOrder(order), call()))
        const { id } = await stubborn(() => erp.postInvoice(invoice(reference, order), call()))
        const applied = payment(pay, '154.70', [{ invoice: id, amount: '154.70' }])
        const { unapplied } = await stubborn(() => erp.applyPayment(applied, call()))
        expect(unapplied).toEqual(eur('0.00'))
      }),
    )
    await environment.fault({})
    for (const [order, reference, pay] of references) {
      expect(await entriesOf(environment, 'sales-order', order)).toHaveLength(1)
      expect(await entriesOf(environment, 'invoice', reference)).toMatchObject([{ open: '0.00' }])
      expect(await entriesOf(environment, 'cash-application', pay)).toMatchObject([{ open: '0.00' }])
    }
  })
})
