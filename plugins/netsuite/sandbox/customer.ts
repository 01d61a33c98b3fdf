import { Decimal } from '@gantry/canonical/money'
import type { Context } from 'hono'
import { z } from 'zod'
import { Numeral, numeral, Ref, Text, understood } from './body.ts'
import type { Currency, Subsidiary } from './company.ts'
import type { Account } from './document.ts'
import type { Invoice } from './invoice.ts'
import { invalidContent, userError } from './problem.ts'
import { companyRefs, linkTo, refTo, type Shown, sublist, type View } from './view.ts'

type Address = { addr1?: string; addr2?: string; city?: string; state?: string; zip?: string; country?: { id: string } }
type AddressLine = { defaultBilling: boolean; defaultShipping: boolean; addressBookAddress: Address }

export type Customer = {
  id: string
  entityId: string
  externalId?: string
  companyName: string
  email?: string
  phone?: string
  isPerson: boolean
  subsidiary: string
  /** The first one is the primary currency. */
  currencies: string[]
  addressBook: AddressLine[]
  creditLimit?: string
  creditHoldOverride: 'AUTO' | 'ON' | 'OFF'
  custom: Record<string, string>
  createdDate: string
  lastModifiedDate: string
}

const Country = z.strictObject({ id: z.string().regex(/^[A-Z]{2}$/, 'Unknown country.') })
const AddressBook = z.strictObject({
  items: z.array(
    z.strictObject({
      defaultBilling: z.boolean().default(false),
      defaultShipping: z.boolean().default(false),
      label: Text.optional(),
      addressBookAddress: z.strictObject({
        addr1: z.string().max(150).optional(),
        addr2: z.string().max(150).optional(),
        city: z.string().max(50).optional(),
        state: z.string().max(50).optional(),
        zip: z.string().max(36).optional(),
        country: Country.optional(),
      }),
    }),
  ),
})

const Body = z.strictObject({
  externalId: z.string().optional(),
  entityId: z.string().max(83).optional(),
  companyName: z.string().min(1).max(83).optional(),
  isPerson: z.boolean().optional(),
  email: z.email().max(254).optional(),
  phone: z.string().min(7).max(32).optional(),
  subsidiary: Ref.optional(),
  currency: Ref.optional(),
  currencyList: z.strictObject({ items: z.array(z.strictObject({ currency: Ref })) }).optional(),
  addressBook: AddressBook.optional(),
  creditLimit: Numeral.optional(),
  creditHoldOverride: z.strictObject({ id: z.enum(['AUTO', 'ON', 'OFF']) }).optional(),
  custentity_gantry_reference: z.string().optional(),
  custentity_gantry_tax_id: z.string().optional(),
})

export function createCustomer(account: Account, c: Context, raw: unknown, write: string, eid?: string): string {
  const { books, registry } = account
  const body = understood(c, Body, raw)
  const externalId = eid ?? body.externalId
  registry.assertFree('customer', externalId)
  if (!body.companyName) throw userError('Please enter value(s) for: Company Name')
  if (!body.subsidiary) throw userError('Please enter value(s) for: Primary Subsidiary')
  const subsidiary = registry.resolve<Subsidiary>('subsidiary', 'subsidiary', body.subsidiary, 'subsidiary')
  const id = String(1001 + books.size('customer'))
  const currency = body.currency
    ? registry.resolve<Currency>('currency', 'currency', body.currency, 'currency').id
    : subsidiary.currency
  const customer: Customer = {
    id,
    entityId: body.entityId ?? `CUST${10_000 + books.size('customer') + 1}`,
    ...(externalId !== undefined && { externalId }),
    companyName: body.companyName,
    isPerson: body.isPerson ?? false,
    subsidiary: subsidiary.id,
    currencies: [currency],
    addressBook: [],
    creditHoldOverride: 'AUTO',
    custom: {},
    createdDate: account.now(),
    lastModifiedDate: account.now(),
  }
  books.put('customer', id, changed(account, customer, body, false), write)
  registry.claim('customer', externalId, id)
  return id
}

export function updateCustomer(account: Account, c: Context, id: string, raw: unknown, write: string): void {
  const body = understood(c, Body, raw)
  const customer = account.books.get<Customer>('customer', id)!
  const replace = (c.req.query('replace') ?? '').split(',').includes('addressBook')
  account.books.put('customer', id, changed(account, customer, body, replace), write)
}

