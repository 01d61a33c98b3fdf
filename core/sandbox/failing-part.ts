/** How a part fails: for a moment, as where its record is locked, or until somebody mends it. */
export type Failing = 'passing' | 'lasting'

/** Parts of the batches that came since the place was told, and which of the batches had a part fail, counted from 1. */
export type PartsMet = { parts: number; failed?: number }

/** Which part of the batches to come fails: the vendor takes the request, and says no to that part inside of its answer. */
export class FailingPart {
  #place: number | undefined
  #failing: Failing = 'lasting'
  #batches = 0
  #parts = 0
  #failed: number | undefined

  /** The part at this place fails, once, counted from 0 over all that come from now on; none where absent. */
  tell({ place, failing = 'lasting' }: { place?: number; failing?: Failing }): PartsMet {
    const met = { parts: this.#parts, ...(this.#failed !== undefined && { failed: this.#failed }) }
    this.#place = place
    this.#failing = failing
    this.#batches = 0
    this.#parts = 0
    this.#failed = undefined
    return met
  }

  /** A batch comes. */
  batch(): void {
    this.#batches++
  }

  /** A part of it comes: how it fails, where it is the one. */
  part(): Failing | undefined {
    if (this.#parts++ !== this.#place) return undefined
    this.#failed = this.#batches
    return this.#failing
  }
}
