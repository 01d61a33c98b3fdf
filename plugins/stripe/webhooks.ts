import type { Delivery, Webhooks } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import Stripe from 'stripe'
import type { Config } from './client.ts'
import { toConnectorEvents } from './notice.ts'

/** Seconds a signature may be old, or ahead of our time. */
const TOLERANCE_S = 300

const forged = (detail: string, cause?: unknown) =>
  new IntegrationError('webhook-forged', 'The webhook does not carry the signature of Stripe.', {
    kind: 'policy',
    status: 401,
    detail,
    cause,
  })

function signatureOf({ headers }: Delivery): string {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'stripe-signature')
  if (!name) throw forged('The header Stripe-Signature is missing.')
  return headers[name]!
}

export const webhooks: Webhooks<Config> = {
  verify(delivery, { webhookSecret }, now) {
    const header = signatureOf(delivery)
    try {
      Stripe.webhooks.constructEvent(delivery.body, header, webhookSecret, TOLERANCE_S, undefined, now.getTime())
    } catch (cause) {
      // The SDK's message may quote the header, never the secret; its error object holds the payload.
      throw forged(cause instanceof Error ? cause.message.split('\n')[0]! : 'unreadable')
    }
    // The SDK bounds the past only.
    const signedAt = Number(/(?:^|,)t=(\d+)/.exec(header)?.[1])
    if (signedAt - Math.floor(now.getTime() / 1000) > TOLERANCE_S) throw forged('Timestamp outside the tolerance zone')
  },
  events: (delivery) => toConnectorEvents(JSON.parse(delivery.body) as Stripe.Event),
}
