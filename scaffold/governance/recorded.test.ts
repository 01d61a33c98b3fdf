import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineContract, get, post, z } from '@gantry/core/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeRecording } from '../contracts-diff/recording.ts'
import { documentsOf } from './inspection.ts'
import { recordingsOf, usesOf } from './recorded.ts'

const Thing = z.object({ id: z.string(), size: z.number() }).openapi('Thing')
const things = (
  thing: z.ZodType,
  draft: z.ZodType = z.object({ size: z.number() }).openapi('Draft'),
  version = '1.1.0',
) =>
  defineContract({
    name: 'things',
    version,
    tier: 'process',
    title: 'Things',
    description: 'Things of a test.',
    owner: 'platform',
    criticality: 'standard',
    lifecycle: 'active',
    operations: {
      getThing: get('/things/{id}', { summary: 'Read a thing.', returns: thing }),
      createThing: post('/things', {
        summary: 'Make a thing.',
        body: draft,
        returns: thing,
        status: 201,
        idempotent: true,
      }),
    },
  }) as never

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-recorded-'))
  const folder = join(recordingsOf(root), 'web-shop')
  await mkdir(folder, { recursive: true })
  const json = (value: object) => ({ type: 'application/json', text: JSON.stringify(value) })
  const answered = json({ id: 't1', size: 3 })
  const recorded = [
    { method: 'GET', path: '/process/things/v1/things/t1', query: [] as [], status: 200, answered },
    {
      method: 'POST',
      path: '/process/things/v1/things',
      query: [] as [],
      sent: json({ size: 3 }),
      status: 201,
      answered,
    },
  ]
  await writeFile(join(folder, 'process.things.v1.har'), writeRecording(recorded, { name: 'test', version: '1' }))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const broken = async (contract: never) =>
  (await usesOf(root, contract, documentsOf(contract).openapi)).flatMap(({ consumer, findings }) =>
    findings.filter(({ level }) => level === 'breaking').map(({ id, location }) => `${consumer} ${id} ${location}`),
  )

test('what a consumer recorded is held against the contract as it is declared', async () => {
  expect(await broken(things(Thing))).toEqual([])
  expect(await broken(things(z.object({ id: z.string() }).openapi('Thing')))).toEqual([
    'web-shop used-response-field-removed GET /things/{id} response 200.size',
    'web-shop used-response-field-removed POST /things response 201.size',
  ])
  expect(await broken(things(Thing, z.object({ size: z.number(), colour: z.string() }).openapi('Draft')))).toEqual([
    'web-shop used-request-field-missing POST /things request.colour',
  ])
})

test('another major version is no concern of the recording', async () => {
  expect(await broken(things(z.object({ id: z.string() }).openapi('Thing'), undefined, '2.0.0'))).toEqual([])
})

test('a recording that cannot be read is refused by its name', async () => {
  const file = join(recordingsOf(root), 'web-shop', 'process.things.v3.har')
  await writeFile(file, '{}')
  const contract = things(Thing, undefined, '3.0.0')
  await expect(usesOf(root, contract, documentsOf(contract).openapi)).rejects.toThrow(
    'process.things.v3.har cannot be read',
  )
})
