import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '../refusal.ts'
import { type Launched, launch, type ProcessSpec } from './launch.ts'

/** Keeps one child process running until it is told to stop, or gives up. */
export type Keeper = {
  readonly stage: number
  /** Of the process that runs now; undefined between two lives. */
  pid(): number | undefined
  /** The first life's `ready` message; rejects with a `Refusal` when it ended before that. */
  ready: Promise<unknown>
  gaveUp: Promise<Refusal>
  /** SIGTERM, and SIGKILL after `drainMs`. Resolves when the process is gone; never rejects. */
  stop(drainMs: number): Promise<void>
  /** At once and synchronously, for when this process itself is about to end. */
  kill(): void
}

const FIRST_PAUSE_MS = 100
/** A process that dies sooner than this after it was ready died quickly. */
const QUICK_MS = 5_000
const QUICK_DEATHS = 5

export function keep(spec: ProcessSpec, logs: string, log: (line: string) => void): Keeper {
  const { name, stage = 0 } = spec
  const file = join(logs, `${name}.log`)
  if (existsSync(file)) renameSync(file, join(logs, `${name}.previous.log`))
  const first = Promise.withResolvers<unknown>()
  const gaveUp = Promise.withResolvers<Refusal>()
  const stopping = new AbortController()
  let current: Launched | undefined

  const live = async (): Promise<void> => {
    let quick = 0
    for (let life = 1; !stopping.signal.aborted; life += 1) {
      current = launch(spec, file)
      const { child, exited, lastWords } = current
      const ready = await current.ready
      const readyAt = Date.now()
      if (ready) {
        first.resolve(ready.value)
        if (life > 1) log(`${name} is running again (process ${child.pid}).`)
      }
      const how = await exited
      current = undefined
      if (stopping.signal.aborted) return
      const words = lastWords()
      const because = words ? `: ${words}` : '.'
      if (life === 1 && !ready) {
        return first.reject(new Refusal(`${name} did not start: it ${how}${because}`, `Read ${file}.`))
      }
      quick = ready && Date.now() - readyAt >= QUICK_MS ? 1 : quick + 1
      if (quick === QUICK_DEATHS) {
        const refusal = new Refusal(
          `${name} ended ${quick} times, each within seconds of its start${because}`,
          `Read ${file}.`,
        )
        return gaveUp.resolve(refusal)
      }
      const pauseMs = FIRST_PAUSE_MS * 2 ** (quick - 1)
      log(`${name} ${how} unexpectedly; it starts again in ${pauseMs / 1000} s${because}`)
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const life = live()
  // Whoever never awaits `ready` must not be ended by its rejection.
  first.promise.catch(() => {})

  return {
    stage,
    pid: () => current?.child.pid,
    ready: first.promise,
    gaveUp: gaveUp.promise,
    kill: () => signal(current, 'SIGKILL'),
    stop: async (drainMs) => {
      stopping.abort()
      signal(current, 'SIGTERM')
      const over = setTimeout(() => {
        if (!current) return
        log(`${name} did not finish within ${drainMs / 1000} s and was ended.`)
        signal(current, 'SIGKILL')
      }, drainMs)
      await life
      clearTimeout(over)
    },
  }
}

/** To the child's whole group, so that nothing it has started itself stays behind. */
function signal(launched: Launched | undefined, name: NodeJS.Signals): void {
  const pid = launched?.child.pid
  if (pid === undefined) return
  try {
    process.kill(name === 'SIGKILL' ? -pid : pid, name)
  } catch {
    // It has gone by itself.
  }
}
