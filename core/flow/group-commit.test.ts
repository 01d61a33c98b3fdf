import { expect, test } from 'vitest'
import { GroupCommit } from './group-commit.ts'

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
