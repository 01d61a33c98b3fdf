import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { memoryOf, sampleMemory } from './memory.ts'

const MEGABYTE = 1024 * 1024
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** A shell whose own child holds this much, told on its output once it does. */
async function holder(megabytes: number): Promise<ChildProcess> {
  const hold = `globalThis.held = Buffer.alloc(${megabytes * MEGABYTE}, 1); console.log('held'); process.stdin.resume()`
  // A command after it, or the shell would become the child rather than start it.
  const child = spawn('/bin/sh', ['-c', '"$0" -e "$1"; true', process.execPath, hold])
  started.push(child)
  await once(child.stdout, 'data')
  return child
}

test('the peak is that of the whole tree, and stays after the tree has gone', async () => {
  const child = await holder(120)
  const sample = sampleMemory(() => [child.pid!], 20)
  await vi.waitFor(() => expect(sample.peak()?.bytes).toBeGreaterThan(120 * MEGABYTE))
  const exited = once(child, 'exit')
  child.stdin!.end()
  await exited
  const peak = await sample.stop()
  expect(peak?.bytes).toBeGreaterThan(120 * MEGABYTE)
  expect(peak?.bytes).toBeLessThan(300 * MEGABYTE)
  expect(await memoryOf([child.pid!])).toBeUndefined()
})

test('where a process is named twice it is counted once', async () => {
  const child = await holder(60)
  const once = await memoryOf([child.pid!])
  const twice = await memoryOf([child.pid!, child.pid!])
  expect(twice!.bytes).toBeLessThan(once!.bytes * 1.5)
})
