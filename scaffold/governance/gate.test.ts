import { type Contract, type ContractInput, defineContract, get, z } from '@gantry/core/contract'
import type { Publication } from '@gantry/core/contract/publications'
import { describe, expect, test } from 'vitest'
import { differenceOf } from './difference.ts'
import { baseOf, type Candidate, digestOf, judge } from './gate.ts'
import { documentsOf } from './inspection.ts'

const Thing = z.object({ id: z.string(), size: z.number().optional() }).openapi('Thing')
const Smaller = z.object({ id: z.string() }).openapi('Thing')
const Larger = z.object({ ...Thing.shape, colour: z.string().optional() }).openapi('Thing')

const thingsOf = (changes: Partial<ContractInput> & { of?: z.ZodType } = {}): Contract => {
  const { of = Thing, ...rest } = changes
  return defineContract({
    name: 'things',
    version: '1.0.0',
    tier: 'system',
    title: 'Things',
    description: 'Things of a test.',
    owner: 'platform',
    criticality: 'standard',
    lifecycle: 'active',
    changelog: { '1.0.0': 'First.', '1.0.1': 'Words.', '1.1.0': 'More.', '2.0.0': 'Other.' },
    operations: { getThing: get('/things/{id}', { summary: 'Read a thing.', returns: of }) },
    ...rest,
  }) as unknown as Contract
}

const first = thingsOf()
const publicationOf = (contract: Contract) =>
  ({ ...contract, digest: digestOf(documentsOf(contract)) }) as unknown as Publication

const clean = { contract: 'system.things', version: '', score: 100, findings: [] }
const teams = [{ team: 'controllership', members: ['ada@example.com', 'release@example.com'] }]

/** The verdict on a contract that follows another one. */
async function verdictOn(contract: Contract, old: Contract | null = first, more: Partial<Candidate> = {}) {
  const documents = documentsOf(contract)
  const base = old && {
    publication: publicationOf(old),
    documents: documentsOf(old),
    changes: await differenceOf(documentsOf(old), documents),
  }
  return judge({
    contract,
    documents,
    inspection: clean,
    published: base ? [base.publication] : [],
    ...(base && { base }),
    approvals: [],
    teams,
    publisher: 'release@example.com',
    ...more,
  })
}
const codesOf = async (...given: Parameters<typeof verdictOn>) =>
  (await verdictOn(...given)).objections.map(({ code }) => code)

describe('a version', () => {
  test('that was published is not published again, and one that is new may be', async () => {
    expect(await verdictOn(first)).toMatchObject({ state: 'unchanged', objections: [] })
    expect(await verdictOn(thingsOf({ version: '1.1.0', of: Larger }))).toMatchObject({
      state: 'publishable',
      needs: 'minor',
    })
  })

  test('stays as it was published', async () => {
    const verdict = await verdictOn(thingsOf({ of: Larger }))
    expect(verdict).toMatchObject({ state: 'refused', needs: 'minor' })
    expect(verdict.objections).toMatchObject([{ code: 'published-already', mend: 'Raise the version to 1.1.0.' }])
  })

  test('tells what changed: words a patch, additions a minor version, a deprecation a minor version', async () => {
    expect(await codesOf(thingsOf({ version: '1.0.1', description: 'Things of another test.' }))).toEqual([])
    expect(await codesOf(thingsOf({ version: '1.0.1', of: Larger }))).toEqual(['version-too-low'])
    const deprecation = { since: '2026-01-01', sunset: '2026-07-01', successor: '2.0.0', migration: '/docs/things-2' }
    expect(await codesOf(thingsOf({ version: '1.0.1', lifecycle: 'deprecated', deprecation }))).toEqual([
      'version-too-low',
    ])
    expect(await codesOf(thingsOf({ version: '1.1.0', lifecycle: 'deprecated', deprecation }))).toEqual([])
    expect(await codesOf(thingsOf({ version: '1.1.0', lifecycle: 'deprecated' }))).toEqual(['no-sunset'])
  })

  test('never goes back', async () => {
    const next = thingsOf({ version: '1.1.0', of: Larger })
    expect(await codesOf(thingsOf({ description: 'Another.' }), next)).not.toEqual([])
  })

  test('says what it brings', async () => {
    expect(await codesOf(thingsOf({ version: '1.2.0', of: Larger }))).toEqual(['no-changelog'])
  })
})

describe('a breaking change', () => {
  test('needs a major version, and says what it breaks', async () => {
    const verdict = await verdictOn(thingsOf({ version: '1.1.0', of: Smaller }))
    expect(verdict.objections).toMatchObject([{ code: 'breaking-without-major' }])
    expect(verdict.objections[0]!.mend).toContain('2.0.0')
    expect(verdict.objections[0]!.text).toContain('size')
  })

  test('needs a way to move', async () => {
    const next = { version: '2.0.0', of: Smaller }
    expect(await codesOf(thingsOf(next))).toEqual(['no-migration-link'])
    expect(await verdictOn(thingsOf({ ...next, migration: '/docs/things-2' }))).toMatchObject({
      state: 'publishable',
      needs: 'major',
    })
  })

  test('is one of the events too', async () => {
    const telling = (of: z.ZodType, version: string) =>
      thingsOf({ version, events: { made: { data: of, key: () => 'k' } } })
    expect(await codesOf(telling(Smaller, '1.1.0'), telling(Thing, '1.0.0'))).toEqual(['breaking-without-major'])
  })
})

