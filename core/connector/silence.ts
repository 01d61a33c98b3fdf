const SILENT_MS = 3_000
/** A vendor may take so many times as long as it lately did. */
const PATIENCE = 2
const DECAY = 0.9

/**
 * Tells when a vendor accepts requests and says nothing: a request that is out for some seconds, and nothing was answered
 * since it left. Who is known to be slow is given longer.
 */
export class Silence {
  readonly #tell: (silentMs: number) => void
  #answeredAt = Number.NEGATIVE_INFINITY
  #slowestMs = 0

  constructor(tell: (silentMs: number) => void) {
    this.#tell = tell
  }

  /** Watches a request that leaves now, until it is told that it ended. `isFirst`: nothing was answered since it left. */
  watch(): { answered: () => void; ended: () => void; isFirst: () => boolean } {
    const leftAt = performance.now()
    let timer: NodeJS.Timeout
    const wait = (since: number) => {
      const dueAt = since + Math.max(SILENT_MS, this.#slowestMs * PATIENCE)
      timer = setTimeout(() => {
        if (this.#answeredAt > since) wait(this.#answeredAt)
        else this.#tell(performance.now() - since)
      }, dueAt - performance.now())
      timer.unref()
    }
    wait(leftAt)
    return {
      answered: () => {
        this.#answeredAt = performance.now()
        this.#slowestMs = Math.max(this.#answeredAt - leftAt, this.#slowestMs * DECAY)
      },
      ended: () => clearTimeout(timer),
      isFirst: () => this.#answeredAt <= leftAt,
    }
  }
}
