import { z } from 'zod'
import type { Route } from './api.ts'
import { book } from './balance.ts'
import { emit } from './event.ts'
import { moments, paging, parameters, text, within } from './form.ts'
import { newId } from './identifier.ts'
import { newestFirst, pageOf } from './list.ts'
import { invalid, missing } from './refusal.ts'
import type { World } from './world.ts'

/** The `payout` action: all that the balance of a currency holds goes to the bank, and arrives. */
export function payOut(world: World, body: Record<string, unknown>) {
  const { currency } = z.strictObject({ currency: z.string().length(3).toLowerCase() }).parse(body)
  const open = world.balanceTransactions
    .all()
    .filter((one) => one.currency === currency && one.type !== 'payout' && !world.settled.get(one.id))
  const amount = open.reduce((sum, one) => sum + Number(one.net), 0)
  if (amount <= 0) throw invalid('The balance holds nothing that could be paid out.')
  world.request = { id: null, idempotency_key: null }
  const now = world.clock.unix()
  const id = newId('po')
  const left = book(world, { amount: -amount, currency, source: id, type: 'payout', category: 'payout' })
  for (const one of [...open.map((entry) => entry.id), left]) world.settled.put({ id: one, created: now, payout: id })
  const sent = world.payouts.put({
    id,
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: now - (now % 86_400),
    automatic: true,
    balance_transaction: left,
    created: now,
    currency,
    description: 'STRIPE PAYOUT',
    destination: newId('ba'),
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'completed',
    reversed_by: null,
    source_type: 'bank_account',
    statement_descriptor: null,
    status: 'in_transit',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  })
  emit(world, 'payout.created', sent)
  emit(world, 'payout.paid', world.payouts.put({ ...sent, status: 'paid' }))
  return { payout: id }
}

export function payouts(world: World, route: Route): void {
  route('GET', '/v1/payouts/:id', parameters({}), (_input, { id }) => {
    const found = world.payouts.get(id!)
    if (!found) throw missing('payout', id!)
    return found
  })
  route(
    'GET',
    '/v1/payouts',
    parameters({ ...paging, status: text().optional(), created: moments.optional() }),
    (input) => {
      const matching = world.payouts
        .all()
        .filter((one) => (!input.status || one.status === input.status) && within(one.created, input.created))
      return pageOf('/v1/payouts', 'payout', newestFirst(matching), input)
    },
  )
}