function changed(account: Account, customer: Customer, body: z.output<typeof Body>, replace: boolean): Customer {
  const { registry } = account
  if (body.subsidiary) {
    const { id } = registry.resolve<Subsidiary>('subsidiary', 'subsidiary', body.subsidiary, 'subsidiary')
    if (id !== customer.subsidiary && hasTransactions(account, customer.id))
      throw userError('The primary subsidiary of an entity with transactions cannot be changed.')
    customer = { ...customer, subsidiary: id }
  }
  if (body.currency) {
    const { id } = registry.resolve<Currency>('currency', 'currency', body.currency, 'currency')
    if (id !== customer.currencies[0] && hasTransactions(account, customer.id))
      throw userError('The primary currency of an entity with transactions cannot be changed.')
    customer = { ...customer, currencies: [id, ...customer.currencies.slice(1)] }
  }
  const added = (body.currencyList?.items ?? []).map(
    (each) => registry.resolve<Currency>('currency', 'currency', each.currency, 'currencyList').id,
  )
  const lines = (body.addressBook?.items ?? []) as AddressLine[]
  const kept = replace && body.addressBook ? [] : customer.addressBook.map((line) => demoted(line, lines))
  return {
    ...customer,
    currencies: [...new Set([...customer.currencies, ...added])],
    addressBook: [...kept, ...lines],
    lastModifiedDate: account.now(),
    ...(body.companyName !== undefined && { companyName: body.companyName }),
    ...(body.email !== undefined && { email: body.email }),
    ...(body.phone !== undefined && { phone: body.phone }),
    ...(body.creditLimit && { creditLimit: body.creditLimit.toFixed(2) }),
    ...(body.creditHoldOverride && { creditHoldOverride: body.creditHoldOverride.id }),
    custom: {
      ...customer.custom,
      ...(body.custentity_gantry_reference && { custentity_gantry_reference: body.custentity_gantry_reference }),
      ...(body.custentity_gantry_tax_id && { custentity_gantry_tax_id: body.custentity_gantry_tax_id }),
    },
  }
}

/** One address at most is the default for each use: a new one takes it from the old. */
const demoted = (line: AddressLine, added: readonly AddressLine[]): AddressLine => ({
  ...line,
  defaultBilling: line.defaultBilling && !added.some((each) => each.defaultBilling),
  defaultShipping: line.defaultShipping && !added.some((each) => each.defaultShipping),
})

const hasTransactions = ({ books }: Account, id: string): boolean =>
  ['salesOrder', 'invoice'].some((table) => books.find<{ entity: string }>(table, (each) => each.entity === id)) ||
  books.find<{ customer: string }>('customerPayment', (each) => each.customer === id) !== undefined

export function customerView(account: Account, id: string, shown: Shown): View {
  const { books } = account
  const customer = books.get<Customer>('customer', id)!
  const path = `customer/${id}`
  const open = openByCurrency(account, id)
  const balanceIn = (currency: string) => numeral((open.get(currency) ?? new Decimal(0)).toFixed())
  return {
    links: linkTo(shown, 'customer', id),
    id,
    entityId: customer.entityId,
    ...(customer.externalId !== undefined && { externalId: customer.externalId }),
    companyName: customer.companyName,
    isPerson: customer.isPerson,
    ...(customer.email !== undefined && { email: customer.email }),
    ...(customer.phone !== undefined && { phone: customer.phone }),
    ...companyRefs(books, shown, { subsidiary: customer.subsidiary, currency: customer.currencies[0]! }),
    balance: balanceIn(customer.currencies[0]!),
    ...(customer.creditLimit !== undefined && { creditLimit: numeral(customer.creditLimit) }),
    creditHoldOverride: { id: customer.creditHoldOverride, refName: customer.creditHoldOverride },
    currencyList: sublist(shown, `${path}/currencyList`, () =>
      customer.currencies.map((currency) => ({
        currency: refTo(shown, 'currency', currency, books.get<Currency>('currency', currency)!.name),
        balance: balanceIn(currency),
      })),
    ),
    addressBook: sublist(shown, `${path}/addressBook`, () =>
      customer.addressBook.map((line, index) => ({ id: index + 1, ...line })),
    ),
    ...customer.custom,
    createdDate: customer.createdDate,
    lastModifiedDate: customer.lastModifiedDate,
  }
}

/** What the customer owes, by currency: open invoices less unapplied payments. */
function openByCurrency({ books }: Account, id: string): Map<string, Decimal> {
  const open = new Map<string, Decimal>()
  const add = (currency: string, amount: Decimal) =>
    open.set(currency, (open.get(currency) ?? new Decimal(0)).plus(amount))
  for (const invoice of books.all<Invoice>('invoice'))
    if (invoice.entity === id) add(invoice.currency, new Decimal(invoice.total).minus(invoice.amountPaid))
  for (const payment of books.all<{ customer: string; currency: string; unapplied: string }>('customerPayment'))
    if (payment.customer === id) add(payment.currency, new Decimal(payment.unapplied).negated())
  return open
}

const Relationship = z.strictObject({ entity: Ref, subsidiary: Ref })

/** Lets a customer buy from one more subsidiary. */
export function relate(account: Account, c: Context, raw: unknown, write: string, externalId?: string): string {
  const { books, registry } = account
  const body = understood(c, Relationship, raw)
  const customer = registry.resolve<Customer>('customer', 'customer', body.entity, 'entity')
  const subsidiary = registry.resolve<Subsidiary>('subsidiary', 'subsidiary', body.subsidiary, 'subsidiary')
  const id = `${customer.id}-${subsidiary.id}`
  if (externalId !== undefined && registry.find('customerSubsidiaryRelationship', externalId) === id) return id
  registry.assertFree('customerSubsidiaryRelationship', externalId)
  if (customer.subsidiary === subsidiary.id || books.get('relationship', id))
    throw invalidContent('The entity already belongs to this subsidiary.', 'subsidiary')
  books.put('relationship', id, { id, entity: customer.id, subsidiary: subsidiary.id }, write)
  registry.claim('customerSubsidiaryRelationship', externalId, id)
  return id
}
