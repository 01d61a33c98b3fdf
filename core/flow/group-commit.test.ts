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

test('where many wait, they are written beside what is under way, two commits at a time and no more', async () => {
  const { group, begun } = commits()
  const all = [group.add(0)]
  const add = (count: number) => {
    for (let n = 0; n < count; n++) all.push(group.add(n))
  }
  const sizes = () => begun.map(({ items }) => items.length)
  await turn()
  add(149)
  await turn()
  expect(sizes()).toEqual([1])
  add(1)
  await turn()
  expect(sizes()).toEqual([1, 150])
  add(200)
  await turn()
  expect(sizes()).toEqual([1, 150])
  begun[0]!.end()
  await turn()
  expect(sizes()).toEqual([1, 150, 200])
  // Few: they wait for the last writer.
  add(3)
  begun[1]!.end()
  await turn()
  expect(sizes()).toEqual([1, 150, 200])
  begun[2]!.end()
  await turn()
  expect(sizes()).toEqual([1, 150, 200, 3])
  begun[3]!.end()
  await Promise.all(all)
})

test('a batch that fails is tried in halves, and what came meanwhile follows', async () => {
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

const lost = () => new Error('Connection terminated unexpectedly')
/** What has become of each item, and how many items each commit had. */
async function commitAll(items: readonly number[], fails: (batch: readonly number[]) => Error | undefined) {
  const sizes: number[] = []
  const group = new GroupCommit<number, number>('test', async (batch) => {
    sizes.push(batch.length)
    const failure = fails(batch)
    if (failure) throw failure
    return batch
  })
  const answers = await Promise.all(items.map((item) => group.add(item).catch((error: Error) => error.message)))
  return { sizes, answers }
}

const items = Array.from({ length: 400 }, (_, index) => index)

test('without a database a batch fails at once, and not item by item', async () => {
  const { sizes, answers } = await commitAll(items, lost)
  expect(new Set(answers)).toEqual(new Set([lost().message]))
  expect(sizes).toEqual([400])
})

test('one bad item fails alone, and is found in few commits', async () => {
  const { sizes, answers } = await commitAll(items, (batch) => (batch.includes(123) ? new Error('NUL') : undefined))
  expect(answers).toEqual(items.map((item) => (item === 123 ? 'NUL' : item)))
  expect(sizes.length).toBeLessThan(20)
})

test('where the database goes while a bad item is looked for, the rest fails with it', async () => {
  let commits = 0
  const { sizes, answers } = await commitAll(items, () => (++commits === 1 ? new Error('NUL') : lost()))
  expect(new Set(answers)).toEqual(new Set([lost().message]))
  expect(sizes).toEqual([400, 200, 200])
})
