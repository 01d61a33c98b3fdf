import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiKey } from './api-key.ts'
import { basic } from './basic.ts'
import { clientCredentials } from './client-credentials.ts'
import { csrfSession } from './csrf-session.ts'
import { mutualTls } from './mutual-tls.ts'
import { bodyOf, logged, openWorker, startServer } from './open-vendor.fixture.ts'

const PASSWORD = 'canary-pässword:1'

test('basic and API key go out with every request, and into no log', async () => {
  const seen: unknown[] = []
  const vendor = await startServer((request, response) => {
    seen.push(request.headers.authorization ?? request.headers['x-api-key'])
    response.end()
  })
  const { authorized } = openWorker()
  await authorized(basic({ user: 'Jürgen', password: PASSWORD }))(vendor.url)
  await authorized(apiKey({ key: 'canary-key' }))(vendor.url)
  await authorized(apiKey({ key: 'canary-key', header: 'x-api-key' }))(vendor.url)
  expect(seen).toEqual([
    `Basic ${Buffer.from(`Jürgen:${PASSWORD}`).toString('base64')}`,
    'Bearer canary-key',
    'canary-key',
  ])
  expect(logged.join('\n')).not.toMatch(/canary|anVyZ2Vu|SsO8cmdlbg/)
  vendor.close()
})

describe('CSRF sessions', () => {
  /** A vendor as the OData gateways are: one token per session, bound to its cookies. */
  const gateway = async () => {
    const sessions = new Map<string, string>()
    const told = { opened: 0, refused: 0, written: [] as string[] }
    const server = await startServer(async (request, response) => {
      const cookies = Object.fromEntries((request.headers.cookie ?? '').split('; ').map((pair) => pair.split('=')))
      const token = request.headers['x-csrf-token']
      if (request.headers.authorization !== `Basic ${btoa('user:password')}`) return response.writeHead(401).end()
      if (request.method === 'GET') {
        if (token !== 'Fetch') return response.end('{}')
        const id = `s${++told.opened}`
        sessions.set(id, `token-${id}==`)
        response.setHeader('set-cookie', [
          `SESSIONID=${id}; path=/; HttpOnly`,
          'usercontext=client=100; path=/',
          'gone=; Max-Age=0',
        ])
        return response.writeHead(200, { 'x-csrf-token': sessions.get(id)! }).end('{}')
      }
      if (!token || sessions.get(cookies.SESSIONID) !== token) {
        told.refused++
        return response.writeHead(403, { 'x-csrf-token': 'Required' }).end('CSRF token validation failed')
      }
      told.written.push(`${request.method} ${await bodyOf(request)} ${request.headers.cookie}`)
      return response.writeHead(201).end()
    })
    const worker = openWorker()
    const authorization = csrfSession(worker.auth, {
      url: `${server.url}/sap/$metadata`,
      over: basic({ user: 'user', password: 'password' }),
    })
    return { server, told, sessions, fetch: worker.authorized(authorization) }
  }

  test('one session serves all writes; reads need none', async () => {
    const { server, told, fetch } = await gateway()
    expect((await fetch(`${server.url}/A`)).status).toBe(200)
    expect(told.opened).toBe(0)
    await Promise.all([...Array(10)].map((_, n) => fetch(`${server.url}/A`, { method: 'POST', body: `${n}` })))
    expect([told.opened, told.refused, told.written.length]).toEqual([1, 0, 10])
    expect(told.written[0]).toBe('POST 0 SESSIONID=s1; usercontext=client=100')
    server.close()
  })

  test('a session that the vendor ended is opened once more, and the write happens once', async () => {
    const { server, told, sessions, fetch } = await gateway()
    await fetch(`${server.url}/A`, { method: 'POST', body: 'first' })
    sessions.clear()
    const answers = await Promise.all(
      [...Array(2)].map((_, n) => fetch(`${server.url}/A`, { method: 'PATCH', body: `later ${n}` })),
    )
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(told.written.map((line) => line.split(' SESSIONID')[0]).sort()).toEqual([
      'PATCH later 0',
      'PATCH later 1',
      'POST first',
    ])
    expect(told.opened).toBe(2)
    server.close()
  })

  test('a vendor that gives no token is not written to', async () => {
    const server = await startServer((_, response) => response.end())
    const worker = openWorker()
    const fetch = worker.authorized(
      csrfSession(worker.auth, { url: server.url, over: basic({ user: 'u', password: PASSWORD }) }),
    )
    await expect(fetch(server.url, { method: 'POST' })).rejects.toMatchObject({ code: 'vendor-denied', kind: 'policy' })
    server.close()
  })
})

