import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { Access } from './access.ts'
import { admin, agreed, crm, database, edge, from, openAll, register, url } from './edge.fixture.ts'

openAll()

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

test('a key of a sandbox stands for another partner than the real one', async () => {
  const client = { title: 'x', owner: 'x', partner: 'P-9', roles: ['partner'], scopes: [], sandbox: true }
  await register.putClient(admin, { ...client, id: 'trying' })
  const { key } = await register.issueKey(admin, 'trying', 1)
  const ofKey = async () => (await edge().byToken(key, { certificate: () => undefined })).identity
  await expect.poll(ofKey).toMatchObject({ partner: 'P-9~sandbox' })
})
