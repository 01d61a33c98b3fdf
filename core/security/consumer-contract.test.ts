import { describe, expect, test } from 'vitest'
import { Access } from './access.ts'
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
  provider,
  register,
  url,
} from './edge.fixture.ts'
import type { Edge } from './edge.ts'

openAll()

describe('a consumer contract', () => {
  test('is asked for by one, approved by another, and needed for each API', async () => {
    const name = { client: 'crm', api: 'experience.crm', major: 1 }
    const caller = () => from({ token: '' })
    const token = await provider.sign()
    const admit = (contract = crm as Parameters<Edge['admit']>[0]) =>
      edge().admit(contract, { ...caller(), ...from({ token }) })
    await expect(admit()).rejects.toMatchObject({ code: 'no-consumer-contract', status: 403 })
    await register.requestContract(admin, name, 'Orders from the CRM.')
    await expect(register.decideContract(admin, name, 'approved', 'My own.')).rejects.toMatchObject({
      code: 'four-eyes',
    })
    await register.decideContract(other, name, 'approved', 'Agreed with the owner.')
    await expect
      .poll(() =>
        admit().then(
          ({ client }) => client,
          ({ code }) => code,
        ),
      )
      .toBe('crm')
    await expect(admit({ ...crm, version: '2.0.0' })).rejects.toMatchObject({ code: 'no-consumer-contract' })
    await expect(admit({ ...crm, name: 'control-tower' })).rejects.toMatchObject({ code: 'no-consumer-contract' })
  })

  test('that is revoked stops the next call, on every host', async () => {
    const elsewhere = new Access(database.db, url)
    await elsewhere.open()
    const name = await agreed('revocable')
    const token = await provider.sign({ claims: { client_id: 'revocable' } })
    for (const at of [access, elsewhere]) await edge({ access: at }).admit(crm, from({ token }))
    await register.decideContract(other, name, 'revoked', 'The contract ended.')
    const began = performance.now()
    for (const at of [access, elsewhere])
      await expect
        .poll(
          () =>
            edge({ access: at })
              .admit(crm, from({ token }))
              .then(
                () => 'let in',
                ({ code }) => code,
              ),
          { interval: 5 },
        )
        .toBe('no-consumer-contract')
    expect(performance.now() - began).toBeLessThan(4_000)
    await elsewhere.close()
  })

  test('that is revoked stops all calls at once, also those that come while it is learnt', async () => {
    const name = await agreed('burst')
    const token = await provider.sign({ claims: { client_id: 'burst' } })
    await edge().admit(crm, from({ token }))
    const told = new Promise<void>((resolve) => access.onChange(resolve))
    await register.decideContract(other, name, 'revoked', 'The contract ended.')
    await told
    const calls = Array.from({ length: 20 }, () =>
      edge()
        .admit(crm, from({ token }))
        .catch(({ code }) => code),
    )
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['no-consumer-contract']))
  })

  const tokenOf = (client: string) => provider.sign({ claims: { client_id: client, scope: 'experience.crm.*' } })
  const scopesAt = async (at: Access, token: string) =>
    edge({ access: at })
      .admit(crm, from({ token }))
      .then(
        ({ scopes }) => scopes,
        ({ code }) => code as string,
      )

  test('grants what was asked for or less, and a call may do what its credential permits too', async () => {
    const name = { client: 'bounded', api: 'experience.crm', major: 1 }
    const terms = { scopes: ['experience.crm.*'], plan: 'plus', days: 90 }
    await register.requestContract(admin, name, 'Orders.', terms)
    await expect(register.requestContract(other, name, 'All.', { ...terms, scopes: ['*'] })).rejects.toMatchObject({
      code: 'already-asked',
    })
    const approve = (granted: object) => register.decideContract(other, name, 'approved', 'Agreed.', granted)
    for (const more of [{ scopes: ['*'] }, { scopes: ['data.personal'] }, { days: 91 }])
      await expect(approve(more)).rejects.toMatchObject({ code: 'more-than-asked' })
    await expect(approve({ plan: 'none-such' })).rejects.toMatchObject({ code: 'no-such-plan' })
    const granted = ['experience.crm.getOrder', 'experience.crm.submitOrder']
    const approved = await approve({ scopes: granted, plan: 'standard', days: 30 })
    expect(approved).toMatchObject({ state: 'approved', scopes: granted, plan: 'standard', asked_days: null })
    expect(Math.round((approved.expires_at!.getTime() - Date.now()) / 86_400_000)).toBe(30)
    const token = await provider.sign({
      claims: { client_id: 'bounded', scope: 'experience.crm.getOrder experience.crm.listOrders' },
    })
    await expect.poll(() => scopesAt(access, token)).toEqual(['experience.crm.getOrder'])
  })

  test('that is narrowed permits less at once, on every host; more takes another request', async () => {
    const elsewhere = new Access(database.db, url)
    await elsewhere.open()
    const name = await agreed('narrowing')
    const token = await tokenOf('narrowing')
    for (const at of [access, elsewhere]) expect(await scopesAt(at, token)).toEqual(['experience.crm.*'])
    const narrow = (granted: object) => register.decideContract(other, name, 'narrowed', 'Too much.', granted)
    await narrow({ scopes: ['experience.crm.getOrder'], plan: 'standard' })
    const began = performance.now()
    for (const at of [access, elsewhere])
      await expect.poll(() => scopesAt(at, token), { interval: 5 }).toEqual(['experience.crm.getOrder'])
    expect(performance.now() - began).toBeLessThan(4_000)
    for (const more of [{ scopes: ['experience.crm.*'] }, { plan: 'plus' }])
      await expect(narrow(more)).rejects.toMatchObject({ code: 'more-than-asked' })
    const acts = await database.db
      .selectFrom('gantry.audit_content' as never)
      .selectAll()
      .execute()
    expect(JSON.stringify(acts)).toContain('contract:narrowing:experience.crm@1')
    await elsewhere.close()
  })

  test('ends with its last day, and stays in force while its renewal is asked for', async () => {
    const name = await agreed('ending')
    const token = await tokenOf('ending')
    const end = (when: string) =>
      database.pool.query(
        `update gantry.consumer_contract set expires_at = clock_timestamp() + $1::interval where client = 'ending'`,
        [when],
      )
    await end('1 minute')
    await register.requestContract(admin, name, 'Another year.', { scopes: ['experience.crm.*'], days: 365 })
    await expect.poll(() => scopesAt(access, token)).toEqual(['experience.crm.*'])
    await register.decideContract(other, name, 'rejected', 'Not like this.')
    await expect.poll(() => scopesAt(access, token)).toEqual(['experience.crm.*'])
    await end('-1 second')
    await expect.poll(() => scopesAt(access, token)).toBe('consumer-contract-expired')
    await expect(edge().admit(crm, from({ token }))).rejects.toMatchObject({ status: 403, kind: 'policy' })
    await register.requestContract(admin, name, 'Another year.', { scopes: ['experience.crm.*'], days: 365 })
    expect(await scopesAt(access, token)).toBe('consumer-contract-expired')
    await expect(register.decideContract(admin, name, 'approved', 'Mine.')).rejects.toMatchObject({ code: 'four-eyes' })
    await register.decideContract(other, name, 'approved', 'Go on.')
    await expect.poll(() => scopesAt(access, token)).toEqual(['experience.crm.*'])
  })

  test('of the configuration counts until it is revoked', async () => {
    const consumers = { configured: ['experience.crm@1'] }
    const token = await provider.sign({ claims: { client_id: 'configured' } })
    await edge({ consumers }).admit(crm, from({ token }))
    await expect(edge({ consumers }).admit({ ...crm, version: '2.0.0' }, from({ token }))).rejects.toMatchObject({
      code: 'no-consumer-contract',
    })
  })

  test('is of no use to a client that was revoked as a whole', async () => {
    await register.putClient(admin, { id: 'gone', title: 'x', owner: 'x', partner: null, roles: [], scopes: [] })
    await agreed('gone')
    const token = await provider.sign({ claims: { client_id: 'gone' } })
    await edge().admit(crm, from({ token }))
    await register.revokeClient(admin, 'gone', 'They left.')
    await expect
      .poll(() =>
        edge()
          .admit(crm, from({ token }))
          .catch(({ code }) => code),
      )
      .toBe('unauthenticated')
  })
})
