import { z } from 'zod'
import type { Route } from './api.ts'
import { book } from './balance.ts'
import { major } from './currency.ts'
import { emit } from './event.ts'
import { merged, metadata, moments, paging, parameters, positive, text, within } from './form.ts'
import { newId } from './identifier.ts'
import { newestFirst, pageOf } from './list.ts'
import { invalid, missing } from './refusal.ts'
import type { Charge, Metadata, Refund, World } from './world.ts'

export function chargeOf(world: World, payment: string): Charge {
  const intent = world.paymentIntents.get(payment)
  if (!intent) throw missing('payment_intent', payment, 'payment_intent', 400)
  return world.charges.get(intent.latest_charge)!
}

/** Gives part of a payment back, at once. */
export function refund(
  world: World,
  payment: string,
  wanted: number | undefined,
  { reason = null, pairs, write }: { reason?: string | null; pairs?: Metadata | undefined; write?: string },
): Refund {
  const charge = chargeOf(world, payment)
  const left = charge.amount - charge.amount_refunded
  if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded')
  if (charge.disputed) throw invalid('The charge was disputed.', undefined, 'charge_disputed')
  const amount = wanted ?? left
  if (amount > left)
    throw invalid(
      `Refund amount (${major(charge.currency, amount)}) is greater than unrefunded amount on charge (${major(charge.currency, left)})`,
      'amount',
    )
  const id = newId('re')
  const { currency, customer } = charge
  const transaction = book(world, { amount: -amount, currency, source: id, type: 'payment_refund', category: 'refund' })
  const made = world.refunds.put(
    {
      id,
      object: 'refund',
      amount,
      balance_transaction: transaction,
      charge: charge.id,
      created: world.clock.unix(),
      currency,
      customer,
      customer_account: null,
      destination_details: { customer_cash_balance: {}, type: 'customer_cash_balance' },
      metadata: merged({}, pairs),
      payment_intent: payment,
      payment_method: null,
      reason,
      receipt_number: null,
      source_transfer_reversal: null,
      status: 'succeeded',
      transfer_reversal: null,
    },
    write,
  )
  const refunded = charge.amount_refunded + amount
  const changed = world.charges.put({ ...charge, amount_refunded: refunded, refunded: refunded === charge.amount })
  emit(world, 'refund.created', made)
  emit(world, 'charge.refunded', changed)
  return made
}

export function refunds(world: World, route: Route): void {
  route(
    'POST',
    '/v1/refunds',
    parameters({
      payment_intent: text(),
      amount: positive.optional(),
      reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
      metadata: metadata.optional(),
    }),
    (input, _path, write) =>
      refund(world, input.payment_intent, input.amount, {
        reason: input.reason ?? null,
        pairs: input.metadata,
        write,
      }),
  )

  route('GET', '/v1/refunds/:id', parameters({}), (_input, { id }) => {
    const found = world.refunds.get(id!)
    if (!found) throw missing('refund', id!)
    return found
  })

  route(
    'GET',
    '/v1/refunds',
    parameters({ ...paging, payment_intent: text().optional(), created: moments.optional() }),
    (input) => {
      if (input.payment_intent) chargeOf(world, input.payment_intent)
      const found = input.payment_intent ? world.refunds.having(`payment:${input.payment_intent}`) : world.refunds.all()
      const matching = found.filter((one) => within(one.created, input.created))
      return pageOf('/v1/refunds', 'refund', newestFirst(matching), input)
    },
  )
}
