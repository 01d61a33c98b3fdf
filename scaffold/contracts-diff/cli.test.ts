import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CLI = new URL('./cli.ts', import.meta.url).pathname
const document = (paths: object) => JSON.stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contracts-diff-'))
  const get = { responses: { 200: { description: 'Found.' } } }
  await writeFile(join(folder, 'old.json'), document({ '/a': { get } }))
  await writeFile(join(folder, 'new.json'), document({}))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const diff = (...args: string[]) =>
  new Promise<{ code: number; out: string; told: string }>((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], { cwd: folder }, (_, out, told) =>
      resolve({ code: child.exitCode ?? -1, out, told }),
    )
  })

test('tells of itself', async () => {
  expect(await diff('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes') })
})

test('prints JSON, and fails on what it is told to fail on', async () => {
  const { code, out } = await diff('old.json', 'new.json', '--json', '--fail-on', 'breaking')
  expect(code).toBe(1)
  expect(JSON.parse(out)).toEqual({
    level: 'breaking',
    findings: [{ id: 'operation-removed', level: 'breaking', location: 'GET /a', text: expect.any(String) }],
  })
  expect(await diff('new.json', 'old.json', '--json', '--fail-on', 'breaking')).toMatchObject({ code: 0 })
})

test('what it cannot read or does not know is said in a sentence', async () => {
  expect(await diff('old.json', 'gone.json')).toMatchObject({ code: 2, told: expect.stringContaining('gone.json') })
  expect(await diff('old.json', 'new.json', '--colour')).toMatchObject({ code: 2, out: '' })
})
