import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { customer, failed } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { crm } = {} as ReturnType<TestOrg['connect']>

beforeEach(async () => {
  org = await openOrg()
  ;({ crm } = org.connect())
})
afterEach(() => org.close())

describe('sessions and failures', () => {
  test('one token serves all calls, and an ended session is renewed once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => failed(crm.getCustomer({ reference: 'C-1' }, call()))))
    const tokens = () => org.exchanges.filter(({ url }) => url.endsWith('/oauth2/token')).length
    expect(tokens()).toBe(1)
    await org.action('end-sessions')
    await Promise.all(Array.from({ length: 10 }, () => failed(crm.getCustomer({ reference: 'C-1' }, call()))))
    expect(tokens()).toBe(2)
  })

  test('a session that is refused again is an error, not a loop', async () => {
    org.override.answer = (_method, path) => (path.includes('/data/') ? refusal(401, 'INVALID_SESSION_ID') : undefined)
    const error = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    expect(error).toMatchObject({ code: 'vendor-denied', kind: 'policy' })
  })

  test('wrong credentials are denied, and never shown', async () => {
    for (const config of [{ clientSecret: 'wr0ng-s3cret' }, { clientId: 'wr0ng-s3cret' }]) {
      const error = await failed(org.connect(config).crm.getCustomer({ reference: 'C-1' }, call()))
      expect(error).toMatchObject({ code: 'vendor-denied', kind: 'policy' })
      expect(error.detail).toMatch(/Salesforce 400 invalid_client/)
      expect(JSON.stringify([error.message, error.detail, String(error.cause)])).not.toMatch(/s3cret|sandbox-secret/)
    }
  })

  test.each([
    ['500', { error500: 1 }, { code: 'vendor-failed', kind: 'transient' }],
    ['429', { error429: 1 }, { code: 'rate-limited', kind: 'transient', retryAfterMs: 1000 }],
  ])('%s passes', async (_status, faults, expected) => {
    // Signed in: a token endpoint that asks to be left alone is.
    await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    await org.faults(faults)
    expect(await failed(crm.getCustomer({ reference: 'C-1' }, call()))).toMatchObject(expected)
    await org.faults({})
    expect(await failed(crm.getCustomer({ reference: 'C-1' }, call()))).toMatchObject({ code: 'not-found' })
  })

  test.each([
    [403, 'REQUEST_LIMIT_EXCEEDED', { code: 'rate-limited', kind: 'transient', retryAfterMs: 60_000 }],
    [400, 'UNABLE_TO_LOCK_ROW', { code: 'record-locked', kind: 'transient' }],
    [403, 'INSUFFICIENT_ACCESS', { code: 'vendor-denied', kind: 'policy' }],
    [400, 'INVALID_FIELD', { code: 'vendor-refused', kind: 'data' }],
  ])('%i %s', async (status, code, expected) => {
    org.override.answer = (_method, path) => (path.includes('/data/') ? refusal(status, code) : undefined)
    const error = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    expect(error).toMatchObject(expected)
    expect(error.detail).toContain(code)
  })

  test.each([
    ['Gantry_Reference__c', { code: 'record-locked', kind: 'transient' }],
    ['Tax_Number__c', { code: 'vendor-refused', kind: 'data' }],
  ])('a second record with the same %s', async (field, expected) => {
    const message = `duplicate value found: ${field} duplicates value on record with id: 001`
    org.override.answer = (_method, path) =>
      path.includes('/data/') ? Response.json([{ message, errorCode: 'DUPLICATE_VALUE' }], { status: 400 }) : undefined
    expect(await failed(crm.upsertCustomer({ reference: 'C-1', body: customer }, call()))).toMatchObject(expected)
  })

  test('an answer cut off is transient', async () => {
    org.override.answer = (_method, path) =>
      path.includes('/data/')
        ? new Response('{"totalSize":1,"done":tr', { headers: { 'content-type': 'application/json' } })
        : undefined
    const error = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    expect(error).toMatchObject({ code: 'vendor-unreadable', kind: 'transient' })
  })

  test('a refused value is a data error with the code of the vendor', async () => {
    const error = await failed(
      crm.upsertCustomer({ reference: 'C-1', body: { ...customer, phone: '1'.repeat(41) } }, call()),
    )
    expect(error).toMatchObject({ code: 'vendor-refused', kind: 'data' })
    expect(error.detail).toContain('STRING_TOO_LONG')
  })
})

const refusal = (status: number, errorCode: string) => Response.json([{ message: 'No.', errorCode }], { status })
