import type { Call } from '@gantry/core/contract'
import { describe, expect, test } from 'vitest'
import { changesOf } from './changes.ts'
import { fieldsOf } from './dictionary.ts'
import { documentOf, releasesOf, versionsOf } from './history.ts'
import { registryPort } from './registry.fixture.ts'

const call = {} as Call
const registry = registryPort as never
const trail = { tier: 'process', name: 'order-trail' }

describe('the history', () => {
  test('tells the versions of an API, the newest first, with their ends', async () => {
    const versions = await versionsOf(registry, trail, call)
    expect(versions.map(({ version, level, score, sunset }) => [version, level, score, sunset])).toEqual([
      ['1.0.0', 'breaking', 97, undefined],
      ['0.9.0', 'none', 88, '2026-12-31'],
    ])
  })

  test('tells of an API that was never published the version that is served', async () => {
    const operations = { tier: 'process', name: 'operations' }
    expect(await versionsOf(registry, operations, call)).toEqual([{ version: '1.0.0', lifecycle: 'active' }])
    expect(await documentOf(registry, operations, '1.0.0', call)).toHaveProperty('openapi', '3.1.0')
  })

  test('reads a version as it was published, and refuses one that is none', async () => {
    expect(await documentOf(registry, trail, '0.9.0', call)).toHaveProperty(['paths', '/trails-by-number/{number}'])
    await expect(documentOf(registry, trail, '7.0.0', call)).rejects.toMatchObject({ code: 'no-such-version' })
  })

  test('tells what was published of all APIs, the newest first', async () => {
    expect((await releasesOf(registry, call)).map(({ name, version }) => `${name} ${version}`)).toEqual([
      'order-trail 1.0.0',
      'order-trail 0.9.0',
    ])
  })
})

describe('the changes', () => {
  const document = (properties: object, path = '/v1') => ({
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    servers: [{ url: path }],
    paths: {},
    'x-gantry': { events: [{ name: 'things.made', data: { type: 'object', properties } }] },
  })

  test('tell of events as of operations: one that loses a field breaks those who hear it', async () => {
    const changes = await changesOf('1.0.0', document({ id: {}, size: {} }), '1.1.0', document({ id: {} }))
    expect(changes).toMatchObject({ from: '1.0.0', to: '1.1.0', level: 'breaking' })
    expect(changes.items.map(({ id }) => id)).toEqual(['response-property-removed'])
    expect((await changesOf('1.0.0', document({ id: {} }), '1.1.0', document({ id: {}, size: {} }))).level).toBe('info')
  })

  test('do not tell that another major version has another address', async () => {
    expect((await changesOf('1.0.0', document({}), '2.0.0', document({}, '/v2'))).items).toEqual([])
  })
})

describe('the data dictionary', () => {
  const schema = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })
  const fields = (documents: Record<string, Record<string, object>>) =>
    fieldsOf(new Map(Object.entries(documents).map(([api, schemas]) => [api, { components: { schemas } }])) as never)

  test('holds a field once for all the APIs that say it alike', () => {
    const order = schema({ total: { type: 'string', description: 'In major units.' } }, { required: ['total'] })
    const found = fields({ 'system.billing': { Order: order }, 'process.trail': { Order: order } })
    expect(found).toEqual([
      {
        name: 'total',
        schema: 'Order',
        type: 'string',
        required: true,
        description: 'In major units.',
        apis: ['system.billing', 'process.trail'],
      },
    ])
    const other = schema({ total: { type: 'string' } })
    expect(fields({ a: { Order: order }, b: { Order: other } })).toHaveLength(2)
  })

  test('tells types in words, and the class of the field or of what it belongs to', () => {
    const found = fields({
      a: {
        Thing: schema(
          {
            on: { type: 'string', format: 'date' },
            lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
            state: { enum: ['draft', 'open'] },
            note: { type: ['string', 'null'], 'x-classification': 'internal' },
          },
          { 'x-classification': 'personal' },
        ),
      },
    })
    expect(found.map(({ name, type, classification }) => [name, type, classification])).toEqual([
      ['lines', 'list of Line', 'personal'],
      ['note', 'string or null', 'internal'],
      ['on', 'string (date)', 'personal'],
      ['state', 'draft | open', 'personal'],
    ])
  })

  test('leaves out what a page of a list is made of, and looks into what is joined', () => {
    const found = fields({
      a: {
        ThingPage: schema({ items: { type: 'array' }, next: { type: 'string' }, total: { type: 'integer' } }),
        Both: { allOf: [schema({ id: { type: 'string' } })] },
      },
    })
    expect(found.map(({ schema: of, name }) => `${of}.${name}`)).toEqual(['Both.id', 'ThingPage.total'])
  })
})
