import { TestEngine } from '@gantry/core/testing/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleThing } from './contract.ts'
import { sampleThingFlow } from './flow.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([sampleThingFlow])
  await engine.work()
})
afterAll(() => engine?.close())

test('it is done once for its reference, and told', async () => {
  const run = await engine.start(sampleThingFlow, { reference: 'R-1' })
  await engine.reaches(run, 'completed')
  expect(await engine.start(sampleThingFlow, { reference: 'R-1' })).toBe(run)
  const told = await engine.db
    .selectFrom('gantry.event')
    .select('data')
    .where('name', '=', sampleThing.events.sampleThingDone.name)
    .execute()
  expect(told).toEqual([{ data: { reference: 'R-1' } }])
})

test('the same reference with other content is refused', async () => {
  await engine.start(sampleThingFlow, { reference: 'R-2', note: 'first' })
  await expect(engine.start(sampleThingFlow, { reference: 'R-2', note: 'second' })).rejects.toMatchObject({
    code: 'different-body',
  })
})
