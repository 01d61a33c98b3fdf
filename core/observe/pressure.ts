import type { Database } from '../database/database.ts'
import { type ConnectionLoad, readConnections } from './backlog.ts'

const LOOK_MS = 1_000
/** More requests waiting than this, for each that may be under way: what joins them waits longer than it works. */
const QUEUE_PER_PLACE = 2

/**
 * Which connections are too slow, or down: workers begin few of the runs that would only queue up behind them, and the
 * places go to other flows.
 */
export class Pressure {
  readonly #db: Database
  #pressed: ReadonlySet<string> = new Set()
  #timer: NodeJS.Timeout | undefined

  constructor(db: Database) {
    this.#db = db
  }

  /** Looks once a second from now on. */
  open(): void {
    this.#timer = setInterval(() => void this.look().catch(() => {}), LOOK_MS)
    this.#timer.unref()
  }

  async look(): Promise<void> {
    this.#pressed = new Set((await readConnections(this.#db)).filter(isPressed).map(({ connection }) => connection))
  }

  on(connections: readonly string[]): boolean {
    return connections.some((connection) => this.#pressed.has(connection))
  }

  close(): void {
    clearInterval(this.#timer)
  }
}

export const isPressed = ({ waiting, places, open }: Pick<ConnectionLoad, 'waiting' | 'places' | 'open'>): boolean =>
  open || waiting > QUEUE_PER_PLACE * Math.max(1, places)
