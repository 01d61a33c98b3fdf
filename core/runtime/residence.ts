import type { Call, Operation } from '../contract/contract.ts'
import { type Residency, refuseForeign } from '../data/residency.ts'
import { IntegrationError } from '../errors/integration-error.ts'

/** What requests are about that do not say whose they are, by operation: a record that names the entity. */
export type Lookups = Readonly<Record<string, (input: never, call: Call) => Promise<unknown>>>

type Ask = (input: unknown, call: Call) => Promise<unknown>

/**
 * Refuses requests of a process API that are about another region's data before anything is begun for them. What only reads
 * is looked up where there is nothing of it here: reads that find something cost nothing more.
 */
export class Residence {
  readonly #residency: Residency
  readonly #operations: Readonly<Record<string, Operation>>
  readonly #lookups: Readonly<Record<string, Ask>>
  /** Found to be ours as they came in: the port they go on to does not look again. */
  readonly #settled = new WeakSet<object>()

  constructor(residency: Residency, operations: Readonly<Record<string, Operation>>, lookups: Lookups = {}) {
    this.#residency = residency
    this.#operations = operations
    this.#lookups = lookups as Readonly<Record<string, Ask>>
  }

  /** Throws as `refuseForeign` does, and what the look-up throws: what cannot be told is not begun. */
  async refuse(operation: string, input: object, call: Call): Promise<void> {
    if (this.#settled.has(input)) return
    refuseForeign(this.#residency, input)
    if (!this.#reads(operation)) await this.#lookUp(operation, input, call)
    this.#settled.add(input)
  }

  /** The port, for callers that come another way than in at the door. */
  guard<P>(port: P): P {
    return Object.fromEntries(
      Object.entries(port as Record<string, Ask>).map(([operation, ask]): [string, Ask] => [
        operation,
        async (input, call) => {
          await this.refuse(operation, input as object, call)
          if (!this.#reads(operation)) return ask(input, call)
          return ask(input, call).catch(async (error: unknown) => {
            if (isUnknown(error)) await this.#lookUp(operation, input, call)
            throw error
          })
        },
      ]),
    ) as P
  }

  #reads(operation: string): boolean {
    return this.#operations[operation]?.method === 'get'
  }

  async #lookUp(operation: string, input: unknown, call: Call): Promise<void> {
    const lookUp = Object.hasOwn(this.#lookups, operation) ? this.#lookups[operation] : undefined
    const found = await lookUp?.(input, call).catch((error: unknown) => {
      // What nobody has is nobody's: the operation itself says so.
      if (!isUnknown(error)) throw error
    })
    refuseForeign(this.#residency, found)
  }
}

const isUnknown = (error: unknown): boolean => error instanceof IntegrationError && error.status === 404
