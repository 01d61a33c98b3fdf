import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IntegrationError } from '../../errors/integration-error.ts'
import { locksInProcess } from '../locks-in-process.ts'
import { authorizationCode } from './authorization-code.ts'
import { type AuthorizationServer, SCOPE, startAuthorizationServer } from './authorization-server.fixture.ts'
import { clientCredentials } from './client-credentials.ts'
import { type GrantStore, grantsInMemory } from './grant-store.ts'
import { jwtBearer } from './jwt-bearer.ts'
import { logged, openWorker, startServer } from './open-vendor.fixture.ts'

const SECRET = 'canary-client-secret-0123456789-0123456789'
const REDIRECT = 'https://gantry.example/callback'
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = (key: KeyObject, kid: string, alg: string) => ({ ...key.export({ format: 'jwk' }), kid, alg, use: 'sig' })

let server: AuthorizationServer
let api: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  const machine = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: SCOPE }
  const assertion = { ...machine, token_endpoint_auth_method: 'private_key_jwt' as const }
  server = await startAuthorizationServer([
    { ...machine, client_id: 'post', client_secret: SECRET, token_endpoint_auth_method: 'client_secret_post' },
    { ...machine, client_id: 'basic', client_secret: SECRET, token_endpoint_auth_method: 'client_secret_basic' },
    ...(
      [
        ['PS256', rsa.publicKey],
        ['ES256', ec.publicKey],
      ] as const
    ).map(([alg, key]) => ({
      ...assertion,
      client_id: alg,
      token_endpoint_auth_signing_alg: alg,
      jwks: { keys: [jwk(key, 'key-1', alg)] },
    })),
    {
      client_id: 'person',
      client_secret: SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [REDIRECT],
      scope: `openid offline_access ${SCOPE}`,
    },
  ] as never)
  // The vendor's API: it takes the tokens that the server in front of it knows.
  api = await startServer(async (request, response) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    response.writeHead(token && (await server.accepts(token)) ? 200 : 401).end(token)
  })
})
afterAll(async () => {
  api.close()
  await server.close()
})

const endpoint = (clientId: string, client: Parameters<typeof clientCredentials>[1]['client']) => ({
  tokenUrl: `${server.url}/token`,
  clientId,
  client,
  scope: SCOPE,
})
const asked = async (type: string, work: () => Promise<unknown>) => {
  const before = server.asked.get(type) ?? 0
  await work()
  return (server.asked.get(type) ?? 0) - before
}

