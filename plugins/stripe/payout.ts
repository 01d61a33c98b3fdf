import type { Payout, PayoutEntry } from '@gantry/canonical/payout'
import type Stripe from 'stripe'
import { fromStripeAmount } from './amount.ts'
import type { Vendor } from './client.ts'
import { asked } from './failure.ts'
import { dateOf, idOf } from './invoice.ts'

const STATES: Record<string, Payout['state']> = {
  pending: 'pending',
  in_transit: 'in-transit',
  paid: 'paid',
  failed: 'failed',
  canceled: 'cancelled',
}

/** What a balance transaction is, by its reporting category (https://docs.stripe.com/reports/reporting-categories). */
const KINDS: Record<string, PayoutEntry['kind']> = {
  charge: 'payment',
  refund: 'refund',
  dispute: 'dispute',
  dispute_reversal: 'dispute',
  fee: 'fee',
}

export const readPayout = async ({ stripe }: Vendor, id: string): Promise<Payout> =>
  toPayout(await asked(stripe.payouts.retrieve(id)))

export async function listPayouts({ stripe }: Vendor, cursor: string | undefined) {
  const page = await asked(stripe.payouts.list({ limit: 100, ...(cursor && { starting_after: cursor }) }))
  const last = page.data.at(-1)
  return { items: page.data.map(toPayout), ...(page.has_more && last && { next: last.id }) }
}

/** What the payout settles. The payout is on the list itself, as what left the balance: it is left out. */
export async function listPayoutEntries({ stripe }: Vendor, payout: string, cursor: string | undefined) {
  const page = await asked(
    stripe.balanceTransactions.list({
      payout,
      limit: 100,
      expand: ['data.source'],
      ...(cursor && { starting_after: cursor }),
    }),
  )
  const last = page.data.at(-1)
  return {
    items: page.data.filter(({ type }) => type !== 'payout').map(toEntry),
    ...(page.has_more && last && { next: last.id }),
  }
}

export function toPayout(payout: Stripe.Payout): Payout {
  return {
    id: payout.id,
    currency: payout.currency.toUpperCase(),
    amount: fromStripeAmount(payout.currency, payout.amount),
    state: STATES[payout.status] ?? 'pending',
    createdAt: new Date(payout.created * 1000).toISOString(),
    arrivesOn: dateOf(payout.arrival_date),
    native: payout,
  }
}

function toEntry(entry: Stripe.BalanceTransaction): PayoutEntry {
  const money = (minor: number) => fromStripeAmount(entry.currency, minor)
  // Charges, refunds and disputes name the payment they are about.
  const source = entry.source as { payment_intent?: string | { id: string } | null } | string | null
  const payment = typeof source === 'object' ? source?.payment_intent : undefined
  return {
    id: entry.id,
    kind: KINDS[entry.reporting_category] ?? 'other',
    ...(payment && { payment: idOf(payment) }),
    amount: money(entry.amount),
    fee: money(entry.fee),
    net: money(entry.net),
    at: new Date(entry.created * 1000).toISOString(),
    native: { ...entry, source: typeof source === 'object' && source ? (source as { id?: string }).id : source },
  }
}
