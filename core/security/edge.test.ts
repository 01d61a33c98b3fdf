import { beforeAll, describe, expect, test } from 'vitest'
import { admin, agreed, crm, edge, from, openAll, portal, provider, register, tokens } from './edge.fixture.ts'

openAll()

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