describe('client credentials', () => {
  test.for([
    ['post', { method: 'post', secret: SECRET }],
    ['basic', { method: 'basic', secret: SECRET }],
    ['PS256', { method: 'assertion', key: pem(rsa.privateKey), keyId: 'key-1', algorithm: 'PS256' }],
    ['ES256', { method: 'assertion', key: pem(ec.privateKey), keyId: 'key-1', algorithm: 'ES256' }],
  ] as const)('%s: the API takes the token, which is fetched once for all', async ([id, client]) => {
    const worker = openWorker()
    const fetch = worker.authorized(clientCredentials(worker.auth, endpoint(id, client)))
    const requests = await asked('client_credentials', async () => {
      const answers = await Promise.all([...Array(20)].map(() => fetch(api.url)))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    })
    expect(requests).toBe(1)
  })

  test('a token that the vendor ended is renewed once, by whichever of the workers finds out first', async () => {
    const [grants, exclusively] = [grantsInMemory(), locksInProcess()]
    const workers = [...Array(4)].map(() => openWorker(grants, exclusively))
    const fetches = workers.map(({ authorized, auth }) =>
      authorized(clientCredentials(auth, endpoint('post', { method: 'post', secret: SECRET }))),
    )
    const [first] = await Promise.all(fetches.map(async (fetch) => (await fetch(api.url)).text()))
    await server.revoke(first!)
    const requests = await asked('client_credentials', async () => {
      const answers = await Promise.all(fetches.flatMap((fetch) => [...Array(5)].map(() => fetch(api.url))))
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    })
    expect(requests).toBe(1)
  })

  test('a token is renewed before its end, while requests go on with the old one', async () => {
    const { kept, store } = aged({ renewAt: Date.now() - 1, expiresAt: Date.now() + 60_000 })
    const worker = openWorker(store)
    const bearer = clientCredentials(worker.auth, endpoint('post', { method: 'post', secret: SECRET }))
    expect([await bearer.grant(), await bearer.grant()].map(({ accessToken }) => accessToken)).toEqual(['old', 'old'])
    await kept
    await expect.poll(async () => (await bearer.grant()).accessToken).not.toBe('old')
    const ended = aged({ expiresAt: Date.now() + 100 })
    const late = openWorker(ended.store)
    expect(
      (await clientCredentials(late.auth, endpoint('post', { method: 'post', secret: SECRET })).grant()).accessToken,
    ).not.toBe('old')
  })

  test('a token endpoint that asks to be left alone is asked by nobody before its time, and once after it', async () => {
    const came: number[] = []
    const throttled = await startServer((_, response) => {
      came.push(performance.now())
      if (came.length === 1) response.writeHead(429, { 'retry-after': '1' }).end()
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ access_token: 'new', token_type: 'bearer' }))
    })
    const [grants, exclusively] = [grantsInMemory(), locksInProcess()]
    const bearers = [...Array(3)].map(() =>
      clientCredentials(openWorker(grants, exclusively).auth, {
        ...endpoint('post', { method: 'post', secret: SECRET }),
        tokenUrl: throttled.url,
      }),
    )
    const refusals = await Promise.all(bearers.map((bearer) => bearer.grant().catch((error) => error)))
    expect(refusals.map(({ code }) => code)).toEqual(Array(3).fill('rate-limited'))
    expect(came).toHaveLength(1)
    const tokenOf = (bearer: (typeof bearers)[number]) => bearer.grant().then(({ accessToken }) => accessToken, String)
    await expect
      .poll(() => Promise.all(bearers.map(tokenOf)), { interval: 5, timeout: 10_000 })
      .toEqual(Array(3).fill('new'))
    expect(came).toHaveLength(2)
    expect(came[1]! - came[0]!).toBeGreaterThanOrEqual(1000)
    throttled.close()
  })

  test('refused credentials are for a person to see to; a failing server passes; neither tells the secret', async () => {
    const worker = openWorker()
    const refused = clientCredentials(worker.auth, endpoint('post', { method: 'post', secret: `${SECRET}-wrong` }))
    const echo = await startServer((request, response) => {
      request
        .setEncoding('utf8')
        .on('data', (body) =>
          response
            .writeHead(400, { 'content-type': 'application/json' })
            .end(
              JSON.stringify({ error: 'invalid_client', error_description: `you sent ${decodeURIComponent(body)}` }),
            ),
        )
    })
    const echoed = clientCredentials(worker.auth, {
      ...endpoint('post', { method: 'post', secret: SECRET }),
      tokenUrl: `${echo.url}/token`,
    })
    for (const authorization of [refused, echoed]) {
      const error = await worker
        .authorized(authorization)(api.url, { method: 'POST' })
        .catch((thrown: IntegrationError) => thrown)
      expect(error).toMatchObject({ code: 'vendor-denied', kind: 'policy', team: 'integration' })
      expect(everything(error)).not.toContain(SECRET)
    }
    echo.close()
    const broken = await startServer((_, response) => response.writeHead(503, { 'retry-after': '7' }).end('no'))
    const passing = clientCredentials(worker.auth, {
      ...endpoint('post', { method: 'post', secret: SECRET }),
      tokenUrl: broken.url,
    })
    const error = await worker
      .authorized(passing)(api.url, { method: 'POST' })
      .catch((thrown) => thrown)
    // The business knows that nothing was done: the request that was to follow never left.
    expect(error).toMatchObject({ kind: 'transient', retryAfterMs: 7000 })
    expect((error as IntegrationError).outcomeUnknown).toBeUndefined()
    broken.close()
    expect(logged.join('\n')).not.toContain(SECRET)
  })

  test('credentials go nowhere without TLS, loopback apart', async () => {
    const worker = openWorker()
    const bearer = clientCredentials(worker.auth, {
      ...endpoint('post', { method: 'post', secret: SECRET }),
      tokenUrl: 'http://vendor.example/token',
    })
    await expect(bearer.grant()).rejects.toMatchObject({ code: 'connection-misconfigured' })
  })
})

