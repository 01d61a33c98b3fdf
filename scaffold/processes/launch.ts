import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { linesSince, sizeOf } from './log-tail.ts'

/**
 * One child process of Gantry's. It owes its parent three things: it sends `{ ready: … }` over IPC once it can work, it
 * finishes what it has in hand and exits on SIGTERM, and it exits when IPC disconnects, for then its parent is gone
 * (tether.ts sees to that where the module does not).
 */
export type ProcessSpec = {
  /** Unique; `ps` shows the process as `gantry: <name>`, and its output goes to `<name>.log`. */
  name: string
  /** A module's absolute path or file: address. */
  module: string
  /** Readable by every user of the machine: credentials go by `env`. */
  args?: readonly string[]
  /** Options of Node itself, such as `--max-old-space-size=256`. */
  nodeArgs?: readonly string[]
  /** Beside this process's own environment. */
  env?: Readonly<Record<string, string>>
  /** Lower stages start first and stop last; processes of one stage start and stop together. */
  stage?: number
  /** The earlier stage with which it starts, where it needs nothing of those in between: it stops in its own all the same. */
  startsWith?: number
  readyWithinMs?: number
}

export type Launched = {
  child: ChildProcess
  /** What the child sent as `ready`; undefined when it ended first or took too long (and was then killed). */
  ready: Promise<{ value: unknown } | undefined>
  /** How it ended, as in "was ended by SIGKILL". */
  exited: Promise<string>
  /** The last thing it said that may explain its end; empty when it said nothing. */
  lastWords(): string
}

const READY_WITHIN_MS = 20_000
const TETHER = import.meta.resolve('@gantry/scaffold/processes/tether')

/** Starts the process once. `log` is the file its output is appended to. */
export function launch(spec: ProcessSpec, log: string): Launched {
  const { name, module, args = [], nodeArgs = [], env, readyWithinMs = READY_WITHIN_MS } = spec
  const path = module.startsWith('file:') ? fileURLToPath(module) : module
  const saidFrom = sizeOf(log)
  // Straight into the file: through a pipe every line would pass our event loop, and a full pipe would stop the child.
  const output = openSync(log, 'a')
  // A session of its own: Ctrl-C in the terminal reaches us alone, and we stop the children in their order.
  const child = spawn(process.execPath, [`--title=gantry: ${name}`, ...nodeArgs, `--import=${TETHER}`, path, ...args], {
    detached: true,
    env: { ...process.env, ...compiled(), ...env },
    stdio: ['ignore', output, output, 'ipc'],
  })
  closeSync(output)

  const ready = Promise.withResolvers<{ value: unknown } | undefined>()
  const exited = Promise.withResolvers<string>()
  let late = false
  const tooLate = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, readyWithinMs)
  child.on('message', (message) => {
    if (typeof message !== 'object' || message === null || !('ready' in message)) return
    clearTimeout(tooLate)
    ready.resolve({ value: message.ready })
  })
  const end = (how: string) => {
    clearTimeout(tooLate)
    ready.resolve(undefined)
    exited.resolve(late ? `was not ready within ${readyWithinMs / 1000} s` : how)
  }
  child.once('exit', (code, signal) => end(signal ? `was ended by ${signal}` : `ended with exit code ${code}`))
  child.once('error', (error) => end(`could not be started (${error.message})`))
  return { child, ready: ready.promise, exited: exited.promise, lastWords: () => lastWords(log, saidFrom) }
}

/** They share our compiled modules, where we keep any. */
function compiled(): Record<string, string> {
  const own = getCompileCacheDir()
  // Node's own folder for its version lies in the one that is named.
  return own === undefined ? {} : { NODE_COMPILE_CACHE: dirname(own) }
}

/** A pino line of level `fatal`, else an uncaught error's line, else the last line. */
function lastWords(log: string, from: number): string {
  const lines = linesSince(log, from)
  const line =
    lines.findLast((candidate) => /"level":60|"level":"fatal"/.test(candidate)) ??
    lines.findLast((candidate) => /^\S*Error\b.*: /.test(candidate)) ??
    lines.at(-1) ??
    ''
  return spoken(line).slice(0, 300)
}

function spoken(line: string): string {
  if (!line.startsWith('{')) return line.trim()
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } }
    return [...new Set([msg, err?.message])].filter(Boolean).join(': ') || line
  } catch {
    return line
  }
}
