import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Bench, rounded } from '../bench.ts'
import { nothing } from '../contestant.ts'
import { gantryPreloaded } from '../gantry.ts'
import { analyze, onDatabase } from '../servers.ts'

const WORKER = join(import.meta.dirname, '..', 'worker.ts')
/** Many more than are in flight: towards the end one worker may have none left while the other goes on. */
const FLOWS = { nothing: 24_000, busy: 2_400 } as const

/** What two worker processes do together, against one alone: with steps of nothing, and with steps that take 1 ms of a processor. */
export async function workers({ server, tell }: Bench): Promise<void> {
  for (const [work, flows] of Object.entries(FLOWS)) {
    const one = await drained(server, work, flows, 1)
    const two = await drained(server, work, flows, 2)
    tell('ratio_two_workers', two / one, 'x', { work, one: rounded(one), two: rounded(two) })
  }
}

/** Flows per second once all workers are at it: the first tenth is left out. */
function drained(server: string, work: string, flows: number, count: number): Promise<number> {
  return onDatabase(server, async (url) => {
    await gantryPreloaded(url, { inFlight: 100, work: nothing }, flows)
    await analyze(url)
    const children = Array.from({ length: count }, () => fork(WORKER, { execArgv: process.execArgv }))
    try {
      return await timed(children, { url, work }, flows)
    } finally {
      for (const child of children) child.disconnect()
      await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')))
    }
  })
}

async function timed(children: readonly ChildProcess[], order: object, flows: number): Promise<number> {
  const ended = new Map<ChildProcess, number>()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let begin: { at: number; ended: number } | undefined
  for (const child of children) {
    child.on('message', (count: number) => {
      ended.set(child, count)
      const all = [...ended.values()].reduce((sum, one) => sum + one, 0)
      if (ended.size === children.length && all >= flows / 10) begin ??= { at: performance.now(), ended: all }
      if (all === flows && begin) resolve((all - begin.ended) / ((performance.now() - begin.at) / 1000))
    })
    child.once('exit', () => reject(new Error('A worker of the bench ended.')))
    child.send(order)
  }
  return promise
}
