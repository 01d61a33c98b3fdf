import { defineContract, event, get, type Port, post, z } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import type { Published } from '@gantry/core/process'
import { callOf } from '@gantry/core/testing/engine'
import { expect, test } from 'vitest'
import { registry } from './contract.ts'
import registryProcess from './process.ts'

const thing = (tier: 'system' | 'process') =>
  defineContract({
    name: 'things',
    version: '2.1.0',
    tier,
    title: 'Things',
    description: `Things of the ${tier} tier.`,
    owner: 'platform',
    criticality: 'financial',
    lifecycle: 'deprecated',
    operations: {
      getThing: get('/things/{id}', { summary: 'Read a thing.', returns: z.object({ id: z.string() }) }),
      makeThing: post('/things', { summary: 'Make one.', body: z.object({}), returns: z.object({ id: z.string() }) }),
    },
    events: { made: event(z.object({ id: z.string() }), { key: ({ id }) => id }) },
  })
const [system, process] = [thing('system'), thing('process')]
const published = async () =>
  [
    { contract: system, uses: [] },
    { contract: process, uses: [system] },
  ] as unknown as Published[]
const api = client(registry, {
  kind: 'direct',
  port: registryProcess.serve({ published } as never) as Port<never>,
})

test('every contract is listed with its owner, lifecycle, operations, events and what it calls', async () => {
  const { items } = await api.listApis({}, callOf())
  const operations = [
    { id: 'getThing', method: 'get', path: '/things/{id}', summary: 'Read a thing.' },
    { id: 'makeThing', method: 'post', path: '/things', summary: 'Make one.' },
  ]
  const common = { name: 'things', version: '2.1.0', owner: 'platform', lifecycle: 'deprecated', operations }
  expect(items).toMatchObject([
    { ...common, tier: 'system', path: '/system/things/v2', events: ['things.made'], uses: [] },
    { ...common, tier: 'process', path: '/process/things/v2', criticality: 'financial', uses: ['system.things'] },
  ])
})

test('a document is the one of the tier that was named', async () => {
  for (const tier of ['system', 'process'])
    expect(await api.getDocument({ tier, name: 'things' }, callOf())).toMatchObject({
      openapi: '3.1.0',
      info: { version: '2.1.0', description: `Things of the ${tier} tier.` },
      paths: { '/things/{id}': { get: { operationId: 'getThing' } } },
    })
})

test('an API that is not there, or not in that tier, is not found', async () => {
  for (const [tier, name] of [
    ['experience', 'things'],
    ['system', 'Things'],
    ['system', 'constructor'],
  ] as const)
    await expect(api.getDocument({ tier, name }, callOf())).rejects.toMatchObject({ code: 'no-such-api', status: 404 })
})
