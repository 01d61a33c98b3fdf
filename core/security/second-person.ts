import { sql } from 'kysely'
import { type Database, inTransaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { digestOf } from '../flow/identity.ts'
import { audit } from './audit/act.ts'
import type { Identity } from './identity.ts'

/** Which calls take two people: by `tier.contract.operation`, where the input is one of those. */
export type FourEyes = Readonly<Record<string, (input: never) => boolean>>

/** How long somebody's request waits for a second person, in hours. */
const HOURS = 24

/**
 * Four eyes at the edge: what one person asks for is noted, and done when another asks for the very same. Throws
 * `second-person-needed` for the first of them, however often they ask.
 */
export function secondPerson(db: Database, fourEyes: FourEyes) {
  return async (operation: string, identity: Identity, input: unknown): Promise<void> => {
    if (!Object.hasOwn(fourEyes, operation) || !fourEyes[operation]!(input as never)) return
    const { tenant, principal, onBehalfOf } = identity
    // A service that acts for somebody is no second person beside them.
    const person = onBehalfOf ?? principal
    const digest = digestOf(input)
    const released = await inTransaction(db, async (tx) => {
      const { rows } = await sql<{ by: string }>`delete from gantry.second_person
        where tenant = ${tenant} and operation = ${operation} and digest = ${digest}
          and by <> ${person}
          and at > clock_timestamp() - ${HOURS}::float8 * interval '1 hour' returning by`.execute(tx)
      const [first] = rows
      const act = { tenant, object: `operation:${operation}`, by: principal, onBehalfOf }
      if (first) await audit(tx, [{ ...act, action: 'four-eyes.released', detail: { digest, first: first.by } }])
      else {
        const noted = await sql`insert into gantry.second_person as kept (tenant, operation, digest, by)
          values (${tenant}, ${operation}, ${digest}, ${person})
          on conflict (tenant, operation, digest) do update set by = excluded.by, at = excluded.at
          where kept.at < clock_timestamp() - ${HOURS}::float8 * interval '1 hour'
          returning by`.execute(tx)
        if (noted.rows.length > 0) await audit(tx, [{ ...act, action: 'four-eyes.asked', detail: { digest } }])
      }
      return first !== undefined
    })
    if (released) return
    throw new IntegrationError(
      'second-person-needed',
      'This takes two people: have a colleague ask for the very same.',
      {
        kind: 'policy',
        detail: `Noted for ${person}; it waits ${HOURS} hours. Nothing was done yet.`,
      },
    )
  }
}
