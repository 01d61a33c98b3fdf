import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type ChildPlan = {
  name: string
  /** A module's specifier, as it is imported. */
  module: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  cwd: string
  /** Every line it says. */
  said: (line: string) => void
}

/** `ready`: what it sent once it could work; undefined where it ended before. */
export type Child = { ready: Promise<{ value: unknown } | undefined>; exited: Promise<void>; stop: () => Promise<void> }

const STOP_WITHIN_MS = 8_000

/** A child process whose output is read as it comes; it ends with this one, by its IPC channel. */
export function startChild({ name, module, args, env, cwd, said }: ChildPlan): Child {
  const child = spawn(
    process.execPath,
    [`--title=gantry: ${name}`, '--enable-source-maps', fileURLToPath(import.meta.resolve(module)), ...args],
    // A session of its own: Ctrl-C reaches us alone, and we stop the children in their order.
    { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true },
  )
  for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', said)
  const ready = Promise.withResolvers<{ value: unknown } | undefined>()
  const exited = Promise.withResolvers<void>()
  child.on('message', (message) => {
    if (typeof message === 'object' && message !== null && 'ready' in message) ready.resolve({ value: message.ready })
  })
  const end = () => {
    ready.resolve(undefined)
    exited.resolve()
  }
  child.once('exit', end)
  child.once('error', end)
  return {
    ready: ready.promise,
    exited: exited.promise,
    stop: async () => {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
      await exited.promise
      clearTimeout(late)
    },
  }
}
