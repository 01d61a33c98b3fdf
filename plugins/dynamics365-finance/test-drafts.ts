import { IntegrationError } from '@gantry/core/errors'
import { expect } from 'vitest'
import { call, type TestEnvironment } from './test-environment.ts'

/** Whose books the tests below are about. */
export const EMEA = { legalEntity: 'EMEA' }

let number = 0
/** A reference no other test has. */
export const fresh = (prefix: string): string => `${prefix}-${++number}`

export const eur = (amount: string) => ({ currency: 'EUR', amount })

/** A document line of the agreed amounts. */
export function line(id: string, sku: string, quantity: string, net: string, tax: string, gross: string) {
  return { id, sku, description: `Line ${id}`, quantity, net: eur(net), tax: eur(tax), gross: eur(gross) }
}

export const LINES = [
  line('1', 'CHAI', '2', '30.00', '5.70', '35.70'),
  line('2', 'MB/10 "34" | ö', '3', '100.00', '19.00', '119.00'),
]

export const CUSTOMER = {
  name: 'Alfreds Futterkiste',
  email: 'maria@alfreds.example',
  phone: '030-0074321',
  currency: 'EUR',
  taxId: 'DE123456789',
  billTo: { street: 'Obere Str. 57', city: 'Berlin', postalCode: '12209', country: 'DE' },
}

export const PRODUCT = { name: 'Chai', currency: 'EUR', listPrice: '18', charge: 'one-off' } as const

/** The customer and items that the drafts below name. */
export async function stockUp({ erp }: TestEnvironment): Promise<void> {
  await erp.upsertCustomer({ reference: 'ALFKI', body: { ...CUSTOMER, legalEntity: 'EMEA' } }, call())
  for (const { sku } of LINES) await erp.upsertItem({ sku, query: EMEA, body: { ...PRODUCT, name: sku } }, call())
}

export const salesOrder = (reference: string, lines = LINES) => ({
  body: { reference, customer: 'ALFKI', legalEntity: 'EMEA', currency: 'EUR', orderedOn: '2026-03-01', lines },
})

export const invoice = (reference: string, order: string, lines = LINES, totals = ['130.00', '24.70', '154.70']) => ({
  body: {
    reference,
    number: `N-${reference}`,
    order,
    customer: 'ALFKI',
    legalEntity: 'EMEA',
    currency: 'EUR',
    issuedOn: '2026-03-02',
    dueOn: '2026-04-01',
    lines,
    net: eur(totals[0]!),
    tax: eur(totals[1]!),
    gross: eur(totals[2]!),
  },
})

export const payment = (reference: string, amount: string, applications: { invoice: string; amount: string }[]) => ({
  body: {
    reference,
    customer: 'ALFKI',
    legalEntity: 'EMEA',
    currency: 'EUR',
    amount: eur(amount),
    receivedOn: '2026-03-20',
    applications: applications.map((each) => ({ invoice: each.invoice, amount: eur(each.amount) })),
  },
})

export async function failureOf(work: Promise<unknown>): Promise<IntegrationError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(IntegrationError)
  return outcome as IntegrationError
}

export const entriesOf = async (environment: TestEnvironment, kind: string, reference: string) =>
  (await environment.ledger()).filter((entry) => entry.kind === kind && entry.reference === reference)
