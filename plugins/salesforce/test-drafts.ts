import type { ProductDraft } from '@gantry/canonical/product'
import type { QuoteDraft } from '@gantry/canonical/quote'
import { IntegrationError } from '@gantry/core/errors'
import { expect } from 'vitest'
import { call, type TestOrg } from './test-org.ts'

type Ports = Pick<ReturnType<TestOrg['connect']>, 'crm' | 'cpq'>

export const customer = {
  name: "O'Brien & Söhne",
  email: 'ap@obrien.example',
  phone: '+49 30 1234',
  currency: 'EUR',
  taxId: 'DE123456789',
  billTo: { street: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
}
export const product: ProductDraft = {
  name: 'Mountain Bike',
  currency: 'USD',
  listPrice: '2186.625',
  charge: 'one-off',
}
export const line = (id: string, over: object = {}) => ({
  id,
  sku: 'MB-1',
  description: 'Bike <27"> & bell',
  charge: 'one-off' as const,
  quantity: '3',
  unitPrice: '2186.625',
  discount: '0.15',
  ...over,
})
export const quote = (over: Partial<QuoteDraft> = {}): QuoteDraft => ({
  customer: 'C-1',
  legalEntity: 'EMEA',
  currency: 'USD',
  priceBasis: 'net',
  quotedOn: '2026-03-01',
  validUntil: '2026-04-01',
  state: 'presented',
  lines: [line('1')],
  ...over,
})

/** The customer and the product that the quotes are about. */
export async function seed({ crm, cpq }: Ports) {
  await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
  await cpq.upsertProduct({ sku: 'MB-1', body: product }, call())
}

export async function ordered({ cpq }: Ports, reference: string) {
  await cpq.upsertQuote({ reference, body: quote({ state: 'accepted' }) }, call())
  return cpq.orderQuote({ reference }, call())
}

/** The error that the work ended with. */
export const failed = async (work: Promise<unknown>): Promise<IntegrationError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(IntegrationError)
  return error as IntegrationError
}
