import { execFile } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type Agent, request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineContract, get, post, z } from '../contract/contract.ts'
import type { Edge } from '../security/edge.ts'
import { AUDIENCE, startIssuer } from '../security/issuer.fixture.ts'
import { Issuer } from '../security/issuer.ts'
import { edgeOf, noAccess } from '../testing/edge.ts'
import { hostApp, type Listening, listenOn, type TlsOptions } from './server.ts'

const Thing = z.object({ name: z.string() })
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
    makeThing: post('/thing', { summary: 'Makes.', body: z.strictObject({}), returns: Thing }),
  },
})
const answer = async () => ({ name: 'it' })
const path = '/experience/things/v1/thing'

const open = (edge: Edge, tls?: TlsOptions): Promise<Listening> =>
  listenOn(
    hostApp({
      apis: [{ contract: things as never, port: { getThing: answer, makeThing: answer } }],
      landscape: undefined as never,
      inbound: undefined as never,
      webhooks: false,
      edge,
      idempotency: { once: (_, perform) => perform() },
      log: { info: () => {}, error: () => {} } as never,
    }),
    0,
    { ...(tls && { tls }) },
  )

describe('a host', () => {
  let host: Listening
  beforeAll(async () => {
    host = await open(edgeOf({ development: { tenant: 'test' } }))
  })
  afterAll(() => host.close())

  test('says in every answer how a browser is to treat it', async () => {
    for (const place of [path, '/nothing', '/health']) {
      const { headers } = await fetch(host.url + place)
      expect(headers.get('x-content-type-options'), place).toBe('nosniff')
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/)
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-powered-by')).toBeNull()
    }
    const { headers } = await fetch(host.url + path)
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('is closed to pages of other origins', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const preflight = await fetch(host.url + path, { method: 'OPTIONS', headers })
    expect(preflight.ok).toBe(false)
    const simple = await fetch(host.url + path, { headers: { origin: 'https://evil.example' } })
    expect(simple.status).toBe(403)
    for (const { headers: told } of [preflight, simple])
      expect([...told.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  test('takes no headers without end', async () => {
    const answers = await fetch(host.url + path, { headers: { 'x-long': 'x'.repeat(20_000) } })
    expect(answers.status).toBe(431)
    expect(await answers.json()).toMatchObject({ status: 431, code: 'unreadable-request' })
  })

  test('answers what is no HTTP as it answers every other failure', async () => {
    const socket = connect(Number(new URL(host.url).port), '127.0.0.1')
    socket.end('BREW /pot HTCPCP/1.0\r\n\r\n')
    let told = ''
    for await (const chunk of socket) told += String(chunk)
    expect(told).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(told).toContain('content-type: application/problem+json')
    expect(JSON.parse(told.slice(told.indexOf('\r\n\r\n')))).toMatchObject({ status: 400, code: 'unreadable-request' })
  })

  test('gives up whoever sends a request too slowly', async () => {
    const { port } = new URL(host.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('GET /health HTTP/1.1\r\nhost: x\r\n')
    const closed = await new Promise<boolean>((resolve) => {
      socket.on('data', () => {})
      socket.on('close', () => resolve(true))
      socket.on('error', () => {})
    })
    expect(closed).toBe(true)
  }, 20_000)
})

describe('a host behind TLS', () => {
  let folder: string
  const files: Record<string, string> = {}
  let provider: Awaited<ReturnType<typeof startIssuer>>
  let host: Listening
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gantry-door-'))
    const openssl = (...given: string[]) => promisify(execFile)('openssl', given, { cwd: folder })
    const key = (name: string) => ['-nodes', '-newkey', 'rsa:2048', '-keyout', `${name}.key`, '-subj', `/CN=${name}`]
    await openssl('req', '-x509', '-days', '2', '-out', 'authority.crt', ...key('authority'))
    await openssl('req', '-x509', '-days', '2', '-out', 'stranger.crt', ...key('stranger'))
    for (const name of ['host', 'mine', 'theirs']) {
      await openssl('req', '-out', `${name}.csr`, '-addext', 'subjectAltName=IP:127.0.0.1', ...key(name))
      const by = ['-CA', 'authority.crt', '-CAkey', 'authority.key', '-CAcreateserial', '-copy_extensions', 'copy']
      await openssl('x509', '-req', '-days', '2', '-in', `${name}.csr`, '-out', `${name}.crt`, ...by)
    }
    for (const name of [
      'authority.crt',
      ...['host', 'mine', 'theirs', 'stranger'].flatMap((one) => [`${one}.crt`, `${one}.key`]),
    ])
      files[name] = await readFile(join(folder, name), 'utf8')
    provider = await startIssuer()
    const edge = edgeOf({
      issuers: [new Issuer({ issuer: provider.url, audience: AUDIENCE })],
      access: { ...noAccess, contractOf: async () => ({ state: 'approved', scopes: ['*'] }) },
      developmentIssuer: false,
    })
    host = await open(edge, { key: files['host.key']!, cert: files['host.crt']!, ca: files['authority.crt']! })
  }, 60_000)
  afterAll(async () => {
    await host?.close()
    provider?.close()
    await rm(folder, { recursive: true })
  })

  const ask = (token: string, client?: string, more: object = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(
        host.url + path,
        {
          agent: false as unknown as Agent,
          ca: files['authority.crt'],
          headers: { authorization: `Bearer ${token}` },
          ...(client && { cert: files[`${client}.crt`], key: files[`${client}.key`] }),
          ...more,
        },
        (response) => {
          response.resume()
          response.on('end', () => resolve(response.statusCode!))
        },
      )
      sent.on('error', reject)
      sent.end()
    })
  const thumbprint = (name: string) =>
    createHash('sha256')
      .update(new X509Certificate(files[`${name}.crt`]!).raw)
      .digest('base64url')
  const bound = (name: string) =>
    provider.sign({ claims: { scope: 'experience.things.*', cnf: { 'x5t#S256': thumbprint(name) } } })

  test('takes a token bound to a certificate from whoever shows that one (RFC 8705)', async () => {
    const token = await bound('mine')
    expect(await ask(token, 'mine')).toBe(200)
    expect(await ask(token, 'theirs')).toBe(401)
    expect(await ask(token)).toBe(401)
  })

  test('takes none bound to a certificate that nobody of ours vouches for', async () => {
    expect(await ask(await bound('stranger'), 'stranger')).toBe(401)
  })

  test('takes a token that is bound to nothing with or without a certificate', async () => {
    const token = await provider.sign({ claims: { scope: 'experience.things.*' } })
    expect(await ask(token)).toBe(200)
    expect(await ask(token, 'mine')).toBe(200)
  })

  test('speaks TLS 1.2 at least', async () => {
    await expect(ask(await bound('mine'), 'mine', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow()
  })
})
