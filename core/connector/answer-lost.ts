import { IntegrationError } from '../errors/integration-error.ts'

export type LostAnswer = {
  /** The vendor as people write it. */
  vendor: string
  /** Method and path, and what is known of the answer; no query, which may name people. */
  detail: string
  /** Nothing at the vendor changes by the request. */
  changesNothing: boolean
  cause: unknown
}

/**
 * An answer that said yes and cannot be read: cut off on its way, or the page of a gateway in place of JSON. A write has
 * taken effect, or not.
 */
export const answerLost = ({ vendor, detail, changesNothing, cause }: LostAnswer): IntegrationError =>
  new IntegrationError('vendor-answer-lost', `The answer of ${vendor} did not arrive whole.`, {
    kind: 'transient',
    detail,
    outcomeUnknown: !changesNothing,
    cause,
  })
