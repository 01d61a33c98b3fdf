/** A sandbox's clock: real time plus an offset that `POST /_sandbox/clock` moves. */
export class Clock {
  #offsetMs = 0

  now(): Date {
    return new Date(Date.now() + this.#offsetMs)
  }

  iso(): string {
    return this.now().toISOString()
  }

  /** Seconds since the epoch, as some vendors write time. */
  unix(): number {
    return Math.floor(this.now().getTime() / 1000)
  }

  advance(ms: number): void {
    this.#offsetMs += ms
  }

  set(instant: Date): void {
    this.#offsetMs = instant.getTime() - Date.now()
  }
}
