import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealedFile } from './sealed-file.ts'
import { environmentBefore, environmentStore, environmentWith, type SecretStore } from './store.ts'
import { vaultSecrets } from './vault.ts'

const MASTER = 'a master key for tests, long enough'
const CANARY = 'canary-secret-5d1f'
let folder: string
let vault: Server
let vaultUrl: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-secrets-'))
  vault = createServer(speakVault())
  vault.listen(0, '127.0.0.1')
  await once(vault, 'listening')
  vaultUrl = `http://127.0.0.1:${(vault.address() as AddressInfo).port}`
})
afterAll(async () => {
  vault.close()
  await rm(folder, { recursive: true })
})

/** Key-value secrets, version 2, with check-and-set, as Vault documents them. */
function speakVault(): Parameters<typeof createServer>[1] {
  const kept = new Map<string, { data: unknown; version: number }>()
  return async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const answer = (status: number, body?: object) => response.writeHead(status).end(body && JSON.stringify(body))
    if (request.headers['x-vault-token'] !== 'root') return answer(403, { errors: ['permission denied'] })
    const url = new URL(request.url!, 'http://vault')
    const [, kind, name = ''] = /^\/v1\/secret\/(data|metadata)\/gantry\/?(.*)$/.exec(url.pathname) ?? []
    if (kind === 'metadata' && url.searchParams.has('list'))
      return kept.size > 0 ? answer(200, { data: { keys: [...kept.keys()] } }) : answer(404)
    const found = kept.get(name)
    if (request.method === 'GET')
      return found ? answer(200, { data: { data: found.data, metadata: { version: found.version } } }) : answer(404)
    const { data, options } = JSON.parse(Buffer.concat(parts).toString()) as { data: unknown; options: { cas: number } }
    if (options.cas !== (found?.version ?? 0)) return answer(400, { errors: [`check-and-set ${JSON.stringify(data)}`] })
    kept.set(name, { data, version: options.cas + 1 })
    answer(200, { data: { version: options.cas + 1 } })
  }
}

describe.each<[string, () => SecretStore]>([
  ['a sealed file', () => sealedFile(join(folder, 'secrets.json'), MASTER)],
  ['Vault', () => vaultSecrets({ address: vaultUrl, token: 'root' })],
])('%s', (_, open) => {
  test('keeps secrets, and lists them without their values', async () => {
    expect(await open().list()).toEqual([])
    await open().set('STRIPE_API_KEY', CANARY)
    await open().set('ACME_PASSWORD', 'other')
    const list = await open().list()
    expect(list.map(({ name, version }) => [name, version])).toEqual([
      ['ACME_PASSWORD', 1],
      ['STRIPE_API_KEY', 1],
    ])
    expect(JSON.stringify(list)).not.toContain(CANARY)
    expect(await environmentWith(open(), { ACME_PASSWORD: 'given', OTHER: 'stays' })).toEqual({
      ACME_PASSWORD: 'given',
      STRIPE_API_KEY: CANARY,
      OTHER: 'stays',
    })
  })

  test('has both values in force while one is rotated, and the last one alone after', async () => {
    expect(await open().set('STRIPE_API_KEY', 'next', { overlapMs: 60_000 })).toMatchObject({ version: 2 })
    const during = await environmentWith(open(), {})
    expect(during).toMatchObject({ STRIPE_API_KEY: 'next', STRIPE_API_KEY_PREVIOUS: CANARY })
    expect(environmentBefore(during, 'STRIPE_')).toMatchObject({ STRIPE_API_KEY: CANARY })
    expect(environmentBefore(during, 'ACME_')).toBeUndefined()
    await open().set('STRIPE_API_KEY', 'last')
    expect(await environmentWith(open(), {})).not.toHaveProperty('STRIPE_API_KEY_PREVIOUS')
  })

  test.each(['lower', 'X', 'WITH-DASH', 'A_PREVIOUS', '../ESCAPE', ''])('takes no secret named "%s"', async (name) => {
    await expect(open().set(name, 'x')).rejects.toMatchObject({ code: 'secret-misnamed' })
  })
})

test('a file holds no value in clear, is for its owner, and opens with its master key alone', async () => {
  const path = join(folder, 'sealed.json')
  await sealedFile(path, MASTER).set('ONE_KEY', CANARY)
  const text = await readFile(path, 'utf8')
  expect(text).not.toContain(CANARY)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const refused = { code: 'secrets-unreadable' }
  await expect(sealedFile(path, `${MASTER}, another`).read()).rejects.toMatchObject(refused)
  const kept = JSON.parse(text) as { secrets: Record<string, string> }
  const moved = { ...kept, secrets: { TWO_KEY: kept.secrets.ONE_KEY } }
  await writeFile(path, JSON.stringify(moved))
  await expect(sealedFile(path, MASTER).read()).rejects.toMatchObject(refused)
  await writeFile(path, `${CANARY} is no JSON`)
  const error = await sealedFile(path, MASTER)
    .read()
    .catch((thrown: unknown) => thrown)
  expect(JSON.stringify(error) + String(error)).not.toContain(CANARY)
  expect(() => sealedFile(path, 'short')).toThrow()
})

test('Vault is told apart from a wrong token, a lost race and an outage, and none of these tells a value', async () => {
  const wrong = vaultSecrets({ address: vaultUrl, token: CANARY })
  const error = await wrong.set('ONE_KEY', CANARY).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'secrets-unreadable', kind: 'policy' })
  expect(JSON.stringify(error) + String(error)).not.toContain(CANARY)
  await expect(vaultSecrets({ address: 'http://127.0.0.1:9', token: 'x' }).read()).rejects.toMatchObject({
    code: 'secrets-unavailable',
    kind: 'transient',
  })
  expect(() => vaultSecrets({ address: 'http://vault.example', token: 'x' })).toThrow()
})

test('the environment is set elsewhere', async () => {
  await expect(environmentStore.set('ONE_KEY', 'x')).rejects.toMatchObject({ code: 'secrets-read-only' })
})
