import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Refusal } from '../refusal.ts'
import type { ProcessSpec } from './launch.ts'
import { readProcess } from './process-table.ts'
import { type Supervision, supervise } from './supervisor.ts'

const module = join(import.meta.dirname, 'fixtures', 'child.ts')
let logs: string
let lines: string[]
let stopAll: (() => Promise<void>)[]

beforeEach(() => {
  logs = mkdtempSync(join(tmpdir(), 'gantry-test-'))
  lines = []
  stopAll = []
})
afterEach(async () => {
  for (const stop of stopAll) await stop()
  rmSync(logs, { recursive: true, force: true })
})

async function start(specs: Omit<ProcessSpec, 'module'>[], drainMs?: number): Promise<Supervision> {
  const log = (line: string) => lines.push(line)
  const supervision = await supervise(
    specs.map((spec) => ({ module, ...spec })),
    { log, logs, ...(drainMs && { drainMs }) },
  )
  stopAll.push(supervision.stop)
  return supervision
}

const gone = (pid: number, timeout = 5_000) =>
  vi.waitFor(() => expect(readProcess(pid)).toBeUndefined(), { timeout, interval: 10 })

test('a process is ready when it says so, and can be told apart in ps', async () => {
  const { ready, pid, pids } = await start([{ name: 'worker' }, { name: 'sandbox-stripe' }])
  expect(ready.get('worker')).toBe('http://127.0.0.1/steady')
  expect(pids()).toHaveLength(2)
  const shown = execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid('worker'))], { encoding: 'utf8' })
  expect(shown).toContain('gantry: worker')
})

test('a killed process runs again within a second, and its stop leaves nothing behind', async () => {
  const { pid, pids, stop } = await start([{ name: 'worker' }])
  const killed = pid('worker')!
  const at = performance.now()
  process.kill(killed, 'SIGKILL')
  await vi.waitFor(() => expect(lines.at(-1)).toMatch(/worker is running again/), { interval: 5 })
  expect(performance.now() - at).toBeLessThan(1_000)
  expect(lines[0]).toMatch('worker was ended by SIGKILL unexpectedly; it starts again in 0.1 s')
  const second = pid('worker')!
  expect(second).not.toBe(killed)
  await stop()
  expect(readProcess(second)).toBeUndefined()
  expect(pids()).toEqual([])
})

test('a crash loop is paused longer each time, then given up in one sentence with its cause', async () => {
  const { failure, pid } = await start([{ name: 'worker', args: ['crashing'] }])
  const refusal = await failure
  expect(refusal.message).toBe('worker ended 5 times, each within seconds of its start: Error: no more orders')
  expect(refusal.next).toBe(`Read ${join(logs, 'worker.log')}.`)
  expect(lines.map((line) => /again in ([\d.]+) s/.exec(line)?.[1]).filter(Boolean)).toEqual([
    '0.1',
    '0.2',
    '0.4',
    '0.8',
  ])
  expect(pid('worker')).toBeUndefined()
})

test('one that ends before it can work fails the start, and the others are stopped', async () => {
  const refusal = await start([{ name: 'one' }, { name: 'tax', args: ['broken'], stage: 1 }]).catch(
    (error: unknown) => error,
  )
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({
    message: 'tax did not start: it ended with exit code 1: Error: the tax table is missing',
  })
  expect(execFileSync('ps', ['-axo', 'ppid=,args='], { encoding: 'utf8' })).not.toMatch(
    new RegExp(`^\\s*${process.pid} .*gantry: `, 'm'),
  )
})

test('one that never says it is ready fails the start', async () => {
  await expect(start([{ name: 'slow', args: ['silent'], readyWithinMs: 300 }])).rejects.toThrow(
    'slow did not start: it was not ready within 0.3 s.',
  )
})

test('a process of a later stage starts with an earlier one that it names', async () => {
  const specs = [
    { name: 'api', args: ['broken'], stage: 1 },
    { name: 'worker', stage: 2, startsWith: 1 },
  ]
  await expect(start(specs)).rejects.toThrow(Refusal)
  // It had begun while the other failed, where its stage alone would never have come.
  expect(existsSync(join(logs, 'worker.log'))).toBe(true)
})

test('a later stage stops before an earlier one', async () => {
  const told = join(logs, 'order')
  const args = ['steady', told]
  const { stop } = await start([
    { name: 'worker', args, stage: 1 },
    { name: 'sandbox', args },
    { name: 'api', args, stage: 2, startsWith: 0 },
  ])
  await stop()
  expect(readFileSync(told, 'utf8').trim().split('\n')).toEqual(['gantry: api', 'gantry: worker', 'gantry: sandbox'])
})

test('one that does not finish in time is killed', async () => {
  const { pid, stop } = await start([{ name: 'worker', args: ['stubborn'] }], 200)
  const worker = pid('worker')!
  await stop()
  expect(readProcess(worker)).toBeUndefined()
  expect(lines).toEqual(['worker did not finish within 0.2 s and was ended.'])
})

test('the output of the last start is kept beside that of this one', async () => {
  await expect(start([{ name: 'tax', args: ['broken'] }])).rejects.toThrow()
  await start([{ name: 'tax' }])
  expect(readFileSync(join(logs, 'tax.previous.log'), 'utf8')).toContain('the tax table is missing')
  expect(readFileSync(join(logs, 'tax.log'), 'utf8')).toBe('')
})

describe('no child outlives its parent', () => {
  async function startParent(...args: string[]) {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'parent.ts'), logs, ...args], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    stopAll.push(async () => void parent.kill('SIGKILL'))
    const exited = once(parent, 'exit')
    const [pids] = (await once(parent, 'message')) as [number[]]
    expect(pids).toHaveLength(2)
    return { parent, exited, children: pids }
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s', async (signal, code) => {
    const { parent, exited, children } = await startParent()
    parent.kill(signal)
    expect(await exited).toEqual([code, null])
    for (const child of children) expect(readProcess(child)).toBeUndefined()
  })

  test('Ctrl-C pressed twice does not wait for a stubborn one', async () => {
    const { parent, exited, children } = await startParent('stubborn')
    parent.kill('SIGINT')
    await once(parent.stdout!, 'data')
    parent.kill('SIGINT')
    expect(await exited).toEqual([130, null])
    await Promise.all(children.map((child) => gone(child)))
  })

  test('an error that nobody caught', async () => {
    const { exited, children } = await startParent('steady', 'throw')
    expect(await exited).toEqual([1, null])
    for (const child of children) expect(readProcess(child)).toBeUndefined()
  })

  test('SIGKILL', async () => {
    const { parent, exited, children } = await startParent('stubborn')
    parent.kill('SIGKILL')
    await exited
    await Promise.all(children.map((child) => gone(child)))
  })
})
