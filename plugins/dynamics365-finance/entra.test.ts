import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { APPLICATION, openTestEnvironment, type TestEnvironment } from './test-environment.ts'

let environment: TestEnvironment
beforeAll(async () => {
  environment = await openTestEnvironment()
})
afterAll(() => environment.close())

const TOKEN = `/${APPLICATION.tenantId}/oauth2/v2.0/token`
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const grant = (form: Record<string, string>, path = TOKEN) =>
  fetch(`${environment.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: APPLICATION.clientId,
      scope: `${environment.url}/.default`,
      ...form,
    }),
  })

describe('the token endpoint', () => {
  const assertion = (
    claims: { iss?: string; aud?: string; key?: string; thumbprint?: string; lifetime?: string } = {},
  ) =>
    new SignJWT({})
      .setProtectedHeader({
        typ: 'JWT',
        alg: 'PS256',
        'x5t#S256': Buffer.from(claims.thumbprint ?? environment.certificateThumbprint, 'hex').toString('base64url'),
      })
      .setIssuer(claims.iss ?? APPLICATION.clientId)
      .setSubject(claims.iss ?? APPLICATION.clientId)
      .setAudience(claims.aud ?? `${environment.url}${TOKEN}`)
      .setJti(randomUUID())
      .setNotBefore('0s')
      .setIssuedAt()
      .setExpirationTime(claims.lifetime ?? '5m')
      .sign(createPrivateKey(claims.key ?? environment.privateKey))
  const asserted = async (claims: Parameters<typeof assertion>[0] = {}) =>
    grant({ client_assertion_type: JWT_BEARER, client_assertion: await assertion(claims) })

  test('grants for a secret and for a certificate', async () => {
    const bySecret = await grant({ client_secret: environment.clientSecret })
    expect(await bySecret.json()).toMatchObject({ token_type: 'Bearer', expires_in: 3599 })
    expect((await asserted()).status).toBe(200)
  })

  test('refuses what is wrong, as Entra ID names it', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    for (const claims of [
      { key },
      { iss: 'other' },
      { aud: 'https://example.com' },
      { thumbprint: 'ab' },
      { lifetime: '2h' },
    ])
      expect((await asserted(claims)).status, JSON.stringify(Object.keys(claims))).toBe(401)
    const error = async (form: Record<string, string>, path?: string) =>
      ((await (await grant(form, path)).json()) as { error: string }).error
    expect(await error({ client_secret: 'wrong' })).toBe('invalid_client')
    expect(await error({ client_secret: '' })).toBe('invalid_client')
    expect(await error({ client_secret: environment.clientSecret, scope: 'https://other/.default' })).toBe(
      'invalid_resource',
    )
    expect(await error({ client_secret: environment.clientSecret }, '/other/oauth2/v2.0/token')).toBe('invalid_request')
    expect(await error({ grant_type: 'password' })).toBe('unsupported_grant_type')
  })
})
