import type { Database } from '../database/database.ts'
import { claims } from '../observe/measures.ts'
import { type Claimed, claimDue } from './claims.ts'
import type { Flow } from './flow.ts'

/** What a flow gets of the places while a system behind it is too slow: enough to see when it is better. */
const PRESSED_SHARE = 0.1

export type TurnsOptions = {
  db: Database
  /** The worker's id. */
  owner: string
  leaseMs: number
  /** By `name@version`. */
  flows: ReadonlyMap<string, Flow>
  /** How many runs the worker carries on at a time. */
  places: number
  pressed: (flow: Flow) => boolean
  /** How many runs of a flow version the worker has in hand. */
  inHand: (version: string) => number
}

/** How a worker takes what is due: tenants, flows and priorities in turns, and little of what is pressed. */
export class Turns {
  readonly #options: TurnsOptions
  /** The tenant whose turn was last. */
  #after = ''
  /** The last claim gave a flow no room: whoever ends makes some. */
  withheld = false

  constructor(options: TurnsOptions) {
    this.#options = options
  }

  /** How many more runs of a flow version this worker may begin. */
  room(version: string): number {
    const { flows, places, pressed, inHand } = this.#options
    const flow = flows.get(version)
    if (!flow) return 0
    return pressed(flow) ? Math.max(1, Math.floor(places * PRESSED_SHARE)) - inHand(version) : places
  }

  async claim(limit: number, overdueMs: number): Promise<Claimed[]> {
    const { db, owner, leaseMs } = this.#options
    const flows = [...this.#options.flows].map(([version, flow]) => ({ ...flow, room: this.room(version) }))
    const claimed = await claimDue(db, { owner, leaseMs, limit, flows, after: this.#after, overdueMs })
    this.#after = claimed.at(-1)?.tenant ?? ''
    this.withheld = flows.some(({ room }) => room < limit)
    if (claims.hasSubscribers) claims.publish({ runs: claimed.length })
    return claimed
  }
}
