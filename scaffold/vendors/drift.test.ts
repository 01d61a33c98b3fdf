import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Exchange, readRecording, writeRecording } from '../contracts-diff/recording.ts'
import type { Project } from '../project.ts'
import { driftOf } from './drift.ts'

const line = {
  type: 'object',
  required: ['amount'],
  properties: { amount: { type: 'number' }, note: { type: 'string' } },
}
const document = (changed: object = {}, listed: object = {}) => ({
  openapi: '3.0.3',
  info: { title: 'Vendor', version: '1' },
  servers: [{ url: 'https://vendor.example/v1' }],
  paths: {
    '/charges': {
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['currency'],
                properties: { currency: { type: 'string' }, lines: { type: 'array', items: line }, ...changed },
              },
            },
          },
        },
        responses: { 200: { description: 'ok', content: { 'application/json': { schema: charge } } } },
      },
    },
    '/charges/{id}': {
      get: {
        parameters: [expand],
        responses: { 200: { description: 'ok', content: { 'application/json': { schema: charge } } } },
      },
    },
    '/refunds': { post: { responses: { 200: { description: 'ok' } } } },
    ...listed,
  },
})
const expand = { name: 'expand', in: 'query', schema: { type: 'string' } }
const charge = { type: 'object', properties: { id: { type: 'string' }, state: { type: 'string', nullable: true } } }

const json = (value: unknown) => ({ type: 'application/json', text: JSON.stringify(value) })
const exchanges: Exchange[] = [
  {
    method: 'POST',
    path: '/v1/charges',
    query: [],
    sent: json({ currency: 'EUR', lines: [{ amount: 1 }], clientSecret: 'hush' }),
    status: 200,
    answered: json({ id: 'c1', state: null }),
  },
  {
    method: 'GET',
    path: '/v1/charges/c1',
    query: [['expand', 'lines']],
    status: 200,
    answered: json({ id: 'c1', state: 'paid' }),
  },
]

let root: string
let project: Project
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-drift-'))
  await mkdir(join(root, 'plugins/vendor'), { recursive: true })
  await mkdir(join(root, 'plugins/mute'), { recursive: true })
  await writeFile(join(root, 'plugins/vendor/use.har'), writeRecording(exchanges, { name: 'test', version: '1' }))
  await writeFile(join(root, 'plugins/vendor/charge.ts'), 'export const charge = ({ id, state }) => ({ id, state })')
  const connection = (name: string) => ({ connector: async () => ({ default: { name } }) })
  project = { root, config: { connections: { billing: connection('vendor'), mute: connection('mute') } } } as never
})
afterAll(() => rm(root, { recursive: true, force: true }))

const drift = async (next: object, old?: object) => {
  const paths = [join(root, 'next.json'), join(root, 'old.json')] as const
  await writeFile(paths[0], JSON.stringify(next))
  if (old) await writeFile(paths[1], JSON.stringify(old))
  const found = await driftOf(project, 'billing', paths[0], old && paths[1])
  return found.map(({ level, id, location }) => `${level} ${id} ${location}`)
}
const secret = { clientSecret: { type: 'string' } }

test('what is used as it is breaks nothing, and no secret is kept', async () => {
  expect(await drift(document(secret))).toEqual([
    'info used-operation-fits POST /charges',
    'info used-operation-fits GET /charges/{id}',
  ])
  const written = writeRecording(exchanges, { name: 'test', version: '1' })
  expect(written).not.toContain('hush')
  expect(readRecording(written)).toHaveLength(2)
  expect(readRecording(writeRecording([...exchanges, ...exchanges], { name: 'test', version: '1' }))).toHaveLength(2)
})

test('what a connector sends and reads is told, where it changed', async () => {
  expect(await drift(document())).toContain('breaking used-request-field-removed POST /charges request.clientSecret')
  expect(await drift(document({ ...secret, currency: { enum: ['USD'] } }))).toContain(
    'breaking used-request-field-refused POST /charges request.currency',
  )
  const renamed = document(secret, {
    '/charges/{id}': {
      get: {
        deprecated: true,
        responses: {
          200: {
            description: 'ok',
            content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } },
          },
        },
      },
    },
  })
  expect(await drift(renamed)).toEqual([
    'breaking used-parameter-removed GET /charges/{id} query expand',
    'breaking used-response-field-changed GET /charges/{id} response 200.id',
    'breaking used-response-field-removed GET /charges/{id} response 200.state',
    'warning used-operation-deprecated GET /charges/{id}',
    'info used-operation-fits POST /charges',
  ])
  expect(await drift({ ...document(secret), paths: {} })).toEqual([
    'breaking used-operation-removed POST /v1/charges',
    'breaking used-operation-removed GET /v1/charges/{}',
  ])
})

test('with the document as it is, only what is new is told, and only of what is called', async () => {
  const next = document({ ...secret, reason: { type: 'string' } }, { '/refunds': { put: {} } })
  expect(await drift(next, document(secret))).toEqual([
    'info used-operation-fits POST /charges',
    'info used-operation-fits GET /charges/{id}',
    'info request-optional-property-added POST /charges request application/json.reason',
  ])
  expect(await drift(document(), document())).not.toContain(
    'breaking used-request-field-removed POST /charges request.clientSecret',
  )
})

test('a connector of which nothing is recorded is refused with what to do', async () => {
  await writeFile(join(root, 'next.json'), JSON.stringify(document()))
  await expect(driftOf(project, 'mute', join(root, 'next.json'))).rejects.toMatchObject({ name: 'Refusal' })
})
