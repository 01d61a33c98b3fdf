import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineContract, get, z } from '@gantry/core/contract'
import { defineGantry } from '@gantry/core/runtime/config'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addApprovals, readApprovals } from './approval.ts'
import { releaseOf } from './material.ts'
import { pendingIn } from './pending.ts'
import { judgeAll, objectionsOf, publish } from './publish.ts'
import { tamperedIn } from './registry.ts'
import { markdownOf } from './report.ts'

const today = '2026-04-01'
const by = 'release@example.com'
const payouts = (summary = 'Read a payout.') =>
  defineContract({
    name: 'payouts',
    version: '1.0.0',
    tier: 'system',
    title: 'Payouts',
    description: 'What was paid out to the bank.',
    owner: 'treasury',
    contact: 'treasury@example.com',
    criticality: 'financial',
    lifecycle: 'active',
    objectives: { availabilityPercent: 99, p95Ms: 1000 },
    approver: 'controllership',
    changelog: { '1.0.0': 'First published.' },
    operations: {
      getPayout: get('/payouts/{id}', { summary, returns: z.object({ id: z.string() }).openapi('Payout') }),
    },
  })
const projectOf = (contract = payouts()) => ({
  root,
  config: defineGantry({
    connections: {},
    capabilities: { payouts: { contract, connection: () => undefined } },
    processes: {},
    views: {},
  }),
})

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-publish-'))
  await mkdir(join(root, 'governance'))
  await mkdir(join(root, 'flows'))
  await writeFile(join(root, 'flows/payout.ts'), 'export const rate = 1')
  await writeFile(join(root, 'flows/payout.test.ts'), 'tests')
  const files = { teams: [{ team: 'controllership', members: ['ada@example.com'] }], materials: [material] }
  for (const [name, content] of Object.entries(files))
    await writeFile(join(root, `governance/${name}.yaml`), JSON.stringify(content))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const material = { what: 'flow:payout', approver: 'controllership', files: ['flows/*.ts'] }

async function approvePending() {
  const project = projectOf()
  const pending = await pendingIn(await judgeAll(project, by, today), project)
  const approvals = pending.map(({ what, digest }) => ({
    what,
    digest,
    by: 'ada@example.com',
    on: today,
    reason: 'Checked.',
  }))
  await addApprovals(root, approvals)
  return approvals.map(({ what }) => what)
}

test('a financial contract and a material flow are released once both are approved, and stay as they were', async () => {
  const refused = await judgeAll(projectOf(), by, today)
  expect(objectionsOf(refused).map(({ text }) => text)).toEqual([
    'controllership has not approved system.payouts@1.0.0.',
    'controllership has not approved flow:payout.',
  ])
  const report = markdownOf(refused, new Map([['system.payouts', ['process.settlement']]]))
  expect(report).toContain('**Refused**: 2 objections. Nothing is published.')
  expect(report).toContain('| system.payouts | new | 1.0.0 | none | 100 |  | process.settlement | refused |')
  expect(report).toContain("pnpm gantry contracts approve flow:payout --by <member of controllership> --reason '…'")

  expect(await approvePending()).toEqual(['system.payouts@1.0.0', 'flow:payout'])
  const judgement = await judgeAll(projectOf(), by, today)
  expect(objectionsOf(judgement)).toEqual([])
  const [publication] = await publish(projectOf(), judgement, { by, on: today })
  expect(publication).toMatchObject({
    version: '1.0.0',
    publishedBy: by,
    score: 100,
    contact: 'treasury@example.com',
    approval: { by: 'ada@example.com', on: today, reason: 'Checked.' },
  })
  const again = await judgeAll(projectOf(), by, today)
  expect(markdownOf(again, new Map())).toContain('**Nothing to publish**')
  // The version that is published is not written a second time, whatever the judgement says.
  await expect(publish(projectOf(), judgement, { by, on: today })).rejects.toThrow('EEXIST')
}, 60_000)

test('what is published and then changed in its file is found', async () => {
  await approvePending()
  await publish(projectOf(), await judgeAll(projectOf(), by, today), { by, on: today })
  expect(await tamperedIn(root)).toEqual([])
  const file = join(root, 'published/system/payouts/1.0.0/openapi.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('Read a payout.', 'Read a pay-out.'))
  expect(await tamperedIn(root)).toEqual([{ path: 'published/system/payouts/1.0.0/', reason: 'differs' }])
  expect(objectionsOf(await judgeAll(projectOf(), by, today)).map(({ code }) => code)).toContain('registry-changed')
  await rm(file)
  expect(await tamperedIn(root)).toMatchObject([{ reason: 'missing' }])
}, 60_000)

test('a flow that changes after its approval waits for another one; its tests may change', async () => {
  const before = releaseOf(root, material).digest
  await writeFile(join(root, 'flows/payout.test.ts'), 'other tests')
  expect(releaseOf(root, material).digest).toBe(before)
  await approvePending()
  await writeFile(join(root, 'flows/payout.ts'), 'export const rate = 2')
  expect(objectionsOf(await judgeAll(projectOf(), by, today)).map(({ text }) => text)).toEqual([
    'flow:payout was changed after it was approved.',
  ])
  expect(() => releaseOf(root, { ...material, files: ['elsewhere/*.ts'] })).toThrow('files of flow:payout')
}, 60_000)

test('approvals are added below what stands there, and an entry without a reason is refused', async () => {
  const file = join(root, 'governance/approvals.yaml')
  await writeFile(file, '# Who approved what.\n')
  const approval = { what: 'flow:payout', digest: '0'.repeat(64), by: 'ada@example.com', on: today, reason: 'Checked.' }
  await addApprovals(root, [approval])
  await addApprovals(root, [{ ...approval, on: '2026-04-02' }])
  expect(await readFile(file, 'utf8')).toMatch(/^# Who approved what\.\n/)
  expect((await readApprovals(root)).map(({ on }) => on)).toEqual([today, '2026-04-02'])
  await addApprovals(root, [{ ...approval, reason: '' }])
  await expect(readApprovals(root)).rejects.toThrow('governance/approvals.yaml cannot be read: 2.reason')
})
