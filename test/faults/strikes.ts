import type { FaultLandscape } from './landscape.ts'
import { offer, pause } from './load.ts'
import { LEAST_IN_FLIGHT, type RowContext } from './row.ts'
import type { Sale, SaleRun } from './sale/contract.ts'

/** How long a fault may be put off until enough runs are in flight. */
const PUT_OFF_MS = 30_000
/** So many sales are offered ahead of their time where a fault finds too few. */
const TOP_UP = 10

/**
 * The faults of one row, and the load they strike: a share of what is left of the sales is offered before each fault, so
 * that the last fault finds as much under way as the first, however long each of them takes.
 */
export class Strikes {
  readonly #landscape: FaultLandscape
  readonly #floor: number
  readonly #inFlight: number[] = []
  readonly #offered: Promise<SaleRun[]>[] = []
  #left: Sale[] = []
  #putOff = 0

  constructor(landscape: FaultLandscape, { scale }: Pick<RowContext, 'scale'>) {
    this.#landscape = landscape
    this.#floor = scale >= 1 ? LEAST_IN_FLIGHT : 1
  }

  /** Offers the sales in as many shares as there are pauses, each over its pause, and strikes after each; their answers. */
  async spread(
    sales: readonly Sale[],
    pausesMs: readonly number[],
    strike: (index: number) => Promise<void>,
  ): Promise<SaleRun[]> {
    this.#left = [...sales]
    for (const [index, ms] of pausesMs.entries()) {
      this.#offer(Math.ceil(this.#left.length / (pausesMs.length - index)), ms)
      await pause(ms)
      await strike(index)
    }
    return (await Promise.all(this.#offered)).flat()
  }

  /** Does the harm once enough runs are in flight; the count is of the moment before. */
  async strike<T>(harm: () => Promise<T>): Promise<T> {
    let inFlight = await this.#landscape.observer.inFlight()
    for (const until = Date.now() + PUT_OFF_MS; inFlight < this.#floor && Date.now() < until; ) {
      this.#putOff++
      this.#offer(TOP_UP, 0)
      await pause(250)
      inFlight = await this.#landscape.observer.inFlight()
    }
    this.#inFlight.push(inFlight)
    return harm()
  }

  #offer(count: number, overMs: number): void {
    const offered = offer(() => this.#landscape.api.url, this.#left.splice(0, count), overMs)
    // It is awaited at the end; until then its failure must not end the process.
    offered.catch(() => {})
    this.#offered.push(offered)
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
