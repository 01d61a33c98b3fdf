/** From so long after a 429 on, every worker of a client must have heard of it; what left before cannot be called back. */
const HEARD_WITHIN_MS = 500

/** Whether clients keep to `Retry-After`, as the vendor sees them. Requests are told apart by `name`, where they have one. */
export class Patience {
  readonly #refused = new Map<string, number>()
  #asked = 0
  #beganAt = 0
  #until = 0
  #repeated = 0
  #repeatedEarly = 0
  #sentEarly = 0
  #heardWithinMs = 0

  /** A request has come in. */
  came(name: string, now = performance.now()): void {
    const notBefore = this.#refused.get(name)
    if (notBefore !== undefined) {
      this.#refused.delete(name)
      this.#repeated++
      if (now < notBefore) this.#repeatedEarly++
    }
    if (now >= this.#until) return
    const since = now - this.#beganAt
    this.#heardWithinMs = Math.max(this.#heardWithinMs, Math.round(since))
    if (since > HEARD_WITHIN_MS) this.#sentEarly++
  }

  /** It is told to come back in so many milliseconds. Where several are, the client may not have heard of the first. */
  ask(name: string, ms: number, now = performance.now()): void {
    this.#asked++
    if (name) this.#refused.set(name, now + ms)
    this.#beganAt = now
    this.#until = Math.max(this.#until, now + ms)
  }

  get figures() {
    return {
      /** Answers with `Retry-After`. */
      asked: this.#asked,
      /** Requests that came again after such an answer, and those of them that came before their time. */
      repeated: this.#repeated,
      repeatedEarly: this.#repeatedEarly,
      /** Requests that came though all had been asked to wait, once the news had had time to spread. */
      sentEarly: this.#sentEarly,
      /** The longest after such an answer that any request still came. */
      heardWithinMs: this.#heardWithinMs,
    }
  }
}
