import { z } from 'zod'
import type { Route } from './api.ts'
import { moments, paging, parameters, text, within } from './form.ts'
import { newestFirst, pageOf } from './list.ts'
import { missing } from './refusal.ts'
import type { World } from './world.ts'

export function payments(world: World, route: Route): void {
  route(
    'GET',
    '/v1/invoice_payments',
    parameters({
      ...paging,
      created: moments.optional(),
      invoice: text().optional(),
      payment: z.strictObject({ type: z.literal('payment_intent'), payment_intent: text().optional() }).optional(),
      status: z.enum(['canceled', 'open', 'paid']).optional(),
    }),
    (input) => {
      const payment = input.payment?.payment_intent
      const found = payment
        ? world.invoicePayments.having(`payment:${payment}`)
        : input.invoice
          ? world.invoicePayments.having(`invoice:${input.invoice}`)
          : world.invoicePayments.all()
      const matching = found.filter(
        (record) =>
          (!input.invoice || record.invoice === input.invoice) &&
          (!input.status || record.status === input.status) &&
          within(record.created, input.created),
      )
      return pageOf('/v1/invoice_payments', 'invoice_payment', newestFirst(matching), input)
    },
  )

  const readable = [
    ['payment_intents', 'payment_intent', world.paymentIntents],
    ['charges', 'charge', world.charges],
    ['balance_transactions', 'balance_transaction', world.balanceTransactions],
    ['invoice_payments', 'invoice_payment', world.invoicePayments],
  ] as const
  for (const [path, object, shelf] of readable)
    route('GET', `/v1/${path}/:id`, parameters({}), (_input, { id }) => {
      const record = shelf.get(id!)
      if (!record) throw missing(object, id!)
      return record
    })
}
