import { Decimal } from '@gantry/canonical/money'
import type { Availability, Product, ProductDraft } from '@gantry/canonical/product'
import { z } from 'zod'
import type { Environment } from './environment.ts'
import { isDuplicate } from './failure.ts'
import { keyOf } from './key.ts'
import { chunksOf, oneOf, quoted } from './odata.ts'
import { columnsOf, OnHandRecord, ProductRecord } from './wire.ts'

/**
 * A product is a service that the company has released. It is made where it is missing and left alone where it is not:
 * names and prices of a released product are kept by whoever keeps products.
 */
export async function upsertItem(
  environment: Environment,
  sku: string,
  { legalEntity }: { legalEntity: string },
  draft: ProductDraft,
): Promise<Product> {
  const { client, companies, settings } = environment
  const { id: dataAreaId } = await companies.of(legalEntity)
  const item = keyOf(sku)
  const known = await readAll(environment, 'ReleasedProductsV2', ProductRecord, dataAreaId, [item])
  if (known.length > 0) return { id: item, sku, ...draft }
  try {
    await client.create(
      'ReleasedProductCreationsV2',
      {
        dataAreaId,
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
  return { id: item, sku, ...draft }
}

/** What the company's warehouses have on hand; a service is always available. */
export async function listAvailability(
  environment: Environment,
  { legalEntity, skus }: { legalEntity: string; skus: string },
): Promise<{ items: Availability[] }> {
  const wanted = [...new Set(skus.split(',').filter((sku) => sku !== ''))]
  const { id: dataAreaId } = await environment.companies.of(legalEntity)
  const keys = wanted.map(keyOf)
  const [products, onHand] = await Promise.all([
    readAll(environment, 'ReleasedProductsV2', ProductRecord, dataAreaId, keys),
    readAll(environment, 'WarehousesOnHandV2', OnHandRecord, dataAreaId, keys),
  ])
  return {
    items: wanted.flatMap((sku): Availability[] => {
      const product = products.find((row) => row.ItemNumber === keyOf(sku))
      if (!product) return []
      if (product.ProductType === 'Service') return [{ sku }]
      const quantities = onHand.filter((row) => row.ItemNumber === keyOf(sku))
      const available = quantities.reduce((total, row) => total.plus(row.AvailableOnHandQuantity), new Decimal(0))
      return [{ sku, available: available.toFixed() }]
    }),
  }
}

async function readAll<Shape extends z.ZodObject>(
  { client }: Environment,
  set: string,
  schema: Shape,
  company: string,
  items: readonly string[],
): Promise<z.output<Shape>[]> {
  const parts = chunksOf(items).map((chunk) =>
    client.list<z.output<Shape>>(set, schema as unknown as z.ZodType<z.output<Shape>>, {
      $select: columnsOf(schema),
      $filter: `dataAreaId eq ${quoted(company)} and ${oneOf('ItemNumber', chunk.map(quoted))}`,
    }),
  )
  return (await Promise.all(parts)).flat()
}
