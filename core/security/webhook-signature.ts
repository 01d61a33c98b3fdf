import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { IntegrationError } from '../errors/integration-error.ts'

/*
 * Signatures of the webhooks we send, as Standard Webhooks 1.0 has them (https://www.standardwebhooks.com): HMAC-SHA256
 * over `id.timestamp.body`. While a secret is rotated a delivery carries a signature of each, so that the receiver
 * changes over when it likes.
 */

const PREFIX = 'whsec_'
/** How far a delivery's time may be from the receiver's, in seconds. */
export const TOLERANCE_S = 300

export type SignedWebhook = { id: string; at: Date; body: string }

export const newWebhookSecret = (): string => PREFIX + randomBytes(32).toString('base64')

/** The headers of a delivery; `secrets` are those in force, the newest first. `at` is when it is sent, not when it happened. */
export function signWebhook(webhook: SignedWebhook, secrets: readonly string[]): Record<string, string> {
  if (secrets.length === 0) throw new Error('A webhook is signed with one secret at least.')
  return {
    'webhook-id': webhook.id,
    'webhook-timestamp': String(secondsOf(webhook.at)),
    'webhook-signature': secrets.map((secret) => `v1,${macOf(webhook, secret).toString('base64')}`).join(' '),
  }
}

/**
 * What a receiver does: the id of the delivery, which it keeps for as long as the tolerance lasts, so that the same one
 * again is no second event. Throws `webhook-forged`.
 */
export function verifyWebhook(
  { headers, body }: { headers: Record<string, string | undefined>; body: string },
  secrets: readonly string[],
  now = new Date(),
): string {
  const id = headers['webhook-id'] ?? ''
  const sent = headers['webhook-timestamp'] ?? ''
  if (!id || !/^\d{1,12}$/.test(sent)) throw forged('It has no id or no time.')
  if (Math.abs(secondsOf(now) - Number(sent)) > TOLERANCE_S) throw forged('Its time is too far from ours.')
  const expected = secrets.map((secret) => macOf({ id, at: new Date(Number(sent) * 1000), body }, secret))
  const given = (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part.slice(3), 'base64'))
  const found = given.some((mac) => expected.some((mine) => mac.length === mine.length && timingSafeEqual(mac, mine)))
  if (!found) throw forged('No signature is that of a secret in force.')
  return id
}

const secondsOf = (moment: Date): number => Math.floor(moment.getTime() / 1000)

function macOf({ id, at, body }: SignedWebhook, secret: string): Buffer {
  if (!secret.startsWith(PREFIX)) throw new Error('A webhook secret begins with whsec_.')
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  return createHmac('sha256', key)
    .update(`${id}.${secondsOf(at)}.${body}`)
    .digest()
}

const forged = (detail: string) =>
  new IntegrationError('webhook-forged', 'This webhook is not signed as it should be.', {
    kind: 'policy',
    status: 401,
    detail,
  })
