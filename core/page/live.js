/**
 * Calls `read` now and every `every` ms after its end, until `signal` aborts. Pauses while the page is hidden; waits
 * longer after each failure. `tell` hears `live`, `paused` or `lost`, and in the last case the failure.
 * Returns a function that reads at once.
 */
export function live(read, { every = 2000, signal, tell = () => {} }) {
  let timer
  let failures = 0
  let turn = 0
  const next = () => {
    clearTimeout(timer)
    if (!signal.aborted && !document.hidden) timer = setTimeout(now, every * Math.min(2 ** failures, 8))
  }
  async function now() {
    clearTimeout(timer)
    turn += 1
    const mine = turn
    try {
      // An answer that was overtaken by a later question is of no use to anybody.
      const show = await read()
      if (signal.aborted || mine !== turn) return
      show()
      failures = 0
      tell('live')
    } catch (failure) {
      if (signal.aborted || mine !== turn) return
      failures += 1
      tell('lost', failure)
    }
    next()
  }
  document.addEventListener(
    'visibilitychange',
    () => {
      if (!document.hidden) return void now()
      clearTimeout(timer)
      tell('paused')
    },
    { signal },
  )
  signal.addEventListener('abort', () => clearTimeout(timer))
  void now()
  return now
}
