import type { FaultLandscape } from './landscape.ts'
import { pause } from './load.ts'
import { LEAST_IN_FLIGHT, type RowContext } from './row.ts'

/** How long a fault may be put off until enough runs are in flight. */
const PUT_OFF_MS = 30_000

/** The faults of one row: each strikes a landscape that is at work, and how much it was at work is kept. */
export class Strikes {
  readonly #landscape: FaultLandscape
  readonly #floor: number
  readonly #inFlight: number[] = []
  #putOff = 0

  constructor(landscape: FaultLandscape, { scale }: Pick<RowContext, 'scale'>) {
    this.#landscape = landscape
    this.#floor = scale >= 1 ? LEAST_IN_FLIGHT : 1
  }

  /** Does the harm once enough runs are in flight; the count is of the moment before. */
  async strike<T>(harm: () => Promise<T>): Promise<T> {
    let inFlight = await this.#landscape.observer.inFlight()
    for (const until = Date.now() + PUT_OFF_MS; inFlight < this.#floor && Date.now() < until; ) {
      this.#putOff++
      await pause(250)
      inFlight = await this.#landscape.observer.inFlight()
    }
    this.#inFlight.push(inFlight)
    return harm()
  }

  get figures() {
    return {
      faults: this.#inFlight.length,
      in_flight_at_fault: Math.min(...this.#inFlight),
      put_off: this.#putOff,
    }
  }

  /** Whether every fault found as many runs in flight as the row asks for. */
  get enough(): boolean {
    return this.#inFlight.length > 0 && Math.min(...this.#inFlight) >= this.#floor
  }
}
