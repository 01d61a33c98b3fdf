import { isDatabaseUnavailable } from '../database/failure.ts'
import { commits } from '../observe/measures.ts'

type Pending<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }

const LARGEST_BATCH = 500

const MOST_WRITERS = 2

/**
 * One statement and one commit for as many items as gather while the one before is under way. There is no timer: what
 * comes alone goes at once. Where as many wait as are under way, they go beside them: sooner, the two would only cost more
 * than one. `commit` answers for each item, in their order; it should judge each by itself.
 */
export class GroupCommit<T, R> {
  readonly #kind: string
  readonly #commit: (items: readonly T[]) => Promise<readonly R[]>
  #queue: Pending<T, R>[] = []
  #writers = 0
  #underWay = 0
  #scheduled = false

  /** `kind` names what is measured. */
  constructor(kind: string, commit: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#kind = kind
    this.#commit = commit
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject })
      if (!this.#scheduled && this.#writers < MOST_WRITERS && this.#enough) this.#schedule()
    })
  }

  /** Whether what waits is worth a commit, beside what is under way. */
  get #enough(): boolean {
    return this.#queue.length > 0 && this.#queue.length >= this.#underWay
  }

  #schedule(): void {
    this.#scheduled = true
    this.#writers++
    setImmediate(() => {
      this.#scheduled = false
      // Another writer may have taken what waited.
      if (this.#queue.length > 0) void this.#flush()
      else this.#writers--
    })
  }

  /** The next batch is under way before those of this one hear: the database writes while they go on. */
  async #flush(): Promise<void> {
    const batch = this.#queue.splice(0, LARGEST_BATCH)
    this.#underWay += batch.length
    if (commits.hasSubscribers) commits.publish({ kind: this.#kind, size: batch.length })
    const tell = await this.#answer(batch)
    this.#underWay -= batch.length
    if (this.#enough) void this.#flush()
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
