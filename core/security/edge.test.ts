import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type OpenDatabase, openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { freshDatabase } from '../testing/database.ts'
import { Access } from './access.ts'
import { AccessRegister } from './access-register.ts'
import { listActs } from './audit/act-reader.ts'
import type { Caller } from './caller.ts'
import { cookieName, Edge, type EdgeOptions } from './edge.ts'
import type { Identity } from './identity.ts'
import { AUDIENCE, startIssuer } from './issuer.fixture.ts'
import { Issuer } from './issuer.ts'
import { limitsOf } from './plan.ts'
import { RateLimit } from './rate-limit.ts'
import { Sessions } from './sessions.ts'
import { Tokens } from './tokens.ts'

const crm = { tier: 'experience', name: 'crm', version: '1.2.0' } as const
const portal = { tier: 'experience', name: 'portal', version: '1.0.0', partners: true } as const
const admin: Identity = { tenant: 'acme', principal: 'anna', scopes: ['*'] }
const other: Identity = { tenant: 'acme', principal: 'bert', scopes: ['*'] }

let database: OpenDatabase
let drop: () => Promise<void>
let url: string
let access: Access
let provider: Awaited<ReturnType<typeof startIssuer>>
let register: AccessRegister
let sessions: Sessions
const tokens = new Tokens('a key for tests that is long enough')
const PLANS = {
  small: { perMinute: 3 },
  standard: { perMinute: 5, perDay: 7 },
  plus: { perMinute: 600 },
}

beforeAll(async () => {
  ;({ url, drop } = await freshDatabase())
  database = openDatabase(url, { max: 4 })
  await migrate(database.db, [CORE_MIGRATIONS])
  access = new Access(database.db, url)
  await access.open()
  provider = await startIssuer()
  register = new AccessRegister(database.db, PLANS)
  sessions = new Sessions(database.db)
})
afterAll(async () => {
  provider?.close()
  await access?.close()
  await database?.close()
  await drop?.()
})

const edge = (more: Partial<EdgeOptions> = {}) =>
  new Edge({
    tokens,
    issuers: [new Issuer({ issuer: provider.url, audience: AUDIENCE })],
    access,
    sessions,
    developmentIssuer: false,
    roles: { finance: ['approve.finance'], partner: ['experience.portal.*'] },
    ...more,
  })

type Sent = { token?: string; headers?: Record<string, string>; method?: string; certificate?: string }
function from({ token, headers = {}, method = 'GET', certificate }: Sent): Caller & { told: Record<string, string> } {
  const all: Record<string, string> = { ...headers, ...(token && { authorization: `Bearer ${token}` }) }
  const told: Record<string, string> = {}
  return {
    told,
    method,
    target: '/experience/crm/v1/orders',
    header: (name) => all[name],
    certificate: () => certificate,
    tell: (name, value) => {
      told[name] = value
    },
  }
}
const agreed = async (client: string, api = 'experience.crm') => {
  const name = { client, api, major: 1 }
  await register.requestContract(admin, name, 'For a test.')
  await register.decideContract(other, name, 'approved', 'For a test.')
  // The notice of it comes a moment after its commit.
  await vi.waitFor(
    async () => expect(await access.contractOf('acme', client, api, 1)).toMatchObject({ state: 'approved' }),
    {
      interval: 5,
    },
  )
  return name
}

