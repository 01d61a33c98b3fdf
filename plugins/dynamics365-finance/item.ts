import { Decimal } from '@gantry/canonical/money'
import type { Availability, Product, ProductDraft } from '@gantry/canonical/product'
import { z } from 'zod'
import type { Environment } from './environment.ts'
import { isDuplicate } from './failure.ts'
import { keyOf } from './key.ts'
import { chunksOf, oneOf, quoted } from './odata.ts'
import { columnsOf, OnHandRecord, ProductRecord } from './wire.ts'

/**
 * A product is a service that each company this connection serves has released. It is made where it is missing and left
 * alone where it is not: names and prices of a released product are kept by whoever keeps products.
 */
export async function upsertItem(environment: Environment, sku: string, draft: ProductDraft): Promise<Product> {
  const { client, companies, settings } = environment
  const item = keyOf(sku)
  const [served, released] = await Promise.all([companies.served(), readProducts(environment, [item])])
  for (const { id } of served) {
    if (released.some(({ dataAreaId }) => dataAreaId.toLowerCase() === id.toLowerCase())) continue
    try {
      await client.create(
        'ReleasedProductCreationsV2',
        {
          dataAreaId: id,
          ItemNumber: item,
          ProductNumber: item,
          ProductName: draft.name.slice(0, 60),
          ProductSearchName: sku.slice(0, 20),
          ProductType: 'Service',
          ProductSubType: 'Product',
          ProductGroupId: settings.itemGroup,
          ItemModelGroupId: settings.itemModelGroup,
          StorageDimensionGroupName: settings.storageDimensionGroup,
          TrackingDimensionGroupName: settings.trackingDimensionGroup,
          InventoryUnitSymbol: settings.unit,
          SalesUnitSymbol: settings.unit,
          PurchaseUnitSymbol: settings.unit,
        },
        z.object({ ItemNumber: z.string() }),
      )
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
  }
  return { id: item, sku, ...draft }
}

/** What all companies of this connection have on hand; services are always available. */
export async function listAvailability(environment: Environment, skus: string): Promise<{ items: Availability[] }> {
  const { client, companies } = environment
  const wanted = [...new Set(skus.split(',').filter((sku) => sku !== ''))]
  if (wanted.length === 0) return { items: [] }
  const keys = wanted.map(keyOf)
  const [served, products, onHand] = await Promise.all([
    companies.served(),
    readProducts(environment, keys),
    Promise.all(
      chunksOf(keys).map((chunk) =>
        client.list('WarehousesOnHandV2', OnHandIn, {
          $select: columnsOf(OnHandIn),
          $filter: oneOf('ItemNumber', chunk.map(quoted)),
        }),
      ),
    ),
  ])
  const ours = new Set(served.map(({ id }) => id.toLowerCase()))
  const isOurs = (row: { dataAreaId: string }) => ours.has(row.dataAreaId.toLowerCase())
  return {
    items: wanted.flatMap((sku): Availability[] => {
      const released = products.filter((row) => row.ItemNumber === keyOf(sku) && isOurs(row))
      if (released.length === 0) return []
      if (released.every(({ ProductType }) => ProductType === 'Service')) return [{ sku }]
      const quantities = onHand.flat().filter((row) => row.ItemNumber === keyOf(sku) && isOurs(row))
      const available = quantities.reduce((total, row) => total.plus(row.AvailableOnHandQuantity), new Decimal(0))
      return [{ sku, available: available.toFixed() }]
    }),
  }
}

const OnHandIn = OnHandRecord.extend({ dataAreaId: z.string() })

const readProducts = async ({ client }: Environment, items: readonly string[]) =>
  (
    await Promise.all(
      chunksOf(items).map((chunk) =>
        client.list('ReleasedProductsV2', ProductRecord, {
          $select: columnsOf(ProductRecord),
          $filter: oneOf('ItemNumber', chunk.map(quoted)),
        }),
      ),
    )
  ).flat()
