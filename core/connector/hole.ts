import { IntegrationError } from '../errors/integration-error.ts'

/** The code of what nobody has written yet: the acceptance suite reports it as skipped, never as passed. */
export const MAPPING_MISSING = 'mapping-missing'

/**
 * Stands where a value has not been mapped yet. It fits every type and gives none: once it is reached it throws
 * `mapping-missing`, which says what is missing. `what` names the place, such as `createOrder: body.lines`.
 */
export function hole(what: string): never {
  throw new IntegrationError('mapping-missing', `Nobody has written this yet: ${what}.`, {
    kind: 'bug',
    team: 'integration',
    detail: what,
  })
}

/** An operation of a capability that nobody has mapped to the vendor; `because` says why. */
export const unmapped = (operation: string, because: string) => async (): Promise<never> =>
  hole(`${operation} (${because})`)
