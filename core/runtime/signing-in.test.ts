import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Configuration, Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineContract, get, post, z } from '../contract/contract.ts'
import { Edge } from '../security/edge.ts'
import { Issuer } from '../security/issuer.ts'
import { Login } from '../security/login.ts'
import { Tokens } from '../security/tokens.ts'
import { sessionsInMemory } from '../testing/edge.ts'
import { hostApp, type Listening, listenOn } from './server.ts'

/** A whole identity provider (oidc-provider) before a host: programs by private_key_jwt, people by the code flow. */

const RESOURCE = 'https://gantry.example'
const SECRET = 'a client secret for tests, long enough'
const Thing = z.object({ by: z.string(), client: z.string().optional() })
const things = defineContract({
  name: 'things',
  version: '1.0.0',
  tier: 'experience',
  title: 'Things',
  description: 'Things of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    getThing: get('/thing', { summary: 'Reads.', returns: Thing }),
    makeThing: post('/thing', { summary: 'Makes.', returns: Thing }),
  },
})

let provider: Server
let issuer: string
let host: Listening
let machineKey: CryptoKey
beforeAll(async () => {
  provider = createServer()
  provider.listen(0, '127.0.0.1')
  await once(provider, 'listening')
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  const machine = await generateKeyPair('ES256')
  machineKey = machine.privateKey
  const signing = await generateKeyPair('ES256', { extractable: true })
  const sessions = sessionsInMemory()
  const parts = { baseUrl: '' }
  const edge = new Edge({
    tokens: new Tokens('a key for tests that is long enough'),
    issuers: [new Issuer({ issuer, audience: RESOURCE, tenant: 'acme' })],
    access: {
      byKey: async () => undefined,
      isRevoked: async () => false,
      contractOf: async (_, client) => (client === 'machine' ? { state: 'approved', scopes: ['*'] } : undefined),
      grantedTo: async () => [],
      planOf: async () => undefined,
    },
    sessions,
    developmentIssuer: false,
  })
  const answer = async (_: unknown, { identity }: { identity: { principal: string; client?: string } }) => ({
    by: identity.principal,
    ...(identity.client && { client: identity.client }),
  })
  const login = new Login(
    {
      issuer,
      clientId: 'pages',
      clientSecret: SECRET,
      get baseUrl() {
        return parts.baseUrl
      },
      scope: 'openid experience.things.*',
      resource: RESOURCE,
    },
    'a key for tests that is long enough',
  )
  host = await listenOn(
    hostApp({
      apis: [{ contract: things as never, port: { getThing: answer, makeThing: answer } }],
      landscape: undefined as never,
      inbound: undefined as never,
      webhooks: false,
      edge,
      sessions: { edge, sessions, login, secure: false },
      idempotency: { once: (_, perform) => perform() },
      log: { info: () => {}, error: () => {} } as never,
    }),
    0,
  )
  parts.baseUrl = host.url
  const configuration: Configuration = {
    clients: [
      {
        client_id: 'machine',
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [{ ...(await exportJWK(machine.publicKey)), kid: 'm', alg: 'ES256', use: 'sig' }] as never },
      },
      {
        client_id: 'pages',
        client_secret: SECRET,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['authorization_code'],
        redirect_uris: [`${host.url}/session/callback`],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(signing.privateKey)), kid: 's', alg: 'ES256', use: 'sig' }] as never },
    scopes: ['openid', 'experience.things.*'],
    ttl: { ClientCredentials: 600, AccessToken: 600, Grant: 600, Session: 600, Interaction: 600, IdToken: 600 },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    interactions: { url: (_, interaction) => `/consent/${interaction.uid}` },
    pkce: { required: () => true },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => RESOURCE,
        getResourceServerInfo: async () => ({
          scope: 'experience.things.*',
          audience: RESOURCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
        useGrantedResource: async () => true,
      },
    },
  }
  const oidc = new Provider(issuer, configuration)
  oidc.use(async (context, next) => {
    if (!context.path.startsWith('/consent/')) return next()
    const { params } = await oidc.interactionDetails(context.req, context.res)
    const grant = new oidc.Grant({ accountId: 'anna', clientId: params.client_id as string })
    grant.addOIDCScope('openid experience.things.*')
    grant.addResourceScope(RESOURCE, 'experience.things.*')
    const result = { login: { accountId: 'anna' }, consent: { grantId: await grant.save() } }
    await oidc.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false })
    context.respond = false
  })
  provider.on('request', oidc.callback())
})
afterAll(async () => {
  await host?.close()
  provider?.closeAllConnections()
  provider?.close()
})