describe('authorization code', () => {
  const consent = async (worker = openWorker()) => {
    const code = authorizationCode(worker.auth, {
      tokenUrl: `${server.url}/token`,
      authorizationUrl: `${server.url}/auth`,
      clientId: 'person',
      client: { method: 'post', secret: SECRET },
      scope: `openid offline_access ${SCOPE}`,
      parameters: { prompt: 'consent' },
    })
    return { code, fetch: worker.authorized(code), worker }
  }
  /** A browser of one host: it follows redirections and keeps cookies, until it is sent back to us. */
  const browse = async (start: string): Promise<URL> => {
    const cookies = new Map<string, string>()
    for (let url = new URL(start); ; ) {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
        cookies.set(name!, value!)
      }
      url = new URL(answer.headers.get('location') ?? '', url)
      if (url.href.startsWith(REDIRECT)) return url
    }
  }

  test('somebody consents once; after that refresh tokens serve, each used once, over all workers', async () => {
    const [grants, exclusively] = [grantsInMemory(), locksInProcess()]
    const one = await consent(openWorker(grants, exclusively))
    const two = await consent(openWorker(grants, exclusively))
    await expect(one.fetch(api.url)).rejects.toMatchObject({ code: 'authorization-needed', kind: 'policy' })
    const begun = await one.code.begin(REDIRECT)
    const back = await browse(begun.url)
    const forged = new URL(back)
    forged.searchParams.set('state', 'another')
    await expect(one.code.complete(forged, begun)).rejects.toMatchObject({ code: 'authorization-needed' })
    await one.code.complete(back, begun)
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all([one, two, one, two].map(({ fetch }) => fetch(api.url)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      await server.revoke(await answers[0]!.text())
    }
    // A token used twice would have ended the whole grant: the server takes a rotated one for stolen.
    expect(server.asked.get('refresh_token')).toBe(2)
    expect(logged.join('\n')).not.toMatch(/refresh_token|canary/)
  })
})

test('JWT bearer: the server takes an assertion about a user, signed with our key', async () => {
  const seen: unknown[] = []
  const { jwtVerify } = await import('jose')
  const issuing = await startServer((request, response) => {
    request.setEncoding('utf8').on('data', async (body) => {
      const form = new URLSearchParams(body)
      const { payload, protectedHeader } = await jwtVerify(form.get('assertion')!, rsa.publicKey, {
        issuer: 'app',
        audience: 'https://login.example',
        subject: 'user@example.com',
        maxTokenAge: '4m',
      })
      seen.push(form.get('grant_type'), protectedHeader.kid, payload.scope)
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ access_token: 't1', token_type: 'Bearer', instance_url: 'https://eu.example' }))
    })
  })
  const worker = openWorker()
  const bearer = jwtBearer(
    worker.auth,
    { tokenUrl: `${issuing.url}/token`, clientId: 'app' },
    {
      key: pem(rsa.privateKey),
      keyId: 'k',
      issuer: 'app',
      subject: 'user@example.com',
      audience: 'https://login.example',
      claims: { scope: 'all' },
    },
  )
  expect(await bearer.grant()).toMatchObject({ accessToken: 't1', more: { instance_url: 'https://eu.example' } })
  expect(seen).toEqual(['urn:ietf:params:oauth:grant-type:jwt-bearer', 'k', 'all'])
  issuing.close()
  expect(() => jwtBearer(worker.auth, { tokenUrl: 'https://x', clientId: '' }, {} as never)).toThrow(
    expect.objectContaining({ code: 'connection-misconfigured' }),
  )
})

/** A store that holds one grant of this age; `kept` resolves once it was replaced. */
function aged(times: { renewAt?: number; expiresAt: number }) {
  const memory = grantsInMemory()
  const { promise: kept, resolve } = Promise.withResolvers<void>()
  let planted = false
  const store: GrantStore = {
    read: async (name) => {
      if (!planted) await memory.replace(name, 0, { accessToken: 'old', more: {}, ...times })
      planted = true
      return memory.read(name)
    },
    refuse: memory.refuse,
    replace: async (...given) => {
      const done = await memory.replace(...given)
      resolve()
      return done
    },
  }
  return { kept, store }
}

/** All that an error could tell, its causes included. */
function everything(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${everything(error.cause)}`
}
