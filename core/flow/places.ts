/** A worker's places: how many runs it carries on at a time, and who may fill those that are free. */
export class Places {
  readonly #count: number
  readonly #taken: () => number
  #reserved = 0
  /** There was more to do than places: whoever ends makes room for it. */
  starved = false

  constructor(count: number, taken: () => number) {
    this.#count = count
    this.#taken = taken
  }

  /** Places kept for a claim under way, or for runs that are being started. */
  get reserved(): number {
    return this.#reserved
  }

  get #free(): number {
    return Math.max(0, this.#count - this.#taken() - this.#reserved)
  }

  /**
   * Keeps places for a claim; `release` them once it is done. Unless more is known to wait (`backlog`) it leaves some to
   * runs started meanwhile: without a place each of those would go through the queue, and so ask for the next claim.
   */
  reserveForClaim(most: number, backlog: boolean): number {
    const free = this.#free
    if (free === 0) this.starved = true
    return this.#keep(Math.min(most, backlog ? free : Math.ceil(free / 2)))
  }

  /** Keeps places for runs that are being started: none while others wait for one, which came first. */
  reserveForStarts(wanted: number): number {
    return this.#keep(this.starved ? 0 : Math.min(wanted, this.#free))
  }

  #keep(places: number): number {
    this.#reserved += places
    return places
  }

  release(places: number): void {
    this.#reserved -= places
  }
}
