import { answerLost } from '@gantry/core/connector/answer-lost'
import { vendorFailure } from '@gantry/core/connector/outbound'
import { IntegrationError } from '@gantry/core/errors'
import Stripe from 'stripe'

/** Awaits one call of the SDK; what Stripe refuses, or never answered, is thrown as an `IntegrationError`. */
export async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (thrown) {
    throw failure(thrown)
  }
}

// Stripe masks a rejected key in its message, yet leaves its first and last characters.
const KEY = /\b(?:sk|rk|pk|whsec)_[\w*]+/g

function failure(thrown: unknown): unknown {
  if (!(thrown instanceof Stripe.errors.StripeError)) return thrown
  const inner = [thrown.detail, thrown.cause, (thrown.raw as { detail?: unknown } | undefined)?.detail]
  const lost = inner.find((cause) => cause instanceof IntegrationError)
  if (lost) return lost
  const { statusCode, requestId, rawType } = thrown
  const code = thrown.code ?? rawType ?? thrown.type
  const message = thrown.message.replace(KEY, '[key]') + (requestId ? ` (${requestId})` : '')
  if (statusCode === undefined)
    return answerLost({ vendor: 'Stripe', detail: message, changesNothing: false, cause: thrown })
  // The same request, or one on the same object, is under way.
  if (statusCode === 409 || code === 'lock_timeout')
    return new IntegrationError('vendor-busy', 'Stripe is still working on the same record.', {
      kind: 'transient',
      detail: `Stripe ${statusCode} ${code}: ${message}`,
      retryAfterMs: 500,
    })
  return vendorFailure({
    vendor: 'Stripe',
    status: statusCode,
    code,
    message,
    retryAfter: thrown.headers?.['retry-after'] ?? null,
  })
}

/** A refusal that concerns the data, be it Stripe's or ours. */
export const isRefusal = (thrown: unknown): thrown is IntegrationError =>
  thrown instanceof IntegrationError && thrown.kind === 'data'

export const refused = (code: string, message: string, detail?: string): IntegrationError =>
  new IntegrationError(code, message, { kind: 'data', ...(detail && { detail }) })
