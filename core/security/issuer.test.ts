import { createHash } from 'node:crypto'
import { importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AUDIENCE, startIssuer, type TokenChange } from './issuer.fixture.ts'
import { Issuer } from './issuer.ts'

let provider: Awaited<ReturnType<typeof startIssuer>>
let issuer: Issuer
beforeEach(async () => {
  provider = await startIssuer()
  issuer = new Issuer({ issuer: provider.url, audience: AUDIENCE })
})
afterEach(() => provider.close())

const refused = { code: 'unauthenticated', status: 401 }

test('an access token becomes an identity: tenant, partner and client come from it alone', async () => {
  const token = await provider.sign({ claims: { partner: 'P-1', roles: ['finance'], azp: 'ignored' } })
  expect(await issuer.verify(token)).toEqual({
    identity: {
      tenant: 'acme',
      principal: 'anna',
      scopes: ['experience.crm.getOrder'],
      client: 'crm',
      partner: 'P-1',
    },
    roles: ['finance'],
  })
})

test('keys are fetched once, and anew when the issuer signs with another', async () => {
  for (let i = 0; i < 5; i++) await issuer.verify(await provider.sign({ claims: { jti: String(i) } }))
  expect(provider.fetched()).toBe(1)
  await provider.rotate('second')
  // A rotation is noticed ten seconds after the last fetch at the earliest: another host has none behind it.
  expect(await new Issuer(issuer.config).verify(await provider.sign())).toMatchObject({ identity: { tenant: 'acme' } })
  expect(provider.fetched()).toBe(2)
})

test('a token that was verified is not verified again, until it expires', async () => {
  const token = await provider.sign()
  const first = await issuer.verify(token)
  provider.keys.splice(0)
  expect(await issuer.verify(token)).toBe(first)
})

const changes: [string, TokenChange][] = [
  ['for another audience', { audience: 'https://other.example' }],
  ['of another issuer', { issuer: 'https://other.example' }],
  ['that has expired', { expires: '-1 minute' }],
  ['that is an ID token', { typ: 'JWT' }],
  ['without a tenant', { claims: { tenant: undefined } }],
  ['with a tenant that is no text', { claims: { tenant: ['acme'] } }],
  ['without a client', { claims: { client_id: undefined } }],
  ['that is not valid yet', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
]
test.each(changes)('a token %s is refused', async (_, change) => {
  await expect(issuer.verify(await provider.sign(change))).rejects.toMatchObject(refused)
})

describe('a token signed otherwise than agreed is refused:', () => {
  const claims = { tenant: 'acme', client_id: 'crm', sub: 'anna', iss: '', aud: AUDIENCE, exp: 4_102_444_800 }

  test('by nobody', async () => {
    const token = new UnsecuredJWT({ ...claims, iss: provider.url }).encode()
    await expect(issuer.verify(token)).rejects.toMatchObject(refused)
  })

  test('with the public key as if it were a shared secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(provider.keys[0]))
    const token = await new SignJWT({ ...claims, iss: provider.url })
      .setProtectedHeader({ alg: 'HS256', kid: 'first', typ: 'at+jwt' })
      .sign(secret)
    await expect(issuer.verify(token)).rejects.toMatchObject(refused)
  })

  test('with a key that the token brings along', async () => {
    const { privateKey, publicKey } = await (await import('jose')).generateKeyPair('ES256')
    const jwk = await (await import('jose')).exportJWK(publicKey)
    const token = await new SignJWT({ ...claims, iss: provider.url })
      .setProtectedHeader({ alg: 'ES256', kid: 'first', typ: 'at+jwt', jwk })
      .sign(privateKey)
    await expect(issuer.verify(token)).rejects.toMatchObject(refused)
  })

  test('by an algorithm that was not agreed on', async () => {
    const strict = new Issuer({ ...issuer.config, algorithms: ['PS256'] })
    await expect(strict.verify(await provider.sign())).rejects.toMatchObject(refused)
  })
})

test('while the keys cannot be had nobody is refused for good', async () => {
  const token = await provider.sign()
  provider.stopAnswering()
  await expect(issuer.verify(token)).rejects.toMatchObject({
    code: 'issuer-unavailable',
    kind: 'transient',
    status: 503,
  })
})

test('the certificate a token is bound to comes with it', async () => {
  const thumbprint = createHash('sha256').update('a certificate').digest('base64url')
  const token = await provider.sign({ claims: { cnf: { 'x5t#S256': thumbprint } } })
  expect(await issuer.verify(token)).toMatchObject({ certificate: thumbprint })
})

test('a fixed tenant overrides what a token claims', async () => {
  const fixed = new Issuer({ ...issuer.config, tenant: 'ours' })
  expect(await fixed.verify(await provider.sign({ claims: { tenant: 'theirs' } }))).toMatchObject({
    identity: { tenant: 'ours' },
  })
})

test('the fixture publishes public keys only', async () => {
  await expect(importJWK(provider.keys[0]!)).resolves.toBeDefined()
  expect(provider.keys[0]).not.toHaveProperty('d')
})
