import type { Call } from '../contract/contract.ts'
import type { Database } from '../database/database.ts'
import { digestOf, isId } from '../flow/identity.ts'
import { Acts } from '../security/audit/acts.ts'

/** A financially material call that a vendor has answered. */
export type Performed = { connection: string; operation: string; call: Call; input: unknown; output: unknown }

/**
 * Records what machines do to the books: durable before whoever asked hears of it, so that no effect is without its act.
 * A crash in between repeats the call, and the repeat is recorded. What was sent and answered stands there as digests.
 */
export class VendorActs {
  readonly #acts: Acts

  constructor(db: Database) {
    this.#acts = new Acts(db)
  }

  async record({ connection, operation, call, input, output }: Performed): Promise<void> {
    const { tenant, principal, onBehalfOf } = call.identity
    const [run = '', step = ''] = (call.idempotencyKey ?? '').split(':')
    await this.#acts.record({
      tenant,
      action: 'vendor.written',
      object: isId(run) ? `run:${run}` : `connection:${connection}`,
      by: principal,
      onBehalfOf,
      correlation: call.correlation,
      detail: { connection, operation, ...(isId(run) && { step }), request: digest(input), answer: digest(output) },
    })
  }
}

/** As it crosses a port: amounts and times may still be objects that say themselves how they are written. */
const digest = (value: unknown): string => digestOf(JSON.parse(JSON.stringify(value ?? null)))
