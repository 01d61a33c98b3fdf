import { erp } from '@gantry/erp-api/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { entriesOf, failureOf, fresh, salesOrder, stockUp } from './test-drafts.ts'
import { CONFIRMATION, call, openTestSystem, type TestSystem, USER } from './test-system.ts'

let system: TestSystem
beforeAll(async () => {
  system = await openTestSystem()
  await stockUp(system)
})
beforeEach(() => system.fault({}))
afterAll(() => system.close())

test('500 and 429 are transient; a read has no outcome to be unknown', async () => {
  const read = () => failureOf(system.erp.getSalesOrder({ reference: 'any', query: { legalEntity: 'EMEA' } }, call()))
  await system.fault({ error500: 1 })
  const failed = await read()
  expect(failed).toMatchObject({ kind: 'transient', code: 'vendor-failed' })
  expect(failed.outcomeUnknown).toBeUndefined()
  await system.fault({ error429: 1 })
  expect(await read()).toMatchObject({ kind: 'transient', code: 'rate-limited', retryAfterMs: 1000 })
})

test('a wrong password is a policy error that does not tell it', async () => {
  const port = (await system.open({ password: 'wrong-password' }).port(erp as never)) as unknown as TestSystem['erp']
  const denied = await failureOf(port.getSalesOrder({ reference: 'any', query: { legalEntity: 'EMEA' } }, call()))
  expect(denied).toMatchObject({ code: 'vendor-denied', kind: 'policy', team: 'integration' })
  expect(`${denied.message} ${denied.detail} ${JSON.stringify(denied)}`).not.toContain('wrong-password')
  const neither = await failureOf(Promise.resolve().then(() => system.open({ password: undefined })))
  expect(neither.code).toBe('connection-misconfigured')
})

test('sessions that SAP has ended are opened anew, in the middle of twenty writes', async () => {
  const references = Array.from({ length: 20 }, () => fresh('Q'))
  const writes = references.map((reference) => system.erp.createSalesOrder(salesOrder(reference), call()))
  await system.act('end-sessions')
  await Promise.all(writes)
  await system.act('end-sessions')
  await system.erp.createSalesOrder(salesOrder(fresh('Q')), call())
  for (const reference of references) expect(await entriesOf(system, 'sales-order', reference)).toHaveLength(1)
})

test('the books survive a restart, and what was done is not done again', async () => {
  const reference = fresh('Q')
  await system.erp.createSalesOrder(salesOrder(reference), call())
  const before = await system.ledger()
  await system.restart()
  expect(await system.ledger()).toEqual(before)
  const effects = await system.effects()
  await system.erp.createSalesOrder(salesOrder(reference), call())
  expect(await system.effects()).toBe(effects)
})

test('a confirmation counts only from the user agreed on, and an unreadable one is refused', async () => {
  const receive = (authorization: string, body: string) =>
    system.connection.receive({ headers: { authorization }, body })
  const { confirmationUser, confirmationPassword } = CONFIRMATION
  const agreed = `Basic ${Buffer.from(`${confirmationUser}:${confirmationPassword}`).toString('base64')}`
  const wrong = `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}`
  expect(await failureOf(receive(wrong, '<x/>'))).toMatchObject({ code: 'webhook-forged', status: 401 })
  expect(await failureOf(receive('', '<x/>'))).toMatchObject({ code: 'webhook-forged' })
  expect(await receive(agreed, '<x/>')).toEqual([])
  const broken = '<Envelope><Body><JournalEntryBulkCreateConfirmation/></Body></Envelope>'
  expect((await failureOf(receive(agreed, broken))).code).toBe('malformed-webhook')
})