describe('an API key', () => {
  const client = { title: 'Key', owner: 'sales', partner: null, roles: ['finance'], scopes: ['experience.crm.*'] }
  let key: string
  beforeEach(async () => {
    await register.putClient(admin, { ...client, id: 'keyed' })
    await agreed('keyed')
    key = (await register.issueKey(admin, 'keyed', 30)).key
  })

  test('stands for its client, with the scopes of its roles', async () => {
    expect(await edge().admit(crm, from({ token: key }))).toEqual({
      tenant: 'acme',
      principal: 'keyed',
      client: 'keyed',
      scopes: ['experience.crm.*', 'approve.finance'],
    })
  })

  test('is known at its first call, also to a host that has not heard of it yet', async () => {
    const deaf = new Access(database.db, url)
    expect(await deaf.byKey(key)).toMatchObject({ identity: { client: 'keyed' } })
    const issued = (await register.issueKey(admin, 'keyed', 30)).key
    expect(await deaf.byKey(issued)).toMatchObject({ identity: { client: 'keyed' } })
    const next = (await register.issueKey(admin, 'keyed', 30)).key
    expect(await deaf.byKey(next)).toBeUndefined()
  })

  test('is kept as a digest alone', async () => {
    const rows = await database.db.selectFrom('gantry.api_key').selectAll().execute()
    const secret = key.slice('gantry_12345678_'.length)
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(rows.some(({ digest }) => digest.equals(createHash('sha256').update(secret).digest()))).toBe(true)
  })

  test('another secret with its prefix is none', async () => {
    const forged = `${key.slice(0, -4)}AAAA`
    await expect(edge().admit(crm, from({ token: forged }))).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('serves beside its successor, and stops at once where it is revoked', async () => {
    const prefix = key.split('_')[1]!
    const next = await register.rotateKey(admin, prefix, 30, 24)
    for (const token of [key, next.key]) await edge().admit(crm, from({ token }))
    await register.revokeKey(admin, prefix, 'It was published.')
    await expect
      .poll(() =>
        edge()
          .admit(crm, from({ token: key }))
          .catch(({ code }) => code),
      )
      .toBe('unauthenticated')
    await edge().admit(crm, from({ token: next.key }))
  })

  test('rotated without overlap, it ends with the rotation', async () => {
    await register.rotateKey(admin, key.split('_')[1]!, 30, 0)
    await expect
      .poll(() =>
        edge()
          .admit(crm, from({ token: key }))
          .catch(({ code }) => code),
      )
      .toBe('unauthenticated')
  })
})

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

describe('a partner', () => {
  const sign = (claims: object) =>
    provider.sign({ claims: { client_id: 'portal', partner: 'P-1', roles: ['partner'], ...claims } })
  beforeAll(() => agreed('portal', 'experience.portal'))

  test('calls the APIs that are made for partners, and no other', async () => {
    await agreed('portal', 'experience.crm')
    const token = await sign({ scope: 'experience.crm.getOrder' })
    expect(await edge().admit(portal, from({ token }))).toMatchObject({ partner: 'P-1' })
    await expect(edge().admit(crm, from({ token }))).rejects.toMatchObject({ code: 'forbidden', status: 403 })
  })

  test('gets nothing by a scope that is too wide', async () => {
    const { scopes } = await edge().admit(portal, from({ token: await sign({ scope: '* experience.* process.*' }) }))
    expect(scopes).toEqual(['experience.portal.*'])
  })

  test('sees what was granted to it, which goes no further', async () => {
    await register.grant(admin, 'P-1', 'P-2')
    await register.grant(admin, 'P-2', 'P-3')
    const seen = async () => (await edge().admit(portal, from({ token: await sign({ jti: 'g' }) }))).granted
    await expect.poll(seen).toEqual(['P-2'])
    await register.withdraw(admin, 'P-1', 'P-2')
    await expect.poll(seen).toBeUndefined()
  })
})

test('a token bound to a certificate is of no use without it', async () => {
  await agreed('bound')
  const token = await provider.sign({ claims: { client_id: 'bound', cnf: { 'x5t#S256': 'mine' } } })
  await edge().admit(crm, from({ token, certificate: 'mine' }))
  for (const certificate of ['theirs', undefined])
    await expect(edge().admit(crm, from({ token, ...(certificate && { certificate }) }))).rejects.toMatchObject({
      code: 'unauthenticated',
    })
})

test('tokens of the development issuer are for development; those between hosts say who was let in', async () => {
  const token = await tokens.mint(admin)
  await expect(edge().admit(crm, from({ token }))).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(await edge({ developmentIssuer: true }).admit(crm, from({ token }))).toEqual(admin)
  const carried = { ...admin, client: 'without-a-contract', partner: 'P-9' }
  expect(await edge().admit(crm, from({ token: await tokens.carry(carried) }))).toEqual(carried)
})

describe('in development', () => {
  const development = edge.bind(null, { development: { tenant: 'demo' }, developmentIssuer: true })

  test('whoever sends nothing is the developer, unless another site made the browser ask', async () => {
    expect(await development().admit(crm, from({ headers: { host: '127.0.0.1:4000' } }))).toMatchObject({
      principal: 'developer',
    })
    for (const headers of [
      { host: '127.0.0.1:4000', 'sec-fetch-site': 'cross-site' },
      { host: '127.0.0.1:4000', origin: 'https://evil.example' },
      { host: 'evil.example:4000' },
    ] as Record<string, string>[])
      await expect(development().admit(crm, from({ headers, method: 'POST' }))).rejects.toMatchObject({ code: 'csrf' })
  })
})

describe('a session', () => {
  const signedIn = async () => {
    const { cookie, session } = await sessions.begin(admin)
    return { headers: { cookie: `${cookieName(false)}=${cookie}`, host: 'gantry.example' }, csrf: session.csrf, cookie }
  }

  test('reads by its cookie alone, and changes with its token', async () => {
    const { headers, csrf } = await signedIn()
    expect(await edge().admit(crm, from({ headers }))).toEqual(admin)
    await edge().admit(crm, from({ headers: { ...headers, 'x-csrf-token': csrf }, method: 'POST' }))
    for (const more of [
      {},
      { 'x-csrf-token': 'guessed' },
      { 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[])
      await expect(edge().admit(crm, from({ headers: { ...headers, ...more }, method: 'POST' }))).rejects.toMatchObject(
        { code: 'csrf', status: 403 },
      )
  })

  test('is kept as a digest, ends with signing out, and when its time is up', async () => {
    const first = await signedIn()
    const second = await signedIn()
    const rows = await database.db.selectFrom('gantry.session').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(first.cookie)
    await sessions.end(first.cookie)
    await expect(edge().admit(crm, from(first))).rejects.toMatchObject({ code: 'unauthenticated' })
    await database.pool.query(`update gantry.session set expires_at = clock_timestamp() - interval '1 second'`)
    await expect(edge().admit(crm, from(second))).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

test('who signed in and out is in the audit log, once each, and no cookie is', async () => {
  const carla: Identity = { tenant: 'acme', principal: 'carla', scopes: ['*'] }
  const { cookie, session } = await sessions.begin(carla)
  for (let time = 0; time < 2; time++) await sessions.end(cookie)
  const { items } = await listActs(database.db, 'acme', { by: 'carla', limit: 10 })
  expect(items.map(({ action, object }) => [action, object])).toEqual([
    ['session.ended', 'person:carla'],
    ['session.begun', 'person:carla'],
  ])
  for (const secret of [cookie, session.csrf]) expect(JSON.stringify(items)).not.toContain(secret)
})

test('a session of a partner has its grants and plan as they are now, and ends with its client', async () => {
  // As a host does.
  access.onChange(() => sessions.forget())
  const client = { title: 'x', owner: 'x', partner: 'P-7', roles: ['partner'], scopes: [] }
  await register.putClient(admin, { ...client, id: 'seven' })
  await register.grant(admin, 'P-7', 'P-8')
  const { key } = await register.issueKey(admin, 'seven', 1)
  const ofKey = async () => (await edge().byToken(key, { certificate: () => undefined })).identity
  await expect.poll(ofKey).toMatchObject({ partner: 'P-7', granted: ['P-8'] })
  const { client: _, ...person } = await ofKey()
  const { cookie } = await sessions.begin(person)
  const headers = { cookie: `${cookieName(false)}=${cookie}`, host: 'gantry.example' }
  const admitted = () => edge().admit(portal, from({ headers }))
  expect(await admitted()).toMatchObject({ partner: 'P-7', granted: ['P-8'] })
  await register.withdraw(admin, 'P-7', 'P-8')
  await register.givePlan(admin, 'P-7', 'plus')
  await expect.poll(async () => (await admitted()).plan).toBe('plus')
  expect((await admitted()).granted).toBeUndefined()
  await register.revokeClient(admin, 'seven', 'It is over.')
  await expect.poll(() => admitted().catch(({ code }) => code)).toBe('unauthenticated')
})

test('a session opened with an API key ends with the key, and calls what its client has a contract for', async () => {
  // Two hosts of one landscape, each with sessions in memory.
  const far = new Access(database.db, url)
  await far.open()
  const farSessions = new Sessions(database.db)
  far.onChange(() => farSessions.forget())
  access.onChange(() => sessions.forget())
  try {
    await register.putClient(admin, {
      id: 'web',
      title: 'x',
      owner: 'x',
      partner: 'P-6',
      roles: ['partner'],
      scopes: [],
    })
    const open = async () => {
      const { key, prefix } = await register.issueKey(admin, 'web', 1)
      const ofKey = async () => (await edge().byToken(key, { certificate: () => undefined })).identity
      await expect.poll(ofKey).toMatchObject({ client: 'web' })
      const { client: _, ...person } = await ofKey()
      const { cookie } = await sessions.begin(person, prefix)
      const headers = { cookie: `${cookieName(false)}=${cookie}`, host: 'gantry.example' }
      const admitted = (given: Partial<EdgeOptions> = {}) =>
        edge(given)
          .admit(portal, from({ headers }))
          .then(
            ({ partner }) => partner,
            ({ code }) => code,
          )
      return { prefix, here: () => admitted(), there: () => admitted({ access: far, sessions: farSessions }) }
    }
    const first = await open()
    const second = await open()
    expect(await first.here()).toBe('no-consumer-contract')
    await agreed('web', 'experience.portal')
    for (const ask of [first.here, first.there, second.here, second.there]) await expect.poll(ask).toBe('P-6')

    await register.revokeKey(admin, first.prefix, 'It was lost.')
    for (const ask of [first.here, first.there]) await expect.poll(ask).toBe('unauthenticated')
    expect([await second.here(), await second.there()]).toEqual(['P-6', 'P-6'])

    const name = { client: 'web', api: 'experience.portal', major: 1 }
    await register.decideContract(other, name, 'revoked', 'It is over.')
    for (const ask of [second.here, second.there]) await expect.poll(ask).toBe('no-consumer-contract')

    await database.pool.query(`update gantry.api_key set expires_at = clock_timestamp() where prefix = $1`, [
      second.prefix,
    ])
    for (const ask of [second.here, second.there]) await expect.poll(ask).toBe('unauthenticated')
  } finally {
    await far.close()
  }
})

test('a key of a sandbox stands for another partner than the real one', async () => {
  const client = { title: 'x', owner: 'x', partner: 'P-9', roles: ['partner'], scopes: [], sandbox: true }
  await register.putClient(admin, { ...client, id: 'trying' })
  const { key } = await register.issueKey(admin, 'trying', 1)
  const ofKey = async () => (await edge().byToken(key, { certificate: () => undefined })).identity
  await expect.poll(ofKey).toMatchObject({ partner: 'P-9~sandbox' })
})

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
