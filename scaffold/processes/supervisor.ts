import { mkdirSync } from 'node:fs'
import type { Refusal } from '../refusal.ts'
import { type Keeper, keep } from './keeper.ts'
import type { ProcessSpec } from './launch.ts'

export type SuperviseOptions = {
  log: (line: string) => void
  /** The folder of the children's logs, `<project>/.gantry/logs`. */
  logs: string
  /** How long each stage may take to finish what it has in hand before it is killed. */
  drainMs?: number
}

export type Supervision = {
  /** What each process sent as `ready` at its first start, such as its address. */
  ready: ReadonlyMap<string, unknown>
  pid(name: string): number | undefined
  pids(): number[]
  /** Resolves when a process is given up after too many deaths. Stopping the rest is the caller's choice. */
  failure: Promise<Refusal>
  /** Stage by stage, the last one first. Resolves when no process is left; never rejects. */
  stop(): Promise<void>
}

const DRAIN_MS = 10_000

/**
 * Starts the processes stage by stage and keeps them running: one that dies is started again after 0.1 s, then 0.2 s …,
 * and given up at its fifth quick death. Resolves when all are ready. Throws a `Refusal`, with everything stopped
 * again, when one ends before it was ever ready.
 */
export async function supervise(
  specs: readonly ProcessSpec[],
  { log, logs, drainMs = DRAIN_MS }: SuperviseOptions,
): Promise<Supervision> {
  mkdirSync(logs, { recursive: true })
  const keepers = new Map<string, Keeper>()
  const ready = new Map<string, unknown>()
  const failure = Promise.withResolvers<Refusal>()

  const killAll = () => {
    for (const keeper of keepers.values()) keeper.kill()
  }
  // However this process ends, short of SIGKILL, no child stays; after SIGKILL they notice that IPC is gone.
  process.once('exit', killAll)

  let stopped: Promise<void> | undefined
  const stopStages = async () => {
    for (const stage of stagesOf([...keepers.values()], ({ stage }) => stage).reverse()) {
      await Promise.all(stage.map((keeper) => keeper.stop(drainMs)))
    }
    process.removeListener('exit', killAll)
  }
  const stop = () => {
    stopped ??= stopStages()
    return stopped
  }

  try {
    for (const stage of stagesOf(specs, ({ stage = 0, startsWith = stage }) => startsWith)) {
      const started = stage.map((spec) => [spec.name, keep(spec, logs, log)] as const)
      for (const [name, keeper] of started) {
        keepers.set(name, keeper)
        void keeper.gaveUp.then(failure.resolve)
      }
      await Promise.all(started.map(async ([name, keeper]) => ready.set(name, await keeper.ready)))
    }
  } catch (error) {
    await stop()
    throw error
  }
  const pid = (name: string) => keepers.get(name)?.pid()
  const pids = () => [...keepers.keys()].map(pid).filter((id) => id !== undefined)
  return { ready, pid, pids, failure: failure.promise, stop }
}

function stagesOf<T>(items: readonly T[], stageOf: (item: T) => number): T[][] {
  const stages = Map.groupBy(items, stageOf)
  return [...stages].sort(([a], [b]) => a - b).map(([, members]) => members)
}
