import { Canned } from '@gantry/core/testing/canned'
import { callOf } from '@gantry/core/testing/engine'
import { expect, test } from 'vitest'
import { type SampleThing, sampleThing } from './contract.ts'

const kept = new Map<string, SampleThing>()
const api = new Canned().client(sampleThing, {
  upsertSampleThing: async ({ reference, body }) => {
    const record = { id: `1-${reference}`, reference, ...body }
    kept.set(reference, record)
    return record
  },
  getSampleThing: async ({ reference }) => kept.get(reference)!,
})

test('what is kept is what is read', async () => {
  const record = await api.upsertSampleThing({ reference: 'R-1', body: { title: 'First' } }, callOf())
  expect(record).toEqual({ id: '1-R-1', reference: 'R-1', title: 'First' })
  expect(await api.getSampleThing({ reference: 'R-1' }, callOf())).toEqual(record)
})

test('what does not fit the contract reaches no system', async () => {
  const unknownField = { title: 'Second', colour: 'red' }
  await expect(
    api.upsertSampleThing({ reference: 'R-2', body: unknownField as { title: string } }, callOf()),
  ).rejects.toMatchObject({ kind: 'data' })
  expect(kept.has('R-2')).toBe(false)
})
