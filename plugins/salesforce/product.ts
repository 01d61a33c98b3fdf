import type { Product, ProductDraft } from '@gantry/canonical/product'
import { z } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { queryOf, type Salesforce, type Subrequest } from './client.ts'
import { kept, plain, written } from './exact.ts'
import { notFound } from './failure.ts'
import { soql } from './soql.ts'
import { termOf, written as writtenTerm } from './term.ts'

const text = z.string().nullable()
const Entry = z.object({ Id: z.string(), UnitPrice: z.string(), CurrencyIsoCode: z.string(), IsActive: z.boolean() })
const ProductRow = z.object({
  Id: z.string(),
  Name: z.string(),
  ProductCode: text,
  IsActive: z.boolean(),
  CurrencyIsoCode: z.string(),
  Gantry_Reference__c: z.string(),
  Gantry_Charge__c: z.enum(['one-off', 'recurring']).nullable(),
  Gantry_Term__c: text,
  Gantry_Tax_Code__c: text,
  Gantry_List_Price__c: text,
  Gantry_Unit_Cost__c: text,
  LastModifiedDate: z.string(),
  PricebookEntries: z.array(Entry).nullable(),
})
type ProductRow = z.output<typeof ProductRow>

const SELECT =
  `SELECT Id, Name, ProductCode, IsActive, CurrencyIsoCode, Gantry_Reference__c, Gantry_Charge__c, Gantry_Term__c,
    Gantry_Tax_Code__c, Gantry_List_Price__c, Gantry_Unit_Cost__c, LastModifiedDate,
    (SELECT Id, UnitPrice, CurrencyIsoCode, IsActive FROM PricebookEntries WHERE Pricebook2.IsStandard = true)
  FROM Product2`.replace(/\s+/g, ' ')
const select = (sku: string) => `${SELECT} ${soql`WHERE Gantry_Reference__c = ${sku}`}`

const entryIn = (row: ProductRow | undefined, currency: string) =>
  row?.PricebookEntries?.find((entry) => entry.CurrencyIsoCode === currency)

function toProduct(row: ProductRow): Product {
  const entry = entryIn(row, row.CurrencyIsoCode)
  if (!entry)
    throw new IntegrationError('price-missing', `The product ${row.Gantry_Reference__c} has no standard price.`, {
      kind: 'data',
      team: 'sales-operations',
      detail: `Product2 ${row.Id} has no PricebookEntry in ${row.CurrencyIsoCode} in the standard price book.`,
    })
  const term = termOf(row.Gantry_Term__c)
  return {
    id: row.Id,
    sku: row.Gantry_Reference__c,
    name: row.Name,
    currency: row.CurrencyIsoCode,
    listPrice: kept(entry.UnitPrice, row.Gantry_List_Price__c),
    ...(row.Gantry_Unit_Cost__c !== null && { unitCost: plain(row.Gantry_Unit_Cost__c) }),
    charge: row.Gantry_Charge__c ?? 'one-off',
    ...(term && { term }),
    ...(row.Gantry_Tax_Code__c !== null && { taxCode: row.Gantry_Tax_Code__c }),
    native: row,
  }
}

const fieldsOf = (sku: string, draft: ProductDraft): Record<string, unknown> => ({
  Name: draft.name,
  ProductCode: sku,
  IsActive: true,
  CurrencyIsoCode: draft.currency,
  Gantry_Charge__c: draft.charge,
  Gantry_Term__c: draft.term ? writtenTerm(draft.term) : null,
  Gantry_Tax_Code__c: draft.taxCode ?? null,
  Gantry_List_Price__c: written(draft.listPrice).text,
  Gantry_Unit_Cost__c: draft.unitCost === undefined ? null : plain(draft.unitCost),
})

async function read(salesforce: Salesforce, sku: string): Promise<ProductRow | undefined> {
  return (await salesforce.query(ProductRow, select(sku)))[0]
}

export async function getProduct(salesforce: Salesforce, sku: string): Promise<Product> {
  const row = await read(salesforce, sku)
  if (!row) throw notFound('product', sku)
  return toProduct(row)
}

/** A page of what is sold, by SKU; the cursor is the last SKU. What has no standard price is not for sale yet. */
export async function listProducts(
  salesforce: Salesforce,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<{ items: Product[]; next?: string }> {
  const after = cursor === undefined ? 'Gantry_Reference__c != null' : soql`Gantry_Reference__c > ${cursor}`
  const rows = await salesforce.query(
    ProductRow,
    `${SELECT} WHERE IsActive = true AND ${after} ORDER BY Gantry_Reference__c LIMIT ${limit + 1}`,
  )
  const shown = rows.slice(0, limit)
  const priced = shown.filter((row) => entryIn(row, row.CurrencyIsoCode)?.IsActive)
  return {
    items: priced.map(toProduct),
    ...(rows.length > limit && { next: shown.at(-1)!.Gantry_Reference__c }),
  }
}

/** Upserts the product and its price in the standard price book: one price for each currency it was listed in. */
export function upsertProduct(salesforce: Salesforce, sku: string, draft: ProductDraft): Promise<Product> {
  return salesforce.exclusively(`product:${sku}`, async () => {
    const row = await read(salesforce, sku)
    const fields = fieldsOf(sku, draft)
    const same = row && Object.entries(fields).every(([name, value]) => row[name as keyof ProductRow] === value)
    const entry = entryIn(row, draft.currency)
    const priced =
      entry?.IsActive && kept(entry.UnitPrice, fields.Gantry_List_Price__c as string | null) === plain(draft.listPrice)
    if (row && same && priced) return toProduct(row)
    const parts: Subrequest[] = []
    const path = `/sobjects/Product2/Gantry_Reference__c/${encodeURIComponent(sku)}`
    if (!same) parts.push({ method: 'PATCH', path, body: fields })
    const price = { UnitPrice: written(draft.listPrice).number, IsActive: true }
    // An entry never changes its product, price book or currency: not even to the same ones.
    if (entry && !priced) parts.push({ method: 'PATCH', path: `/sobjects/PricebookEntry/${entry.Id}`, body: price })
    if (!entry)
      parts.push(queryOf('SELECT Id FROM Pricebook2 WHERE IsStandard = true'), {
        method: 'POST',
        path: '/sobjects/PricebookEntry',
        body: {
          ...price,
          CurrencyIsoCode: draft.currency,
          Product2: { Gantry_Reference__c: sku },
          Pricebook2Id: `@{part${parts.length}.records[0].Id}`,
        },
      })
    const answers = await salesforce.composite([...parts, queryOf(select(sku))])
    const [saved] = await salesforce.rows(ProductRow, answers.at(-1))
    if (!saved) throw notFound('product', sku)
    return toProduct(saved)
  })
}
