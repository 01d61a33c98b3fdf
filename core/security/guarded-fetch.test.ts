import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { FORBIDDEN_FORMS } from './forbidden-address.fixture.ts'
import { checkAddress, type Guarded, type GuardOptions, guardedFetch } from './guarded-fetch.ts'

const servers: Server[] = []
const open: Guarded[] = []
afterEach(async () => {
  for (const guarded of open.splice(0)) await guarded.close()
})
afterAll(() => {
  for (const server of servers) server.close()
})

/** A service of our own network that nobody outside is to reach; counts who came. */
async function inside(answer: RequestListener = (_, response) => response.end('internal')) {
  let visits = 0
  const server = createServer((request, response) => {
    visits += 1
    answer(request, response)
  })
  server.on('connection', () => {
    visits += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  return { port: (server.address() as AddressInfo).port, visits: () => visits }
}

const guarded = (options: GuardOptions): Guarded => {
  const made = guardedFetch(options)
  open.push(made)
  return made
}
const refused = { code: 'address-refused', kind: 'data' }

describe('an address that is not public is refused, however it is written:', () => {
  test.each(FORBIDDEN_FORMS)('%s', async (host) => {
    const { port, visits } = await inside()
    const { fetch } = guarded({ http: true, ports: 'any', timeoutMs: 2_000 })
    await expect(fetch(`http://${host}:${port}/`)).rejects.toMatchObject(refused)
    expect(visits()).toBe(0)
  })
})

test('a name that leads to a public address and to ours is refused', async () => {
  // Resolved by the hosts file to both families of loopback: neither is tried.
  await expect(guarded({ http: true, ports: 'any' }).fetch('http://localhost/')).rejects.toMatchObject(refused)
})

test.each([
  ['plain HTTP', 'http://example.com/'],
  ['a file', 'file:///etc/passwd'],
  ['gopher', 'gopher://example.com/'],
  ['credentials', 'https://user:pass@example.com/'],
  ['another port', 'https://example.com:22/'],
  ['what is no URL', 'example.com'],
  ['a host within credentials', 'https://example.com:443@10.0.0.1/'],
])('%s is refused before anything is sent', (_, url) => {
  expect(() => checkAddress(url)).toThrow(expect.objectContaining(refused))
})

test('where hosts are listed no other is asked, and a lookalike is another', () => {
  const hosts = ['hooks.example.com', '*.partner.example']
  const ask = (host: string) => () => checkAddress(`https://${host}/x`, { hosts })
  for (const host of ['hooks.example.com', 'HOOKS.EXAMPLE.COM', 'a.partner.example', 'hooks.example.com.'])
    expect(ask(host)).not.toThrow()
  for (const host of [
    'example.com',
    'hooks.example.com.evil.test',
    'evilpartner.example',
    'partner.example',
    '1.1.1.1',
  ])
    expect(ask(host), host).toThrow(expect.objectContaining(refused))
})

test('a redirect is not followed', async () => {
  const target = await inside()
  const { port } = await inside((_, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${target.port}/` }).end(),
  )
  const { fetch } = guarded({ http: true, ports: 'any', networks: ['127.0.0.1'] })
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'redirect-refused' })
  expect(target.visits()).toBe(0)
})

test('what was excepted is reached; an answer without end is not read', async () => {
  const { port } = await inside((_, response) => response.end('x'.repeat(2000)))
  const options = { http: true, ports: 'any', networks: ['127.0.0.0/8', '::1'] } as const
  expect(await (await guarded(options).fetch(`http://localhost:${port}/`)).text()).toHaveLength(2000)
  const short = guarded({ ...options, maxBytes: 1000 })
  await expect(short.fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'answer-too-large' })
})

test('one that does not answer is given up', async () => {
  const { port } = await inside(() => {})
  const { fetch } = guarded({ http: true, ports: 'any', networks: ['127.0.0.1'], timeoutMs: 200 })
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
    code: 'address-unreachable',
    kind: 'transient',
  })
})
