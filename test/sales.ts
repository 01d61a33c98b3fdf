import type { CustomerDraft } from '@gantry/canonical/customer'
import type { ProductDraft } from '@gantry/canonical/product'
import type { QuoteDraft, QuoteLine } from '@gantry/canonical/quote'
import type { Landscape } from './landscape.ts'

export const customer: CustomerDraft = {
  name: 'Northern Bikes Ltd',
  email: 'orders@northern-bikes.example',
  currency: 'USD',
  billTo: { street: '1 Main St', city: 'Denver', region: 'CO', postalCode: '80202', country: 'US' },
  shipTo: { street: '1 Main St', city: 'Denver', region: 'CO', postalCode: '80202', country: 'US' },
}

export const bike: ProductDraft = { name: 'Mountain bike', currency: 'USD', listPrice: '1000', charge: 'one-off' }
export const care: ProductDraft = {
  name: 'Bike care',
  currency: 'USD',
  listPrice: '30',
  charge: 'recurring',
  term: { unit: 'month', count: 1 },
}

export const line = (given: Partial<QuoteLine> = {}): QuoteLine => ({
  id: '10',
  sku: 'BIKE',
  description: 'Mountain bike',
  charge: 'one-off',
  quantity: '1',
  unitPrice: '1000',
  discount: '0',
  ...given,
})

export const careLine = (given: Partial<QuoteLine> = {}): QuoteLine =>
  line({
    id: '20',
    sku: 'CARE',
    description: 'Bike care',
    charge: 'recurring',
    term: { unit: 'month', count: 1 },
    unitPrice: '30',
    ...given,
  })

export const quote = (given: Partial<QuoteDraft> = {}): QuoteDraft => ({
  customer: 'C-1',
  legalEntity: 'US01',
  currency: 'USD',
  priceBasis: 'net',
  quotedOn: '2026-03-02',
  state: 'presented',
  lines: [line()],
  ...given,
})

const put = async (landscape: Landscape, path: string, body: unknown): Promise<void> => {
  const answer = await landscape.call(path, { method: 'PUT', body })
  if (answer.status >= 300) throw new Error(`PUT ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
}

/** What a company has before its first quote: legal entities in ERP and tax engine, products, a customer. */
export async function setUp(landscape: Landscape, { entities = ['US01'], currency = 'USD' } = {}): Promise<void> {
  for (const [erp, kept] of Map.groupBy(entities, (name) => landscape.erpOf(name)))
    await landscape.act(erp, 'company', { legalEntities: kept.map((name) => ({ name, currency })) })
  await landscape.act('avalara', 'company', { companies: entities })
  for (const [sku, product] of Object.entries({ BIKE: bike, CARE: care })) {
    await put(landscape, `/system/cpq/v1/products/${sku}`, product)
    for (const name of entities) await put(landscape, `/system/erp/v1/items/${sku}?legalEntity=${name}`, product)
  }
  await put(landscape, '/system/crm/v1/customers/C-1', customer)
}

export const quoted = (landscape: Landscape, reference: string, draft: QuoteDraft): Promise<void> =>
  put(landscape, `/system/cpq/v1/quotes/${reference}`, draft)