describe('a financial contract', () => {
  const financial = { criticality: 'financial', approver: 'controllership', version: '1.1.0', of: Larger } as const
  const contract = thingsOf(financial)
  const old = thingsOf({ ...financial, version: '1.0.0', of: Thing })
  const approval = {
    what: 'system.things@1.1.0',
    digest: digestOf(documentsOf(contract)),
    by: 'ada@example.com',
    on: '2026-04-01',
    reason: 'A colour is no money.',
  }

  test('is published once its team has approved exactly that', async () => {
    expect(await codesOf(contract, old)).toEqual(['not-approved'])
    expect(await verdictOn(contract, old, { approvals: [approval] })).toMatchObject({ state: 'publishable', approval })
    const changed = thingsOf({
      ...financial,
      of: z.object({ ...Larger.shape, more: z.string().optional() }).openapi('Thing'),
    })
    const [objection] = (await verdictOn(changed, old, { approvals: [approval] })).objections
    expect(objection!.text).toBe('system.things@1.1.0 was changed after it was approved.')
  })

  test('is not approved by a stranger, nor by whoever publishes it', async () => {
    const by = async (person: string) =>
      (await verdictOn(contract, old, { approvals: [{ ...approval, by: person }] })).objections.map(({ text }) => text)
    expect(await by('eve@example.com')).toEqual([
      'eve@example.com does not belong to controllership and cannot approve system.things@1.1.0.',
    ])
    expect(await by('release@example.com')).toEqual([
      'Whoever publishes system.things@1.1.0 cannot be the one who approved it.',
    ])
  })

  test('needs none for mere words', async () => {
    expect(
      await codesOf(thingsOf({ ...financial, version: '1.0.1', of: Thing, description: 'Other words.' }), old),
    ).toEqual([])
  })

  test('is approved when it is first published', async () => {
    expect(await codesOf(old, null)).toEqual(['not-approved'])
  })
})

test('a lint error without a waiver is refused, with a waiver it is not', async () => {
  const finding = { rule: 'r', severity: 'error', path: '/paths', message: 'No.' } as const
  const waiver = {
    rule: 'r',
    contract: 'system.things',
    path: '',
    owner: 'o',
    expires: '2030-01-01',
    reason: 'Later, by plan.',
  }
  const next = thingsOf({ version: '1.1.0', of: Larger })
  const given = (findings: object[]) => ({ inspection: { ...clean, findings } }) as unknown as Partial<Candidate>
  expect(await codesOf(next, first, given([finding]))).toEqual(['lint-error'])
  expect(await codesOf(next, first, given([{ ...finding, waiver }]))).toEqual([])
  expect(await codesOf(next, first, given([{ ...finding, severity: 'warning' }]))).toEqual([])
})

test('a sensitive field without a class is refused, whatever is waived', async () => {
  const of = (field: z.ZodType) =>
    thingsOf({ version: '1.1.0', of: z.object({ ...Thing.shape, iban: field }).openapi('Thing') })
  const [objection] = (await verdictOn(of(z.string().optional()))).objections
  expect(objection).toMatchObject({
    code: 'unclassified-field',
    text: 'Thing.iban is sensitive by its name and says no class.',
  })
  expect(await codesOf(of(z.string().meta({ 'x-classification': 'financial' }).optional()))).toEqual([])
})

test('a version follows the latest of its own major version, else of the one before', () => {
  const published = ['1.0.0', '1.1.0', '2.0.0', '2.0.1'].map((version) => ({ version }) as Publication)
  const base = (version: string) => baseOf({ version }, published)?.version
  expect([base('1.2.0'), base('2.1.0'), base('3.0.0'), base('0.9.0')]).toEqual(['1.1.0', '2.0.1', '2.0.1', undefined])
})

test('what breaks recorded use is refused, even where a comparison calls it harmless', async () => {
  const findings = [
    {
      id: 'used-operation-removed',
      level: 'breaking' as const,
      location: 'GET /things/{}',
      text: 'GET /things/{} is used, and is not known.',
      remedy: 'Keep it.',
    },
  ]
  const uses = [{ consumer: 'web-shop', findings }]
  const next = thingsOf({ version: '1.1.0', of: Larger })
  expect(await codesOf(next, first, { uses })).toEqual(['breaks-recorded-use'])
  expect(await codesOf(next, first, { uses: [{ consumer: 'web-shop', findings: [] }] })).toEqual([])
})
