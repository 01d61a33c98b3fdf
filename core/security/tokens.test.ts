import { SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import type { Identity } from './identity.ts'
import { permits } from './identity.ts'
import { Tokens } from './tokens.ts'

const key = 'a key for tests that is long enough'
const tokens = new Tokens(key)
const identity: Identity = {
  tenant: 't',
  principal: 'p',
  scopes: ['system.*', 'process.orders.getOrder'],
  onBehalfOf: 'q',
}
const sign = (claims: object, options: { key?: string; audience?: string; issuer?: string; expires?: string } = {}) =>
  new SignJWT({ tenant: 't', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('p')
    .setIssuer(options.issuer ?? 'gantry-development')
    .setAudience(options.audience ?? 'gantry')
    .setExpirationTime(options.expires ?? '1 minute')
    .sign(new TextEncoder().encode(options.key ?? key))
const refused = { code: 'unauthenticated', status: 401 }

test('an identity crosses as it was', async () => {
  expect(await tokens.verify(await tokens.mint(identity))).toEqual({ identity })
  expect(await new Tokens(key).verify(await tokens.mint(identity))).toEqual({ identity })
  const partner = { ...identity, client: 'portal', partner: 'P-1', granted: ['P-2'] }
  expect(await new Tokens(key).verify(await tokens.carry(partner))).toEqual({ identity: partner, carried: true })
})

/** The same signature over other claims. */
function forged(token: string): string {
  const [header, claims, signature] = token.split('.') as [string, string, string]
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object
  return [header, Buffer.from(JSON.stringify({ ...read, tenant: 'other' })).toString('base64url'), signature].join('.')
}

const unsigned = () =>
  new UnsecuredJWT({ tenant: 't' })
    .setSubject('p')
    .setIssuer('gantry-development')
    .setAudience('gantry')
    .setExpirationTime('1 minute')
    .encode()

const bad: [string, () => Promise<string>][] = [
  ['without a signature (alg none)', async () => unsigned()],
  ['of another key', () => sign({}, { key: 'another key that is also long enough' })],
  ['for another audience', () => sign({}, { audience: 'elsewhere' })],
  ['of another issuer', () => sign({}, { issuer: 'elsewhere' })],
  ['that has expired', () => sign({}, { expires: '-1 minute' })],
  ['without a tenant', () => sign({ tenant: undefined })],
  ['that was changed', async () => forged(await sign({}))],
  ['that is none', async () => 'nonsense'],
]
test.each(bad)('a token %s is refused', async (_, token) => {
  await expect(tokens.verify(await token())).rejects.toMatchObject(refused)
})

test('a short key is refused, and a refusal tells nothing of the token', async () => {
  expect(() => new Tokens('short')).toThrow()
  const error = await tokens.verify('eyJsecret').catch((thrown: Error) => thrown)
  expect(JSON.stringify(error)).not.toContain('eyJsecret')
})

test('a scope permits what it names and what lies below it, and nothing beside', () => {
  const held = (scope: string, ...scopes: string[]) => permits({ ...identity, scopes }, scope)
  expect(held('process.orders.getOrder', 'process.orders.*')).toBe(true)
  expect(held('process.orders.getOrder', 'process.*')).toBe(true)
  expect(held('process.orders.getOrder', 'process.order.*')).toBe(false)
  expect(held('process.orders.getOrder', 'process.orders')).toBe(false)
  expect(held('process.orders.getOrder')).toBe(false)
})
