import { describe, expect, test } from 'vitest'
import { Access } from './access.ts'
import { listActs } from './audit/act-reader.ts'
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
  portal,
  register,
  sessions,
  url,
} from './edge.fixture.ts'
import type { EdgeOptions } from './edge.ts'
import type { Identity } from './identity.ts'
import { cookieName } from './session-cookie.ts'
import { Sessions } from './sessions.ts'

openAll()

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
