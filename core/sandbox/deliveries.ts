import type { Books } from './books.ts'

/** An outgoing webhook. Signed by `sign` at each attempt, as vendors do. */
export type Delivery = { id: string; url: string; body: string; contentType?: string }

type Stored = Delivery & { attempts: number; delivered: boolean }
type Sign = (delivery: Delivery) => Record<string, string>

const TABLE = '_deliveries'
const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 10_000
const CONCURRENCY = 16

/** Outgoing webhooks: stored in the books, repeated with growing pauses until the receiver answers 2xx. */
export class Deliveries {
  readonly #books: Books
  readonly #queue: string[] = []
  readonly #timers = new Set<NodeJS.Timeout>()
  #sign: Sign = () => ({})
  #active = 0
  #closed = false

  constructor(books: Books) {
    this.#books = books
  }

  /** Sets how deliveries are signed and resumes those that were under way when the process ended. */
  start(sign: Sign): void {
    this.#sign = sign
    for (const stored of this.#books.all<Stored>(TABLE)) if (!stored.delivered) this.#queue.push(stored.id)
    this.#pump()
  }

  /** Stores a webhook in the same flush as the change it tells of; it leaves once that is durable. */
  send(delivery: Delivery): void {
    if (this.#books.get<Stored>(TABLE, delivery.id)) return
    this.#books.put(TABLE, delivery.id, { ...delivery, attempts: 0, delivered: false })
    this.#queue.push(delivery.id)
    void this.#books.durable().then(() => this.#pump())
  }

  /** Deliveries not yet acknowledged. */
  pending(): number {
    return this.#books.all<Stored>(TABLE).filter((stored) => !stored.delivered).length
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #pump(): void {
    while (!this.#closed && this.#active < CONCURRENCY) {
      const id = this.#queue.shift()
      if (!id) return
      this.#active++
      void this.#attempt(id).finally(() => {
        this.#active--
        this.#pump()
      })
    }
  }

  async #attempt(id: string): Promise<void> {
    const stored = this.#books.get<Stored>(TABLE, id)!
    const attempts = stored.attempts + 1
    const delivered = await this.#post(stored)
    if (delivered || attempts === 1) this.#books.put(TABLE, id, { ...stored, attempts, delivered })
    if (delivered || this.#closed) return
    const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 10))
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        this.#queue.push(id)
        this.#pump()
      },
      pause * (0.5 + Math.random()),
    )
    this.#timers.add(timer)
    // The count of attempts lives in memory between the first and the last: it decides the pause only.
    if (attempts > 1) Object.assign(stored, { attempts })
  }

  async #post(delivery: Delivery): Promise<boolean> {
    try {
      const response = await fetch(delivery.url, {
        method: 'POST',
        headers: { 'content-type': delivery.contentType ?? 'application/json', ...this.#sign(delivery) },
        body: delivery.body,
        signal: AbortSignal.timeout(10_000),
      })
      await response.arrayBuffer()
      return response.ok
    } catch {
      return false
    }
  }
}
