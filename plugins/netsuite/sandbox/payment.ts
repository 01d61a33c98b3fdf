import { Decimal } from '@gantry/canonical/money'
import type { Books } from '@gantry/core/sandbox'
import type { Context } from 'hono'
import { z } from 'zod'
import { Day, Numeral, numeral, Ref, Text, understood } from './body.ts'
import { isClosed } from './company.ts'
import type { Customer } from './customer.ts'
import { type Account, partiesOf, rounded } from './document.ts'
import { type Invoice, remaining } from './invoice.ts'
import { invalidContent, userError } from './problem.ts'
import { Registry } from './registry.ts'
import { currencyOf, customFields, documentView, type SalesOrder } from './sales-order.ts'
import { refTo, type Shown, sublist, type View } from './view.ts'

export type CustomerPayment = Pick<
  SalesOrder,
  | 'id'
  | 'tranId'
  | 'externalId'
  | 'subsidiary'
  | 'currency'
  | 'tranDate'
  | 'memo'
  | 'custom'
  | 'createdDate'
  | 'lastModifiedDate'
> & { customer: string; payment: string; unapplied: string; apply: { doc: string; amount: string }[] }

const Body = z.strictObject({
  externalId: z.string().optional(),
  customer: Ref,
  subsidiary: Ref.optional(),
  currency: Ref.optional(),
  tranDate: Day.optional(),
  payment: Numeral,
  memo: Text.optional(),
  autoApply: z.boolean().optional(),
  custbody_gantry_reference: z.string().optional(),
  custbody_gantry_correlation: z.string().optional(),
  apply: z
    .strictObject({ items: z.array(z.strictObject({ doc: Ref, apply: z.boolean(), amount: Numeral.optional() })) })
    .optional(),
})

export function createPayment(account: Account, c: Context, raw: unknown, write: string, eid?: string): string {
  const { books, registry } = account
  const body = understood(c, Body, raw)
  const externalId = eid ?? body.externalId
  registry.assertFree('customerPayment', externalId)
  const { customer, subsidiary, currency } = partiesOf(account, { ...body, entity: body.customer })
  if (body.payment.lessThan(0)) throw invalidContent('The payment must not be negative.', 'payment')
  const tranDate = body.tranDate ?? account.today()
  if (isClosed(books, tranDate)) throw userError('You cannot create or edit a transaction in a closed period.')
  const settled = new Map<string, Invoice>()
  const apply = (body.apply?.items ?? []).flatMap((line, index) => {
    if (!line.apply) return []
    const path = `apply.items[${index}]`
    const named = registry.resolve<Invoice>('invoice', 'invoice', line.doc, `${path}.doc`)
    const invoice = settled.get(named.id) ?? named
    if (invoice.entity !== customer.id || invoice.currency !== currency.id || invoice.subsidiary !== subsidiary.id)
      throw invalidContent(`Invalid doc reference key ${invoice.id}.`, `${path}.doc`)
    const amount = line.amount ?? remaining(invoice)
    if (amount.lessThanOrEqualTo(0)) throw invalidContent('The amount must be positive.', `${path}.amount`)
    if (amount.greaterThan(remaining(invoice)))
      throw userError(`The amount applied to ${invoice.tranId} is more than its amount due.`)
    settled.set(named.id, { ...invoice, amountPaid: rounded(new Decimal(invoice.amountPaid).plus(amount), currency) })
    return { doc: named.id, amount: rounded(amount, currency) }
  })
  const unapplied = apply.reduce((rest, line) => rest.minus(line.amount), body.payment)
  if (unapplied.lessThan(0)) throw userError('The amounts applied are more than the payment.')
  const id = registry.nextTransaction()
  const payment: CustomerPayment = {
    id,
    tranId: `PYMT${30_001 + books.size('customerPayment')}`,
    ...(externalId !== undefined && { externalId }),
    customer: customer.id,
    subsidiary: subsidiary.id,
    currency: currency.id,
    tranDate,
    ...(body.memo !== undefined && { memo: body.memo }),
    payment: rounded(body.payment, currency),
    unapplied: rounded(unapplied, currency),
    apply,
    custom: customFields(body),
    createdDate: account.now(),
    lastModifiedDate: account.now(),
  }
  books.put('customerPayment', id, payment, write)
  for (const invoice of settled.values())
    books.put('invoice', invoice.id, { ...invoice, lastModifiedDate: account.now() })
  registry.claim('customerPayment', externalId, id)
  return id
}

export function paymentView({ books }: Account, id: string, shown: Shown): View {
  const payment = books.get<CustomerPayment>('customerPayment', id)!
  const currency = currencyOf(books, payment.currency)
  const applied = new Decimal(payment.payment).minus(payment.unapplied)
  return {
    ...documentView(books, 'customerPayment', payment, shown),
    customer: refTo(
      shown,
      'customer',
      payment.customer,
      books.get<Customer>('customer', payment.customer)!.companyName,
    ),
    status: { id: 'C', refName: 'Deposited' },
    payment: numeral(payment.payment),
    applied: numeral(rounded(applied, currency)),
    unapplied: numeral(payment.unapplied),
    apply: sublist(shown, `customerPayment/${id}/apply`, () =>
      payment.apply.map(({ doc, amount }) => ({
        doc: refTo(shown, 'invoice', doc, books.get<Invoice>('invoice', doc)!.tranId),
        apply: true,
        amount: numeral(amount),
      })),
    ),
  }
}

/** A payment that nobody's program booked: it settles one invoice, in part or whole. */
export function settle(books: Books, now: string, invoice: Invoice, amount: string): { id: string } {
  const currency = currencyOf(books, invoice.currency)
  const paid = new Decimal(invoice.amountPaid).plus(amount)
  if (paid.greaterThan(invoice.total)) throw new Error(`Invoice ${invoice.tranId} has less than ${amount} open.`)
  const id = new Registry(books).nextTransaction()
  const payment: CustomerPayment = {
    id,
    tranId: `PYMT${30_001 + books.size('customerPayment')}`,
    customer: invoice.entity,
    subsidiary: invoice.subsidiary,
    currency: currency.id,
    tranDate: now.slice(0, 10),
    payment: rounded(new Decimal(amount), currency),
    unapplied: rounded(new Decimal(0), currency),
    apply: [{ doc: invoice.id, amount: rounded(new Decimal(amount), currency) }],
    custom: {},
    createdDate: now,
    lastModifiedDate: now,
  }
  books.put('customerPayment', id, payment)
  books.put('invoice', invoice.id, { ...invoice, amountPaid: rounded(paid, currency), lastModifiedDate: now })
  return { id }
}
