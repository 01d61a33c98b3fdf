import type { Route } from './api.ts'
import { currency as currencyCode, paging, parameters, text } from './form.ts'
import { newId } from './identifier.ts'
import { newestFirst, pageOf } from './list.ts'
import type { World } from './world.ts'

type Movement = {
  amount: number
  fee?: number
  currency: string
  source: string
  type: string
  category: string
  description?: string
}

/** Books a movement of the account's balance; gives the id of its balance transaction. */
export function book(world: World, { amount, fee = 0, currency, source, type, category, description }: Movement) {
  const now = world.clock.unix()
  return world.balanceTransactions.put({
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: now,
    balance_type: 'payments',
    created: now,
    currency,
    description: description ?? null,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: category,
    source,
    status: 'available',
    type,
  }).id
}

export function balance(world: World, route: Route): void {
  route(
    'GET',
    '/v1/balance_transactions',
    parameters({ ...paging, payout: text().optional(), currency: currencyCode.optional(), type: text().optional() }),
    (input) => {
      const found = input.payout
        ? world.settled.having(`payout:${input.payout}`).map(({ id }) => world.balanceTransactions.get(id)!)
        : world.balanceTransactions.all()
      const matching = found.filter(
        (one) =>
          (!input.currency || one.currency === input.currency.toLowerCase()) &&
          (!input.type || one.type === input.type),
      )
      return pageOf('/v1/balance_transactions', 'balance_transaction', newestFirst(matching), input)
    },
  )
}
