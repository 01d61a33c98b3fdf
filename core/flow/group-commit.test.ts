import { expect, test } from 'vitest'
import { GroupCommit } from './group-commit.ts'

/** Commits that the test ends by hand, in the order in which they began. */
function commits() {
  const begun: { items: readonly number[]; end: () => void; fail: () => void }[] = []
  const group = new GroupCommit<number, number>('numbers', (items) => {
    const { promise, resolve, reject } = Promise.withResolvers<number[]>()
    begun.push({ items, end: () => resolve(items.map((item) => item * 10)), fail: () => reject(new Error('bad')) })
    return promise
  })
  return { group, begun }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('what comes while a commit is under way goes together, and is under way before those before it hear', async () => {
  const { group, begun } = commits()
  const heard: string[] = []
  const first = group.add(1).then((result) => heard.push(`${result}, ${begun.length} begun`))
  await turn()
  const later = Promise.all([group.add(2), group.add(3)])
  expect(begun.map(({ items }) => items)).toEqual([[1]])
  begun[0]!.end()
  await first
  expect(heard).toEqual(['10, 2 begun'])
  expect(begun[1]!.items).toEqual([2, 3])
  begun[1]!.end()
  expect(await later).toEqual([20, 30])
})

test('a batch that fails is tried one by one, and what came meanwhile follows', async () => {
  const { group, begun } = commits()
  const settled = Promise.allSettled([group.add(1), group.add(2)])
  await turn()
  begun[0]!.fail()
  await turn()
  const after = group.add(3)
  begun[1]!.fail()
  await turn()
  begun[2]!.end()
  await turn()
  expect(begun.map(({ items }) => items)).toEqual([[1, 2], [1], [2], [3]])
  begun[3]!.end()
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(await after).toBe(30)
})
