import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import type { IntegrationError } from '../errors/integration-error.ts'
import { callOf, TENANT, TestEngine } from '../testing/engine.ts'
import { listApprovals, readApproval } from './approval-reader.ts'
import { type ApprovalOptions, defineFlow } from './flow.ts'

const asked: ApprovalOptions = {
  by: 'finance',
  within: { days: 2 },
  ask: { subject: 'Release the mapping?', detail: { rows: 3 } },
}
const options = new Map<string, Partial<ApprovalOptions>>()
const flow = defineFlow({
  name: 'approved',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), race: z.boolean().default(false) }),
  key: ({ id }) => id,
  about: ({ id }) => `about ${id}`,
  uses: {},
  run: async ({ id, race }, { approval, sleep }) => {
    const approved = approval('release', { ...asked, ...options.get(id) }).catch((error: IntegrationError) => ({
      code: error.code,
      message: error.message,
      kind: error.kind,
    }))
    return race ? Promise.race([approved, sleep('soon', { within: { ms: 20 } }).then(() => 'too late')]) : approved
  },
})

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
  await engine.work()
})
afterAll(() => engine.close())

const as = (principal: string, ...scopes: string[]) => callOf({ identity: { tenant: TENANT, principal, scopes } })
const finance = as('fiona', 'approve.finance')
const start = (id: string, given: Partial<ApprovalOptions> = {}) => {
  options.set(id, given)
  return engine.start(flow, { id })
}

test('an approval suspends the run, shows as pending, and goes on with who approved, when and why', async () => {
  const run = await start('approve')
  const pending = await engine.approval(run)
  expect(pending).toMatchObject({
    flow: 'approved',
    run_key: 'approve',
    subject: 'about approve',
    team: 'finance',
    ask: 'Release the mapping?',
    detail: { rows: 3 },
    starter: 'tester',
    state: 'pending',
  })
  expect(await listApprovals(engine.db, TENANT, { state: 'pending', team: 'finance', limit: 10 })).toEqual({
    items: [pending],
  })
  expect(await listApprovals(engine.db, 'other', { limit: 10 })).toEqual({ items: [] })
  expect((await engine.journal(run))[0]).toMatchObject({ kind: 'approval', state: 'waiting' })
  await engine.engine.approve(pending.id, 'Rows checked.', finance)
  const { output } = await engine.reaches(run, 'completed')
  const decided = await readApproval(engine.db, TENANT, pending.id)
  expect(decided).toMatchObject({ state: 'approved', decided_by: 'fiona', reason: 'Rows checked.' })
  expect(output).toEqual({ by: 'fiona', reason: 'Rows checked.', at: decided.decided_at!.toISOString() })
  const { rows } = await engine.database.pool.query(
    `select name, data->>'by' as by from gantry.event where key = $1 order by id`,
    [run],
  )
  expect(rows).toEqual([
    { name: 'flow.approvalAsked', by: null },
    { name: 'flow.approvalDecided', by: 'fiona' },
  ])
})

test('a rejection throws a policy error with the reason at the flow', async () => {
  const run = await start('reject')
  await engine.engine.reject((await engine.approval(run)).id, 'Row 2 is wrong.', finance)
  expect((await engine.reaches(run, 'completed')).output).toEqual({
    code: 'approval-rejected',
    kind: 'policy',
    message: 'fiona rejected: Release the mapping? Row 2 is wrong.',
  })
})

test('an approval that nobody decides in time throws, and can no longer be given', async () => {
  const run = await start('late', { within: { ms: 30 } })
  expect((await engine.reaches(run, 'completed')).output).toMatchObject({ code: 'approval-timed-out', kind: 'policy' })
  const [late] = (await listApprovals(engine.db, TENANT, { run, limit: 1 })).items
  expect(late).toMatchObject({ state: 'timed-out', decided_by: null })
  await expect(engine.engine.approve(late!.id, 'Late.', finance)).rejects.toMatchObject({ code: 'already-decided' })
})

test('only who holds the scope of the team decides, and only once', async () => {
  const run = await start('once')
  const { id } = await engine.approval(run)
  await expect(engine.engine.approve(id, 'Mine.', as('sam', 'approve.sales'))).rejects.toMatchObject({
    code: 'not-an-approver',
    status: 403,
  })
  const other = callOf({ identity: { tenant: 'other', principal: 'fiona', scopes: ['*'] } })
  await expect(engine.engine.approve(id, 'Mine.', other)).rejects.toMatchObject({ code: 'no-such-approval' })
  await expect(engine.engine.approve('none', 'Mine.', finance)).rejects.toMatchObject({ code: 'no-such-approval' })
  const both = await Promise.allSettled([
    engine.engine.approve(id, 'Yes.', finance),
    engine.engine.reject(id, 'No.', as('frank', 'approve.*')),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const refused = both.find((settled) => settled.status === 'rejected')
  expect(refused?.reason).toMatchObject({ code: 'already-decided' })
  await engine.reaches(run, 'completed')
})

test('the same decision by the same person again changes nothing', async () => {
  const run = await start('again')
  const { id } = await engine.approval(run)
  const first = await engine.engine.approve(id, 'Yes.', finance)
  expect(await engine.engine.approve(id, 'Yes.', finance)).toEqual(first)
  await engine.reaches(run, 'completed')
  expect(await engine.engine.approve(id, 'Yes.', finance)).toEqual(first)
})

test('four eyes: whoever started the run may not decide, nor somebody for them', async () => {
  const run = await start('four', { fourEyes: true })
  const { id } = await engine.approval(run)
  const starter = as('tester', 'approve.finance')
  const behalf = { ...finance, identity: { ...finance.identity, onBehalfOf: 'tester' } }
  for (const call of [starter, behalf])
    await expect(engine.engine.approve(id, 'Mine.', call)).rejects.toMatchObject({ code: 'four-eyes', status: 403 })
  await engine.engine.approve(id, 'Checked.', finance)
  await engine.reaches(run, 'completed')
})

test('an approval that its run no longer needs is withdrawn with the end of the run', async () => {
  const run = await engine.start(flow, { id: 'race', race: true })
  expect((await engine.reaches(run, 'completed')).output).toBe('too late')
  expect((await listApprovals(engine.db, TENANT, { run, limit: 1 })).items).toMatchObject([{ state: 'withdrawn' }])
})
