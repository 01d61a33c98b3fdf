import { afterAll, beforeAll, expect, test } from 'vitest'
import { Landscape } from '../landscape.ts'
import { setUp } from '../sales.ts'
import { Watch } from './watch.ts'

/** Secrets that must be nowhere but where they are used: not in a log, an answer, a page or a row. */

let landscape: Landscape
let watch: Watch
beforeAll(async () => {
  landscape = await Landscape.start({ work: false })
  await setUp(landscape)
  watch = await Watch.start(landscape)
}, 120_000)
afterAll(async () => {
  await watch?.close()
  await landscape?.stop()
})

test('twenty secrets at work leave no trace', async () => {
  await watch.work()
  expect(watch.secrets).toBeGreaterThanOrEqual(20)
  const { found, looked } = await watch.leaks()
  expect(found).toEqual([])
  for (const characters of Object.values(looked)) expect(characters).toBeGreaterThan(10_000)
}, 120_000)
