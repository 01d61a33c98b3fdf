import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { dropTemplates, freshDatabase, type Prepared, serverUrl } from './database.ts'

const before = process.env.GANTRY_TEST_RUN
const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  if (before === undefined) delete process.env.GANTRY_TEST_RUN
  else process.env.GANTRY_TEST_RUN = before
})

/** A run of the tests of its own, in place of this one. */
function anotherRun(): string {
  const run = randomBytes(4).toString('hex')
  process.env.GANTRY_TEST_RUN = run
  closers.push(() => dropTemplates(serverUrl!, run))
  return run
}

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function fresh(prepared: Prepared): Promise<string> {
  const { url, drop } = await freshDatabase(serverUrl, prepared)
  closers.push(drop)
  return url
}

test('files that begin at once have databases of their own, from what was prepared once', async () => {
  anotherRun()
  let times = 0
  const prepared = {
    name: 'shelf',
    prepare: async (url: string) => {
      times++
      await ask(url, 'create table shelf (bolts integer); insert into shelf values (7)')
    },
  }
  const urls = await Promise.all([fresh(prepared), fresh(prepared), fresh(prepared)])
  await ask(urls[0]!, 'delete from shelf')
  expect(await Promise.all(urls.map((url) => ask(url, 'select bolts from shelf')))).toEqual([
    [],
    [{ bolts: 7 }],
    [{ bolts: 7 }],
  ])
  expect(times).toBe(1)
})

test('what failed in the middle of its preparation is prepared again, and nothing stays behind', async () => {
  const run = anotherRun()
  let times = 0
  const prepared = {
    name: 'shelf',
    prepare: async (url: string) => {
      await ask(url, 'create table shelf (bolts integer)')
      if (times++ === 0) throw new Error('cut short')
    },
  }
  await expect(freshDatabase(serverUrl, prepared)).rejects.toThrow('cut short')
  expect(await ask(await fresh(prepared), 'select bolts from shelf')).toEqual([])
  await dropTemplates(serverUrl!, run)
  expect(await ask(serverUrl!, `select from pg_database where datname ^@ 'template_${run}'`)).toEqual([])
})

test('without a set-up of the run each database is prepared by itself', async () => {
  delete process.env.GANTRY_TEST_RUN
  const seen: string[] = []
  const prepared = { name: 'shelf', prepare: async (url: string) => void seen.push(url) }
  const url = await fresh(prepared)
  expect(seen).toEqual([url])
})