const path = '/experience/things/v1/thing'

test('a program gets its token by private_key_jwt, and calls with it', async () => {
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'm' })
    .setIssuer('machine')
    .setSubject('machine')
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1 minute')
    .sign(machineKey)
  const granted = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'experience.things.*',
      resource: RESOURCE,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  })
  const { access_token } = (await granted.json()) as { access_token: string }
  const answer = await fetch(host.url + path, { headers: { authorization: `Bearer ${access_token}` } })
  expect(await answer.json()).toEqual({ by: 'machine', client: 'machine' })
  // A receipt for this program's pages is none for its calls, and the other way round.
  expect((await fetch(host.url + path, { headers: { cookie: `gantry=${access_token}` } })).status).toBe(401)
})

/** A browser of few habits: keeps cookies by host, follows redirects. */
function browser() {
  const jar = new Map<string, Map<string, string>>()
  const open = async (url: string, init: RequestInit = {}, redirects = 0): Promise<Response> => {
    const { origin } = new URL(url)
    const cookies = jar.get(origin) ?? new Map<string, string>()
    jar.set(origin, cookies)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name!)
      else cookies.set(name!, value!)
    }
    const location = response.headers.get('location')
    // A provider that asks again and again would never let anybody in.
    if (location && redirects > 10) throw new Error(`Sent on to ${location} without end.`)
    return location ? open(new URL(location, url).href, {}, redirects + 1) : response
  }
  return { open, cookies: (origin: string) => jar.get(origin)! }
}

describe('a person', () => {
  test('signs in at the provider, reads, changes with the token of the session, and signs out', async () => {
    const anna = browser()
    const landed = await anna.open(`${host.url}/session/login?to=${encodeURIComponent(path)}`)
    expect(landed.url).toBe(host.url + path)
    expect(await landed.json()).toEqual({ by: 'anna' })
    const session = (await (await anna.open(`${host.url}/session`)).json()) as { principal: string; csrf: string }
    expect(session).toMatchObject({ signedIn: true, principal: 'anna', tenant: 'acme' })
    expect((await anna.open(host.url + path, { method: 'POST' })).status).toBe(403)
    const headers = { 'x-csrf-token': session.csrf }
    expect((await anna.open(host.url + path, { method: 'POST', headers })).status).toBe(200)
    const stolen = anna.cookies(host.url).get('gantry')!
    expect((await anna.open(`${host.url}/session`, { method: 'DELETE' })).status).toBe(403)
    expect((await anna.open(`${host.url}/session`, { method: 'DELETE', headers })).status).toBe(200)
    expect((await fetch(host.url + path, { headers: { cookie: `gantry=${stolen}` } })).status).toBe(401)
  })

  test('gets a cookie that no script reads and no other site sends', async () => {
    const first = await fetch(`${host.url}/session/login`, { redirect: 'manual' })
    expect(first.headers.get('set-cookie')).toMatch(/gantry-login=.*HttpOnly; SameSite=Lax/i)
    const token = 'not-a-token'
    const refused = await fetch(`${host.url}/session`, { method: 'POST', body: JSON.stringify({ token }) })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('set-cookie')).toBeNull()
  })

  test('is not sent to a stranger after signing in', async () => {
    for (const to of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)'])
      expect((await browser().open(`${host.url}/session/login?to=${encodeURIComponent(to)}`)).url).toBe(`${host.url}/`)
  })

  test('comes back only with what the sign-in began with', async () => {
    const callback = `${host.url}/session/callback?code=stolen&state=guessed&iss=${encodeURIComponent(issuer)}`
    const answer = await fetch(callback, { redirect: 'manual' })
    expect(answer.status).toBe(401)
    const begun = await fetch(`${host.url}/session/login`, { redirect: 'manual' })
    const cookie = begun.headers.getSetCookie()[0]!.split(';')[0]!
    expect((await fetch(callback, { headers: { cookie }, redirect: 'manual' })).status).toBe(401)
  })
})
