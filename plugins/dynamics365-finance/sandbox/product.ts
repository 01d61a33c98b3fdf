import { add, change, companyOf, type Rules, type Session } from './application.ts'
import { infolog } from './problem.ts'
import { entityNamed } from './query.ts'
import type { Row } from './store.ts'

const ENTITY = entityNamed('ReleasedProductCreationsV2')

/** Creates the shared product where there is none, and releases it to a company. */
export const productCreations: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, ENTITY, given)
    for (const [field, label] of Object.entries({
      ProductName: 'Product name',
      ProductGroupId: 'Item group',
      ItemModelGroupId: 'Item model group',
      StorageDimensionGroupName: 'Storage dimension group',
    }))
      if (!row[field]) throw infolog(ENTITY.source, `Field '${label}' must be filled in.`)
    const ItemNumber = row.ItemNumber ?? String(session.store.next('ItemNumber')).padStart(6, '0')
    const { ProductName, ...released }: Row = { ProductSubType: 'Product', ...row, ItemNumber }
    add(session, 'ReleasedProductsV2', { ProductNumber: ItemNumber, ...released }, 'POST ReleasedProductCreationsV2')
    return { ...released, ProductName: ProductName! }
  },
}

/** A released product is changed here, never made. */
export const releasedProducts: Rules = {
  update: (_session, before, changes) => ({ ...before, ...changes }),
}

/** A warehouse counts: turns the released product into a stocked one. */
export function stock(session: Session, product: Row, quantity: string): Row {
  change(session, 'ReleasedProductsV2', { ...product, ProductType: 'Item' })
  const onHand = {
    dataAreaId: product.dataAreaId!,
    ItemNumber: product.ItemNumber!,
    InventorySiteId: '1',
    InventoryWarehouseId: '11',
    OnHandQuantity: quantity,
    AvailableOnHandQuantity: quantity,
  }
  change(session, 'WarehousesOnHandV2', onHand)
  return onHand
}
