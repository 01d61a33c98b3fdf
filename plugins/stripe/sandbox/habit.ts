import { share } from './currency.ts'
import { pay } from './payment.ts'
import { invalid } from './refusal.ts'
import type { Invoice, World } from './world.ts'

/** How customers behave: `pay` all at once, `wait`, or a fraction such as `0.4` of what is due. */
type Habit = { id: string; default: string; orders: Record<string, string> }

const TABLE = 'habits'
const ID = 'customers'

export function setHabit(world: World, body: Record<string, unknown>): Habit {
  const { default: habit = 'wait', orders = {} } = body as { default?: string; orders?: Record<string, string> }
  for (const word of [habit, ...Object.values(orders)]) shareOf(word)
  const stored = { id: ID, default: habit, orders }
  world.books.put(TABLE, ID, stored)
  return stored
}

/** The share of an invoice a habit pays; `0` for none. */
function shareOf(habit: string): string {
  if (habit === 'pay') return '1'
  if (habit === 'wait') return '0'
  if (typeof habit !== 'string' || !/^(0\.\d{1,9}|1)$/.test(habit))
    throw invalid(`A customer pays, waits or pays a fraction such as 0.4, not ${String(habit)}.`)
  return habit
}

export const orderOf = (invoice: Invoice): string | undefined =>
  invoice.metadata.gantry_order ?? invoice.parent?.subscription_details.metadata.gantry_order

/** Notes what the customer is going to pay, beside the finalization: a kill in between does not lose it. */
export function owe(world: World, invoice: Invoice): void {
  const habit = world.books.get<Habit>(TABLE, ID)
  const order = orderOf(invoice)
  const portion = shareOf((order ? habit?.orders[order] : undefined) ?? habit?.default ?? 'wait')
  if (portion === '0') return
  world.owed.put({ id: invoice.id, created: invoice.created, share: portion })
  world.after.push(() => settle(world, invoice.id))
}

/** Pays what is owed of one invoice, once. */
function settle(world: World, id: string): void {
  const owed = world.owed.get(id)
  const invoice = world.invoices.get(id)
  if (!owed || owed.share === '0') return
  world.owed.put({ ...owed, share: '0' })
  if (invoice?.status !== 'open') return
  const amount = share(invoice.currency, invoice.amount_remaining, owed.share)
  if (amount > 0) pay(world, [invoice], amount)
}

/** Pays what was owed when the process ended. */
export function settleOwed(world: World): void {
  for (const owed of world.owed.having('due')) settle(world, owed.id)
}
