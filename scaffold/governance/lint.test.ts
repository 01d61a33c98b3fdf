import { join } from 'node:path'
import { type Contract, defineContract, event, get, post, z } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import { beforeAll, describe, expect, test } from 'vitest'
import { contractsOf } from '../contracts/publication.ts'
import { openProject } from '../project.ts'
import { counted, type Inspection, inspectAll } from './inspection.ts'
import { lint, scoreOf } from './lint.ts'
import { hear } from './waiver.ts'

const root = join(import.meta.dirname, '../..')

describe('the published contracts', () => {
  let inspections: Inspection[]
  beforeAll(async () => {
    inspections = await inspectAll(root, await contractsOf(await openProject(root)))
  }, 120_000)

  test('have no error and no warning, beside what is waived', () => {
    expect(inspections.length).toBeGreaterThan(15)
    const grave = inspections.flatMap((inspection) =>
      [...counted(inspection, 'error'), ...counted(inspection, 'warning')].map(
        ({ rule, path }) => `${inspection.contract}${path}: ${rule}`,
      ),
    )
    expect(grave).toEqual([])
    expect(inspections.map(({ score }) => score)).toEqual(inspections.map(() => 100))
  })
})

const Thing = z
  .object({ id: z.string(), email: z.string(), unit_price: z.number(), paidOn: z.string() })
  .openapi('thing')
const careless = defineContract({
  name: 'careless',
  version: '1.0.0',
  tier: 'system',
  title: 'Careless',
  description: '',
  owner: 'nobody',
  criticality: 'financial',
  lifecycle: 'deprecated',
  operations: {
    listThings: get('/all_things', {
      summary: 'things',
      returns: z.object({ items: z.array(Thing) }).openapi('Things'),
    }),
    MakeThing: post('/things', { summary: 'Make one thing.', body: Thing, returns: Thing, status: 201 }),
  },
  events: { made: event(Thing, { key: ({ id }) => id }) },
}) as unknown as Contract

const plain = (document: object) => JSON.parse(JSON.stringify(document)) as Record<string, Record<string, unknown>>

test('a careless contract is told of everything', async () => {
  const found = await lint(plain(documentOf(careless)))
  const rules = found.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule)
  for (const rule of [
    'gantry-path-kebab-case',
    'gantry-operation-camel-case',
    'gantry-field-camel-case',
    'gantry-schema-pascal-case',
    'gantry-summary',
    'gantry-description',
    'gantry-contact',
    'gantry-list-pages',
    'gantry-create-idempotent',
    'gantry-date',
    'gantry-classified',
    'gantry-record',
  ])
    expect(rules, rule).toContain(rule)
})

test('rules of OWASP, and of ours that the generator keeps by itself, hold for documents of others', async () => {
  const document = plain(documentOf(careless))
  const text = JSON.stringify(document)
    .replaceAll(/,"maxLength":\d+/g, '')
    .replaceAll(/"RateLimit":\{[^}]*\},/g, '')
    .replaceAll('application/problem+json', 'application/json')
    .replaceAll('system.careless.', 'other.')
    .replaceAll('"unit_price":{"type":"number"}', '"unitPrice":{"type":"number"}')
    .replace('RFC8725', 'nothing')
  const broken = JSON.parse(text) as Record<string, never>
  const rules = (await lint(broken)).map(({ rule }) => rule)
  for (const rule of [
    'owasp:api4:2023-string-limit',
    'owasp:api4:2023-rate-limit',
    'owasp:api2:2023-jwt-best-practices',
    'gantry-problem-json',
    'gantry-scope',
    'gantry-money',
  ])
    expect(rules, rule).toContain(rule)
})

describe('waivers', () => {
  const finding = { rule: 'r', severity: 'error', path: '/paths/a', message: 'No.' } as const
  const waiver = {
    rule: 'r',
    contract: 'system.x',
    path: '/paths',
    owner: 'o',
    expires: '2026-06-30',
    reason: 'Later, by plan.',
  }

  test('a waiver holds on its last day, for its contract, rule and place alone', () => {
    expect(hear([finding], [waiver], 'system.x', '2026-06-30')).toEqual([{ ...finding, waiver }])
    expect(hear([finding], [waiver], 'system.y', '2026-06-30')).toEqual([finding])
    expect(hear([finding], [{ ...waiver, path: '/info' }], 'system.x', '2026-06-30')).toEqual([finding])
  })

  test('past it, it is an error of its own', () => {
    const heard = hear([finding], [waiver], 'system.x', '2026-07-01')
    expect(heard.map(({ rule }) => rule)).toEqual(['waiver-expired', 'r'])
    expect(heard[0]!.message).toBe('The waiver of r by o ended on 2026-06-30.')
    expect(hear([], [waiver], 'system.x', '2026-07-01')).toHaveLength(1)
  })

  test('the score counts errors five times', () => {
    expect(scoreOf([])).toBe(100)
    expect(scoreOf([finding, { ...finding, severity: 'warning' }, { ...finding, severity: 'info' }])).toBe(94)
    expect(scoreOf(Array(30).fill(finding))).toBe(0)
  })
})
