import { expect, test } from 'vitest'
import type { Call } from '../contract/contract.ts'
import { log } from '../testing/engine.ts'
import { openBeginnings } from './beginnings.ts'
import type { Process } from './process.ts'

/** Process APIs, and a landscape that tells of each attempt to begin one. */
function hostOf(answer: (attempt: number) => Promise<void>) {
  const calls: Call[] = []
  const landscape = {
    begin: (_: Process, call: Call) => {
      calls.push(call)
      return answer(calls.length)
    },
  } as never
  return { calls, options: { landscape, tenant: 'acme', log, againMs: 1 } }
}
const process = (begin?: object) => ({ contract: { name: 'things' }, ...(begin && { begin }) }) as unknown as Process

test('what fails as a worker starts is tried again until it is done, and then no more', async () => {
  const { calls, options } = hostOf(async (attempt) => {
    if (attempt < 3) throw new Error('The database is away.')
  })
  const beginnings = openBeginnings([process({}), process()], options)
  await expect.poll(() => calls.length, { interval: 1 }).toBe(3)
  await beginnings.close()
  expect(calls.map(({ identity }) => identity)).toEqual(
    Array(3).fill({ tenant: 'acme', principal: 'process:things', scopes: [] }),
  )
})

test('closing waits for what is under way, and begins nothing again', async () => {
  const { promise, reject } = Promise.withResolvers<void>()
  const { calls, options } = hostOf(() => promise)
  const closed = openBeginnings([process({})], options).close()
  reject(new Error('The database is away.'))
  await closed
  expect(calls).toHaveLength(1)
})
