import { folderOf } from './folder.fixture.ts'
import { readCompany } from './read.ts'

export const CUSTOMERS = 'id,name,email,country\nC1,Acme,ap@acme.example,US\nC2,Bolt,,Germany\n'
const PRODUCTS = 'sku,title,price\n0100,Bolt M8,2.50\nP2,Nut,1.00\n'
export const MAPPING = `
name: Test
priceBasis: net
legalEntities: [{ name: ONE, currency: USD, country: US }]
format: { decimal: "." }
customers: { file: customers.csv, reference: id, name: name, email: email, billTo: { country: country } }
products: { file: products.csv, sku: sku, name: title, listPrice: price, currency: { value: USD } }
orders: { file: orders.csv, reference: no, customer: customer, date: date, currency: { column: cur }, stated: { net: total } }
items: { file: items.csv, order: no, sku: sku, quantity: qty, unitPrice: price }
`
const HEAD = 'no,customer,date,cur,total\n'
const ITEMS = 'no,sku,qty,price\n'

/** Reads orders and items, as rows without their header, beside a few customers and products. */
export async function read(
  orders: string,
  items: string,
  more: Record<string, string | Uint8Array> = {},
  mapping = MAPPING,
) {
  const files = {
    'customers.csv': CUSTOMERS,
    'products.csv': PRODUCTS,
    'orders.csv': HEAD + orders,
    'items.csv': ITEMS + items,
  }
  return readCompany(await folderOf({ ...files, 'gantry-orders.yaml': mapping, ...more }))
}

export const GOOD = 'G,C1,2026-01-02,USD,5\n'
export const GOOD_ITEM = 'G,0100,2,2.5\n'
