import { commits } from '../observe/measures.ts'

type Pending<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }

const LARGEST_BATCH = 500

/**
 * One statement and one commit for as many items as gather while the one before is under way. There is no timer: what
 * comes alone goes at once. `commit` answers for each item, in their order; it should judge each by itself.
 */
export class GroupCommit<T, R> {
  readonly #kind: string
  readonly #commit: (items: readonly T[]) => Promise<readonly R[]>
  #queue: Pending<T, R>[] = []
  #flushing = false

  /** `kind` names what is measured. */
  constructor(kind: string, commit: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#kind = kind
    this.#commit = commit
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject })
      if (!this.#flushing) this.#schedule()
    })
  }

  #schedule(): void {
    this.#flushing = true
    setImmediate(() => void this.#flush())
  }

  /** The next batch is under way before those of this one hear: the database writes while they go on. */
  async #flush(): Promise<void> {
    const batch = this.#queue.splice(0, LARGEST_BATCH)
    if (commits.hasSubscribers) commits.publish({ kind: this.#kind, size: batch.length })
    const tell = await this.#answer(batch)
    if (this.#queue.length > 0) void this.#flush()
    else this.#flushing = false
    tell()
  }

  async #answer(batch: readonly Pending<T, R>[]): Promise<() => void> {
    try {
      const results = await this.#commit(batch.map(({ item }) => item))
      return () => {
        for (const [index, { resolve }] of batch.entries()) resolve(results[index]!)
      }
    } catch (error) {
      await this.#oneByOne(batch, error)
      return () => {}
    }
  }

  /** One bad row (a NUL in a text, say) must not fail its neighbours. */
  async #oneByOne(batch: readonly Pending<T, R>[], error: unknown): Promise<void> {
    if (batch.length === 1) return batch[0]!.reject(error)
    for (const { item, resolve, reject } of batch)
      await this.#commit([item]).then((results) => resolve(results[0]!), reject)
  }
}
