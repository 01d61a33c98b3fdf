import { isDatabaseUnavailable } from '../database/failure.ts'
import { commits } from '../observe/measures.ts'

type Pending<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }

const LARGEST_BATCH = 500

/** So many that wait are written beside what is under way: of fewer, one larger commit costs less than two. */
const SECOND_WRITER = 150

/**
 * One statement and one commit for as many items as gather while the one before is under way. There is no timer: what
 * comes alone goes at once. `commit` answers for each item, in their order; it should judge each by itself. Two may be
 * under way at a time.
 */
export class GroupCommit<T, R> {
  readonly #kind: string
  readonly #commit: (items: readonly T[]) => Promise<readonly R[]>
  #queue: Pending<T, R>[] = []
  #writers = 0
  #scheduled = false

  /** `kind` names what is measured. */
  constructor(kind: string, commit: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#kind = kind
    this.#commit = commit
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject })
      if (!this.#scheduled && this.#queue.length >= this.#enough(this.#writers)) this.#schedule()
    })
  }

  /** How many must wait for one more writer, beside so many. */
  #enough(writers: number): number {
    return [1, SECOND_WRITER][writers] ?? Number.POSITIVE_INFINITY
  }

  #schedule(): void {
    this.#scheduled = true
    this.#writers++
    setImmediate(() => {
      this.#scheduled = false
      void this.#flush()
    })
  }

  /** The next batch is under way before those of this one hear: the database writes while they go on. */
  async #flush(): Promise<void> {
    const batch = this.#queue.splice(0, LARGEST_BATCH)
    if (batch.length === 0) {
      this.#writers--
      return
    }
    if (commits.hasSubscribers) commits.publish({ kind: this.#kind, size: batch.length })
    const tell = await this.#answer(batch)
    if (this.#queue.length >= this.#enough(this.#writers - 1)) void this.#flush()
    else this.#writers--
    tell()
  }

  async #answer(batch: readonly Pending<T, R>[]): Promise<() => void> {
    try {
      const results = await this.#commit(batch.map(({ item }) => item))
      return () => {
        for (const [index, { resolve }] of batch.entries()) resolve(results[index]!)
      }
    } catch (error) {
      await this.#apart(batch, error)
      return () => {}
    }
  }

  /**
   * One bad row (a NUL in a text, say) must not fail its neighbours: it is found by halving. Where the database is away
   * there is no such row, and hundreds of attempts one after another would hold up all that queue behind them.
   */
  async #apart(batch: readonly Pending<T, R>[], error: unknown): Promise<void> {
    if (batch.length === 1 || isDatabaseUnavailable(error)) {
      for (const { reject } of batch) reject(error)
      return
    }
    const middle = Math.ceil(batch.length / 2)
    for (const half of [batch.slice(0, middle), batch.slice(middle)])
      await this.#commit(half.map(({ item }) => item)).then(
        (results) => {
          for (const [index, { resolve }] of half.entries()) resolve(results[index]!)
        },
        (thrown) => this.#apart(half, thrown),
      )
  }
}
