/** How many durable steps a flow has, and the result of each: 300 bytes as JSON. */
export const STEPS = 5
export const RESULT = { text: 'x'.repeat(289) }

/** What a step does before it gives its result. */
export type Work = () => Promise<typeof RESULT>

export const nothing: Work = async () => RESULT

/** A vendor's answer, 10 ms away on average: any time up to 20 ms. */
export const remote: Work = () => new Promise((resolve) => setTimeout(() => resolve(RESULT), Math.random() * 20))

/** 1 ms of the processor's time. */
export const busy: Work = async () => {
  const until = performance.now() + 1
  while (performance.now() < until);
  return RESULT
}

/** How a contestant is to be set: for so many flows in flight, whose steps do this. */
export type Setting = { inFlight: number; work: Work }

/** Something that runs durable flows on a database of its own. */
export type Contestant = {
  /** Starts one flow durably; resolves once its end is durable too. */
  flow: () => Promise<void>
  close: () => Promise<void>
}

/** Flows that are in the database, and nobody carries on yet. */
export type Preloaded = {
  /** Carries them on; resolves once all have ended, with how many did in a second. */
  drain: () => Promise<number>
  close: () => Promise<void>
}

/** Tells those who wait for a flow that it has ended. */
export class Ends {
  readonly #waiting: Record<string, () => void> = Object.create(null)

  of(flow: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting[flow] = resolve
    })
  }

  tell(flow: string): void {
    this.#waiting[flow]?.()
    delete this.#waiting[flow]
  }
}

/** Counts ends, and times them: the first tenth is left out, as those who carry them on are still coming up. */
export class Countdown {
  readonly #flows: number
  readonly #perSecond = Promise.withResolvers<number>()
  #ended = 0
  #begin = 0

  constructor(flows: number) {
    this.#flows = flows
  }

  tell(): void {
    this.#ended++
    if (this.#ended === this.#flows / 10) this.#begin = performance.now()
    if (this.#ended === this.#flows)
      this.#perSecond.resolve((this.#flows * 0.9) / ((performance.now() - this.#begin) / 1000))
  }

  /** Ends in a second, once all have ended. */
  get perSecond(): Promise<number> {
    return this.#perSecond.promise
  }
}
