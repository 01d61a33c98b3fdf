import { createHmac } from 'node:crypto'
import { cents } from './oracle.ts'
import type { Sale } from './sale/contract.ts'

const PATH = '/webhooks/stripe'

/** What is wrong with a notice: its contract forbids it, or the flow it starts does. */
export type Poison = 'reference' | 'amount'
export type Notice = Sale & { poison?: Poison }

/** The body of Stripe's event that an invoice was finalized; `at` is when it happened. */
export function bodyOf({ reference, amount, poison }: Notice, at: Date): string {
  const created = Math.floor(at.getTime() / 1000)
  const metadata = {
    // A reference is no longer than 120 characters.
    gantry_reference: poison === 'reference' ? reference.padEnd(200, '-') : reference,
    gantry_order: reference,
    gantry_legal_entity: 'Parent Company',
    gantry_customer: reference,
    gantry_correlation: `sale-${reference}`,
  }
  // A sale is no larger than six digits.
  const total = poison === 'amount' ? 1_234_567_890 : Number(cents(amount))
  const object = { id: `in_${reference}`, object: 'invoice', created, currency: 'usd', total, metadata }
  return JSON.stringify({
    id: `evt_${reference}`,
    object: 'event',
    created,
    type: 'invoice.finalized',
    data: { object },
  })
}

/** `Stripe-Signature` (https://docs.stripe.com/webhooks#verify-manually): while a secret is rotated one for each. */
export function signatureOf(body: string, secrets: readonly string[], at: number): string {
  const macOf = (secret: string) => createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return [`t=${at}`, ...secrets.map((secret) => `v1=${macOf(secret)}`)].join(',')
}

/** The status of one attempt; undefined where no answer came. `at`: seconds since the epoch it says it was signed at. */
export async function attempt(
  url: string,
  body: string,
  secrets: readonly string[],
  at = Math.floor(Date.now() / 1000),
): Promise<number | undefined> {
  try {
    const response = await fetch(url + PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, secrets, at) },
      body,
      signal: AbortSignal.timeout(10_000),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return undefined
  }
}

/** Does the work for each item, so many at a time. */
export async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<void>) {
  let next = 0
  const carry = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index]!, index)
  }
  await Promise.all(Array.from({ length: atOnce }, carry))
}
