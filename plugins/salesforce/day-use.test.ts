import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dayUse } from './day-use.ts'
import { customer, failed } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

const answer = (info: string | undefined, status = 200) =>
  new Response('{}', { status, headers: info === undefined ? {} : { 'sforce-limit-info': info } })

describe('what an answer tells of the day', () => {
  test.each([
    ['nothing', undefined, undefined],
    ['less than half used', 'api-usage=2499/5000', undefined],
    ['half used', 'api-usage=2500/5000', { quota: { used: 2500, limit: 4000 } }],
    [
      'with the use of one app beside it',
      'api-usage=3000/5000; per-app-api-usage=17/250(appName=gantry)',
      { quota: { used: 3000, limit: 4000 } },
    ],
    ['our share used up', 'api-usage=4000/5000', { quota: { used: 4000, limit: 4000, forMs: 600_000 } }],
  ])('%s', (_, info, expected) => {
    expect(dayUse(answer(info))).toEqual(expected)
  })

  test('a 429 is told of in its own words', () => {
    expect(dayUse(answer('api-usage=5000/5000', 429))).toBeUndefined()
  })
})

describe('an org with 40 requests a day', () => {
  let org: TestOrg
  beforeEach(async () => {
    org = await openOrg({ dailyRequests: '40' })
  })
  afterEach(() => org.close())

  test('keeps a fifth of them for others, and hears when to ask again', async () => {
    const { crm } = org.connect()
    const outcomes = new Map<string, number>()
    for (let at = 0; at < 50; at++) {
      const { code } = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
    }
    expect(outcomes.get('not-found')).toBe(32)
    expect(outcomes.get('quota-exhausted')).toBe(18)
    const error = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    expect(error).toMatchObject({ code: 'quota-exhausted', kind: 'transient' })
    expect(error.retryAfterMs).toBeLessThanOrEqual(600_000)
    expect(error.retryAfterMs).toBeGreaterThan(500_000)
  })

  test('refused for a moment is asked again', async () => {
    await org.action('refuse', { requests: 1 })
    const { crm } = org.connect()
    const refused = await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    expect(refused).toMatchObject({ code: 'rate-limited', kind: 'transient', retryAfterMs: 60_000 })
    expect(refused.detail).toContain('REQUEST_LIMIT_EXCEEDED')
    expect(await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())).toMatchObject(customer)
  })

  test('used up by others is left alone after one refusal, until the hours that pass free it', async () => {
    const { crm } = org.connect()
    await failed(crm.getCustomer({ reference: 'C-1' }, call()))
    const { access_token: token } = JSON.parse(org.exchanges[0]!.answer) as { access_token: string }
    for (let at = 0; at < 39; at++)
      await fetch(`${org.url}/services/data/v62.0/limits`, { headers: { authorization: `Bearer ${token}` } })
    const codes = []
    for (let at = 0; at < 3; at++) codes.push((await failed(crm.getCustomer({ reference: 'C-1' }, call()))).code)
    expect(codes).toEqual(['rate-limited', 'quota-exhausted', 'quota-exhausted'])
    const tomorrow = new Date(Date.now() + 25 * 3_600_000).toISOString()
    await fetch(`${org.url}/_sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ set: tomorrow }),
    })
    // Another worker's: this one asks again in ten minutes.
    const later = await failed(org.connect().crm.getCustomer({ reference: 'C-1' }, call()))
    expect(later).toMatchObject({ code: 'not-found' })
  })
})

describe('the requests of one order', () => {
  let org: TestOrg
  beforeEach(async () => {
    org = await openOrg()
  })
  afterEach(() => org.close())

  test('are half of what single calls would be', async () => {
    const { crm, cpq } = org.connect()
    await org.action('order', { reference: 'Q-1', ordered: false })
    await cpq.getQuote({ reference: 'Q-1' }, call())
    org.exchanges.length = 0
    // What the flows ask for: the quote twice (rules, activation), the order, the payer, five things told to sales.
    await cpq.getQuote({ reference: 'Q-1' }, call())
    await cpq.getQuote({ reference: 'Q-1' }, call())
    await cpq.orderQuote({ reference: 'Q-1' }, call())
    await crm.getCustomer({ reference: 'WALK-IN' }, call())
    for (const [at, stage] of (['submitted', 'active', 'invoiced', 'partly-paid', 'paid'] as const).entries())
      await crm.updateOrderStatus(
        { reference: 'Q-1', body: { stage, message: `It is ${stage}.`, at: `2026-03-01T10:0${at}:00Z` } },
        call(),
      )
    const single = org.exchanges.reduce((calls, { url, request }) => {
      const parts =
        url.endsWith('/composite') && (JSON.parse(request) as { compositeRequest: object[] }).compositeRequest
      return calls + (parts ? parts.length : 1)
    }, 0)
    expect({ requests: org.exchanges.length, single }).toEqual({ requests: 15, single: 32 })
  })
})