describe('mutual TLS', () => {
  let folder: string
  const files: Record<string, string> = {}
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gantry-tls-'))
    const openssl = (...given: string[]) => promisify(execFile)('openssl', given, { cwd: folder })
    const subject = (name: string) => [
      '-nodes',
      '-newkey',
      'rsa:2048',
      '-keyout',
      `${name}.key`,
      '-subj',
      `/CN=${name}`,
    ]
    await openssl('req', '-x509', '-days', '2', '-out', 'authority.crt', ...subject('authority'))
    for (const name of ['vendor', 'gantry']) {
      await openssl('req', '-out', `${name}.csr`, '-addext', 'subjectAltName=IP:127.0.0.1', ...subject(name))
      const authority = [
        '-CA',
        'authority.crt',
        '-CAkey',
        'authority.key',
        '-CAcreateserial',
        '-copy_extensions',
        'copy',
      ]
      await openssl('x509', '-req', '-days', '2', '-in', `${name}.csr`, '-out', `${name}.crt`, ...authority)
    }
    for (const name of ['authority.crt', 'vendor.crt', 'vendor.key', 'gantry.crt', 'gantry.key'])
      files[name] = await readFile(join(folder, name), 'utf8')
  })
  afterAll(() => rm(folder, { recursive: true }))

  const tls = () => ({
    cert: files['vendor.crt']!,
    key: files['vendor.key']!,
    ca: files['authority.crt']!,
    requestCert: true,
    rejectUnauthorized: false,
  })
  const certificate = () => ({ cert: files['gantry.crt']!, key: files['gantry.key']!, ca: files['authority.crt']! })
  const nameOf = (socket: unknown) => {
    const peer = socket as TLSSocket
    return peer.authorized ? peer.getPeerCertificate().subject.CN : 'nobody'
  }

  test('the vendor sees who we are, alone and beneath another strategy', async () => {
    const vendor = await startServer((request, response) => {
      response.end(`${nameOf(request.socket)} ${request.headers.authorization ?? ''}`)
    }, tls())
    const { authorized } = openWorker()
    const text = async (authorization: Parameters<typeof authorized>[0]) =>
      (await authorized(authorization)(vendor.url)).text()
    expect(await text(mutualTls(certificate()))).toBe('gantry ')
    expect(await text(mutualTls(certificate(), apiKey({ key: 'k' })))).toBe('gantry Bearer k')
    // Without our authority's list, the vendor's certificate is none: no request leaves.
    const { cert, key } = certificate()
    await expect(text(mutualTls({ cert, key }))).rejects.toMatchObject({ code: 'vendor-unreachable' })
    vendor.close()
  })

  test('a token endpoint knows the client by its certificate (RFC 8705)', async () => {
    const vendor = await startServer(async (request, response) => {
      const form = new URLSearchParams(await bodyOf(request))
      const known = nameOf(request.socket) === 'gantry' && form.get('client_id') === 'app'
      response
        .writeHead(known ? 200 : 401, { 'content-type': 'application/json' })
        .end(JSON.stringify(known ? { access_token: 'bound', token_type: 'bearer' } : { error: 'invalid_client' }))
    }, tls())
    const { auth } = openWorker()
    const endpoint = { tokenUrl: `${vendor.url}/token`, clientId: 'app' }
    const bearer = clientCredentials(auth, {
      ...endpoint,
      client: { method: 'certificate', certificate: certificate() },
    })
    expect((await bearer.grant()).accessToken).toBe('bound')
    vendor.close()
  })

  test('a key that is not the certificate’s is refused at once, and not quoted', () => {
    const attempt = () => mutualTls({ ...certificate(), key: files['vendor.key']! })
    expect(attempt).toThrow(expect.objectContaining({ code: 'connection-misconfigured' }))
  })
})
