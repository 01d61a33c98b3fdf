import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

const READY_WITHIN_MS = 60_000

export type ChildOptions = {
  module: string
  /** Its output goes there. */
  output: string
  args?: string[]
  env?: Record<string, string>
  /** Loaded before the module. */
  preload?: string
  /** Told once it runs. */
  message?: object
}

/** A process of ours: it can be killed, stopped, continued and asked to end, by its own id and no other. */
export class Child {
  readonly process: ChildProcess
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  ended = false

  private constructor(process: ChildProcess) {
    this.process = process
    this.exited = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        this.ended = true
        resolve({ code, signal })
      })
    })
  }

  /** Resolves with what it says it is ready with. */
  static async start<T>({
    module,
    output,
    args = [],
    env,
    preload,
    message,
  }: ChildOptions): Promise<{ child: Child; ready: T }> {
    const file = openSync(output, 'a')
    const execArgv = ['--max-old-space-size=512', '--max-semi-space-size=8', ...(preload ? ['--import', preload] : [])]
    const stdio = ['ignore', file, file, 'ipc'] as const
    const child = new Child(fork(module, args, { execArgv, stdio: [...stdio], env: { ...process.env, ...env } }))
    closeSync(file)
    if (message) child.process.send(message)
    const said = child.says<{ ready: T }>('ready', READY_WITHIN_MS).catch((error: Error) => {
      child.kill()
      throw new Error(`${module} did not start: ${error.message}; see ${output}`)
    })
    return { child, ready: (await said).ready }
  }

  get pid(): number {
    return this.process.pid!
  }

  /** The next message that has this field. */
  says<T>(field: string, withinMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer)
        this.process.off('message', hear)
        act()
      }
      const hear = (message: object) => {
        if (field in message) settle(() => resolve(message as T))
      }
      const timer = setTimeout(
        () => settle(() => reject(new Error(`it said no "${field}" in ${withinMs} ms`))),
        withinMs,
      )
      this.process.on('message', hear)
      void this.exited.then(() => settle(() => reject(new Error('it ended'))))
    })
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (!this.ended) this.process.kill(signal)
  }

  /** SIGTERM; SIGKILL where that takes too long. Says whether it ended by itself. */
  async end(withinMs = 15_000): Promise<boolean> {
    this.kill('SIGTERM')
    const late = setTimeout(() => this.kill('SIGKILL'), withinMs)
    const { signal } = await this.exited
    clearTimeout(late)
    return signal !== 'SIGKILL'
  }
}
