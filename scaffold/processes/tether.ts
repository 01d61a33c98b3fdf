/**
 * Loaded into every child before its own module: a child whose parent was killed exits. The module may do so itself on
 * `disconnect`, after finishing what it has in hand; this makes sure of it.
 */
const FINISH_WITHIN_MS = 5_000

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), FINISH_WITHIN_MS).unref()
  if (process.listenerCount('disconnect') === 0) process.exit(1)
})
