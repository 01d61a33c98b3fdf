import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { Decimal } from '@gantry/canonical/money'
import type { Books } from '@gantry/core/sandbox'
import type { Currency, Subsidiary } from './company.ts'
import type { Customer } from './customer.ts'
import { type Invoice, invoiceStatus, remaining } from './invoice.ts'
import type { Item } from './item.ts'
import type { CustomerPayment } from './payment.ts'
import { type SalesOrder, statusOf } from './sales-order.ts'

export function ledger(books: Books): LedgerEntry[] {
  const entityOf = (id: string) => books.get<Subsidiary>('subsidiary', id)!.name
  const currencyOf = (id: string) => books.get<Currency>('currency', id)!
  const common = (record: SalesOrder | Invoice | CustomerPayment) => ({
    id: record.id,
    number: record.tranId,
    ...referenceOf(record.custom.custbody_gantry_reference ?? record.externalId),
    entity: entityOf(record.subsidiary),
    currency: currencyOf(record.currency).symbol,
    at: record.createdDate,
    ...(record.custom.custbody_gantry_correlation && { correlation: record.custom.custbody_gantry_correlation }),
  })
  const amounts = (record: SalesOrder | Invoice) => ({
    net: record.subtotal,
    tax: record.taxTotal,
    gross: record.total,
    lines: linesOf(record, currencyOf(record.currency)),
  })
  return [
    ...books.all<Customer>('customer').map(
      (customer): LedgerEntry => ({
        kind: 'customer',
        id: customer.id,
        number: customer.entityId,
        ...referenceOf(customer.custom.custentity_gantry_reference ?? customer.externalId),
        entity: entityOf(customer.subsidiary),
        currency: currencyOf(customer.currencies[0]!).symbol,
        state: customer.creditHoldOverride === 'ON' ? 'On Hold' : 'Active',
        at: customer.createdDate,
      }),
    ),
    ...books.all<Item>('item').map(
      (item): LedgerEntry => ({
        kind: 'product',
        id: item.id,
        reference: item.itemId,
        state: 'Active',
        at: item.createdDate,
      }),
    ),
    ...books.all<SalesOrder>('salesOrder').map((order): LedgerEntry => {
      const entry = common(order)
      return {
        kind: 'sales-order',
        ...entry,
        ...(entry.reference !== undefined && { order: entry.reference }),
        ...amounts(order),
        state: statusOf(order).refName,
      }
    }),
    ...books.all<Invoice>('invoice').map(
      (invoice): LedgerEntry => ({
        kind: 'invoice',
        ...common(invoice),
        ...(invoice.custom.custbody_gantry_order !== undefined && { order: invoice.custom.custbody_gantry_order }),
        ...amounts(invoice),
        open: remaining(invoice).toFixed(currencyOf(invoice.currency).precision),
        state: invoiceStatus(invoice).refName,
      }),
    ),
    ...books.all<CustomerPayment>('customerPayment').map(
      (payment): LedgerEntry => ({
        kind: 'cash-application',
        ...common(payment),
        gross: payment.payment,
        open: payment.unapplied,
        state: new Decimal(payment.unapplied).isZero() ? 'Applied' : 'Unapplied',
      }),
    ),
  ]
}

const referenceOf = (reference: string | undefined) => (reference === undefined ? {} : { reference })

function linesOf({ lines }: SalesOrder | Invoice, { precision }: Currency): LedgerEntry['lines'] {
  const sum = (amounts: string[]) =>
    amounts.reduce((total, amount) => total.plus(amount), new Decimal(0)).toFixed(precision)
  return {
    count: lines.length,
    net: sum(lines.map((line) => line.amount)),
    tax: sum(lines.map((line) => line.tax)),
    gross: sum(lines.flatMap((line) => [line.amount, line.tax])),
  }
}
