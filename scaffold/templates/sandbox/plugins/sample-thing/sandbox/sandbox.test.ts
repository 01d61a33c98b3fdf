import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningSandbox, startSandbox } from '@gantry/core/sandbox/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import sandbox from './sandbox.ts'

let dir: string
let running: RunningSandbox
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sample-thing-'))
  running = await startSandbox(sandbox, { port: 0, dir, settings: { apiKey: 'known' } })
})
afterAll(async () => {
  await running?.close()
  await rm(dir, { recursive: true, force: true })
})

const ask = async (method: string, path: string, key = 'known') => {
  const response = await fetch(`${running.url}${path}`, { method, headers: { 'x-api-key': key } })
  return { status: response.status, body: (await response.json()) as object }
}

test('a thing is made once for its reference, and stands in the ledger', async () => {
  const made = await ask('PUT', '/v1/things/R-1')
  expect(made).toMatchObject({ status: 201, body: { reference: 'R-1', status: 'OPEN' } })
  expect(await ask('PUT', '/v1/things/R-1')).toEqual({ status: 200, body: made.body })
  expect(await ask('GET', '/v1/things/R-2')).toMatchObject({ status: 404 })
  expect((await ask('GET', '/_sandbox/ledger')).body).toMatchObject([{ reference: 'R-1', state: 'open' }])
})

test('an unknown key is refused', async () => {
  expect(await ask('GET', '/v1/things/R-1', 'another')).toMatchObject({ status: 401 })
})

test('people close a thing at the vendor', async () => {
  await fetch(`${running.url}/_sandbox/actions/close`, { method: 'POST', body: '{"reference":"R-1"}' })
  expect(await ask('GET', '/v1/things/R-1')).toMatchObject({ body: { status: 'CLOSED' } })
})
