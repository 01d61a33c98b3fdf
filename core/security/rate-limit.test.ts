import { describe, expect, test, vi } from 'vitest'
import {
  access,
  admin,
  agreed,
  crm,
  database,
  edge,
  from,
  openAll,
  other,
  PLANS,
  portal,
  provider,
  register,
} from './edge.fixture.ts'
import type { Edge } from './edge.ts'
import { limitsOf } from './plan.ts'
import { RateLimit } from './rate-limit.ts'

openAll()

describe('a rate', () => {
  const rated = (limit: RateLimit) => edge({ limit })
  const limit = (calls = 5) => new RateLimit(database.pool, { calls, seconds: 60 })

  test('is told in every answer, and refused past its end with the time to come back', async () => {
    await agreed('often')
    const token = await provider.sign({ claims: { client_id: 'often' } })
    const first = limit()
    for (let call = 1; call <= 5; call++) {
      const caller = from({ token })
      await rated(first).admit(crm, caller)
      expect(caller.told.ratelimit).toMatch(new RegExp(`^"client";r=${5 - call};t=\\d+$`))
    }
    await expect(rated(first).admit(crm, from({ token }))).rejects.toMatchObject({
      code: 'too-many-requests',
      status: 429,
      kind: 'transient',
    })
    await first.close()
    // Another host, or the same one started anew.
    const second = limit()
    await expect(rated(second).admit(crm, from({ token }))).rejects.toMatchObject({ code: 'too-many-requests' })
    await second.close()
  })

  test('is that of the plan of the contract, for each API by itself; the tightest of its bounds refuses', async () => {
    const terms = { scopes: ['*'], plan: 'standard', days: 30 }
    for (const api of ['experience.crm', 'experience.portal']) {
      const name = { client: 'planned', api, major: 1 }
      await register.requestContract(admin, name, 'For a test.', terms)
      await register.decideContract(other, name, 'approved', 'For a test.')
      await vi.waitFor(async () =>
        expect(await access.contractOf('acme', 'planned', api, 1)).toMatchObject({ state: 'approved' }),
      )
    }
    const token = await provider.sign({ claims: { client_id: 'planned' } })
    const shared = limit(1)
    const planned = edge({ limit: shared, plans: PLANS })
    const ask = async (api: Parameters<Edge['admit']>[0]) => {
      const caller = from({ token })
      const outcome = await planned.admit(api, caller).then(
        () => 'let in',
        ({ code, detail }) => `${code}: ${detail}`,
      )
      return { outcome, told: caller.told }
    }
    const { told } = await ask(crm)
    expect(told['ratelimit-policy']).toBe('"contract";q=5;w=60, "contract-day";q=7;w=86400')
    expect(told.ratelimit).toMatch(/^"contract";r=4;t=\d+, "contract-day";r=6;t=\d+$/)
    for (let call = 2; call <= 5; call++) expect((await ask(crm)).outcome).toBe('let in')
    expect((await ask(crm)).outcome).toBe('too-many-requests: 5 calls in 60 s are allowed.')
    expect((await ask(portal)).outcome).toBe('let in')
    await shared.close()
    // The day goes on when the minute is over, at whichever host.
    await database.pool.query(`update gantry.rate_limit set expire = 0 where expire < $1`, [Date.now() + 3_600_000])
    const next = limit(1)
    const later = edge({ limit: next, plans: PLANS })
    for (let call = 6; call <= 7; call++) await later.admit(crm, from({ token }))
    await expect(later.admit(crm, from({ token }))).rejects.toMatchObject({
      code: 'too-many-requests',
      detail: '7 calls in 86400 s are allowed.',
    })
    await next.close()
  })

  test('of a plan bounds a burst within a second', async () => {
    const shared = limit()
    const burst = limitsOf({ perMinute: 600, burst: 50 }, 'contract', ['burst'])
    const taken = await Promise.all(Array.from({ length: 60 }, () => shared.take(burst)))
    expect(taken.filter(({ exhausted }) => exhausted)).toHaveLength(10)
    expect(taken.at(-1)!.exhausted!.limit).toMatchObject({ name: 'contract-burst', seconds: 1 })
    await expect
      .poll(async () => (await shared.take(burst)).exhausted, { interval: 50, timeout: 5_000 })
      .toBeUndefined()
    await shared.close()
  })

  test('is shared by hosts, and costs no statement a call', async () => {
    const [one, two] = [limit(1000), limit(1000)]
    const shared = [{ name: 'shared', key: 'shared', calls: 1000, seconds: 60 }]
    await Promise.all([one.take(shared), two.take(shared)])
    let statements = 0
    const { query } = database.pool
    database.pool.query = ((...given: Parameters<typeof query>) => {
      statements += 1
      return query.apply(database.pool, given)
    }) as typeof query
    for (let call = 0; call < 200; call++) await Promise.all([one.take(shared), two.take(shared)])
    database.pool.query = query
    expect(statements).toBeLessThan(20)
    await one.tell()
    await two.tell()
    await one.take(shared)
    await one.tell()
    expect((await one.take(shared)).left[0]!.remaining).toBeLessThanOrEqual(1000 - 404)
    await one.close()
    await two.close()
  })
})
