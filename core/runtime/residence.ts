import type { Call } from '../contract/contract.ts'
import { type Residency, refuseForeign } from '../data/residency.ts'
import { IntegrationError } from '../errors/integration-error.ts'

/** What requests are about that do not say whose they are, by operation: a record that names the entity. */
export type Lookups = Readonly<Record<string, (input: never, call: Call) => Promise<unknown>>>

type Ask = (input: unknown, call: Call) => Promise<unknown>

/** Refuses requests of a process API that are about another region's data before anything is begun for them. */
export class Residence {
  readonly #residency: Residency
  readonly #lookups: Readonly<Record<string, Ask>>
  /** Found to be ours as they came in: the port they go on to does not look again. */
  readonly #settled = new WeakSet<object>()

  constructor(residency: Residency, lookups: Lookups = {}) {
    this.#residency = residency
    this.#lookups = lookups as Readonly<Record<string, Ask>>
  }

  /** Throws as `refuseForeign` does, and what the look-up throws: what cannot be told is not begun. */
  async refuse(operation: string, input: object, call: Call): Promise<void> {
    if (this.#settled.has(input)) return
    refuseForeign(this.#residency, input)
    const lookUp = Object.hasOwn(this.#lookups, operation) ? this.#lookups[operation] : undefined
    if (lookUp) refuseForeign(this.#residency, await lookUp(input, call).catch(unlessUnknown))
    this.#settled.add(input)
  }

  /** The port, for callers that come another way than in at the door. */
  guard<P>(port: P): P {
    return Object.fromEntries(
      Object.entries(port as Record<string, Ask>).map(([operation, ask]): [string, Ask] => [
        operation,
        async (input, call) => {
          await this.refuse(operation, input as object, call)
          return ask(input, call)
        },
      ]),
    ) as P
  }
}

/** What nobody has is nobody's: the operation itself says so. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof IntegrationError && error.status === 404) return undefined
  throw error
}
