import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type ShutdownOptions = {
  /** Everything that was started, in the order it has to go. */
  stop: () => Promise<void>
  log: (line: string) => void
}

/**
 * Sees to it that this process leaves nothing running. Ctrl-C, SIGTERM and a closed terminal stop everything in order
 * and exit with 128 + the signal's number; a second signal exits at once (children are killed as this process exits,
 * and the database's watchdog ends the database). An uncaught error is shown, everything stopped, and the exit is 1.
 * Returns how to take this off again, once everything was stopped otherwise.
 */
export function onShutdown({ stop, log }: ShutdownOptions): () => void {
  let ending = false
  const end = async (code: number) => {
    if (ending) return process.exit(code)
    ending = true
    await stop().catch((error: unknown) => log(`Stopping failed: ${String(error)}`))
    process.exit(code)
  }
  const onSignal = (signal: NodeJS.Signals) => {
    if (!ending) log('Stopping; once more stops at once.')
    void end(128 + constants.signals[signal])
  }
  const onError = (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error))
    void end(1)
  }
  // A terminal that was closed answers every further line with an error, which must not cut the orderly end short.
  const onLostTerminal = () => {}

  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.on('uncaughtException', onError)
  process.on('unhandledRejection', onError)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onLostTerminal)
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal)
    process.off('uncaughtException', onError)
    process.off('unhandledRejection', onError)
    for (const stream of [process.stdout, process.stderr]) stream.off('error', onLostTerminal)
  }
}
