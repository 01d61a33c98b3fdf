import type { Availability, Product, ProductDraft } from '@gantry/canonical/product'
import { quoted } from './client.ts'
import { externalIdOf } from './external-id.ts'
import type { NetSuite } from './netsuite.ts'
import { ItemRecord, ItemRow } from './wire.ts'

const RECORD = 'nonInventorySaleItem'

/**
 * A product is booked as a non-inventory item for sale that needs no fulfilment. Prices stay out of NetSuite: each
 * order and invoice line brings its own amount. The SKU is the item's name, as it is.
 */
export async function upsertItem({ client, company }: NetSuite, sku: string, draft: ProductDraft): Promise<Product> {
  const externalId = externalIdOf(sku)
  const known = await client.get(RECORD, `eid:${externalId}`, ItemRecord, { fields: 'itemId,displayName' })
  if (known?.itemId === sku && known.displayName === draft.name) return { id: known.id, sku, ...draft }
  const names = { itemId: sku, displayName: draft.name }
  const body = known
    ? names
    : { ...names, isFulfillable: false, subsidiary: { items: [{ id: await company.root() }] }, includeChildren: true }
  return { id: await client.upsert(RECORD, externalId, body), sku, ...draft }
}

/** One query for all. Stocked items have a quantity; others are always available. */
export async function listAvailability({ client }: NetSuite, skus: string): Promise<{ items: Availability[] }> {
  const wanted = [...new Set(skus.split(',').filter((sku) => sku !== ''))]
  if (wanted.length === 0) return { items: [] }
  const { items } = await client.select(
    `SELECT itemid, itemtype, quantityavailable FROM item WHERE itemid IN (${wanted.map(quoted).join(', ')})`,
    ItemRow,
  )
  return {
    items: items.map((row) => ({
      sku: row.itemid,
      ...(STOCKED.has(row.itemtype) && { available: row.quantityavailable ?? '0' }),
    })),
  }
}

const STOCKED = new Set(['InvtPart', 'Assembly'])
