import { Decimal } from '@gantry/canonical/money'
import { type Draft, type EntitySet, entitySet, idOf, type Row, type Service } from './entity.ts'
import { propertiesOf } from './property.ts'
import { Refusal } from './refusal.ts'
import type { Unit } from './unit.ts'

const product = (target: string) => ({ set: target, many: true, on: { Product: 'Product' } })

const products: EntitySet = entitySet({
  name: 'A_Product',
  properties: propertiesOf(`Product:S40! ProductType:S4 CreationDate:T- CreatedByUser:S12- LastChangeDate:T-
    IsMarkedForDeletion:B ProductOldID:S40 ProductGroup:S9 BaseUnit:S3 ItemCategoryGroup:S4 Division:S2 IndustrySector:S1`),
  navigation: { to_Description: product('A_ProductDescription'), to_SalesDelivery: product('A_ProductSalesDelivery') },
  create: createProduct,
})
const descriptions: EntitySet = entitySet({
  name: 'A_ProductDescription',
  properties: propertiesOf('Product:S40! Language:S2! ProductDescription:S40'),
  update: (unit, row, changes) => {
    const next = { ...row, ...changes }
    unit.put(descriptions.table, idOf(descriptions, next), next, 'PATCH A_ProductDescription')
    return next
  },
})
const deliveries: EntitySet = entitySet({
  name: 'A_ProductSalesDelivery',
  properties: propertiesOf(
    'Product:S40! ProductSalesOrg:S4! ProductDistributionChnl:S2! SupplyingPlant:S4 ItemCategoryGroup:S4 BaseUnit:S3',
  ),
  create: (unit, { values }) => extend(unit, values, 'POST A_ProductSalesDelivery'),
})

const sets = [products, descriptions, deliveries]

/** Product Master (A2X), OData V2. */
export const productService: Service = {
  path: '/sap/opu/odata/sap/API_PRODUCT_SRV',
  namespace: 'API_PRODUCT_SRV',
  version: 'V2',
  sets: Object.fromEntries(sets.map((set) => [set.name, set])),
  functions: {},
}

function createProduct(unit: Unit, { values, nested }: Draft): Row {
  const number = String(values.Product ?? '')
  // A material number is upper case, with the characters its template allows.
  if (!/^[A-Z0-9][A-Z0-9_.-]{0,39}$/.test(number))
    throw new Refusal(400, 'M3/048', `Material number ${number} not allowed`)
  if (unit.get('A_Product', number)) throw new Refusal(400, 'M3/040', `Product ${number} already exists`)
  if (!['SERV', 'HAWA', 'FERT'].includes(String(values.ProductType)))
    throw new Refusal(400, 'M3/187', `Product type ${values.ProductType} does not exist`)
  if (!values.BaseUnit) throw new Refusal(400, 'M3/133', 'Enter a base unit of measure')
  const row = { ...values, Product: number, CreationDate: unit.today(), CreatedByUser: 'COMM_USER' }
  unit.put('A_Product', number, row, 'POST A_Product')
  for (const each of nested.to_Description ?? []) {
    const description = { ...each.values, Product: number }
    unit.put(descriptions.table, idOf(descriptions, description), description)
  }
  for (const each of nested.to_SalesDelivery ?? []) extend(unit, { ...each.values, Product: number })
  return row
}

function extend(unit: Unit, row: Row, write?: string): Row {
  if (!unit.get('A_Product', String(row.Product)))
    throw new Refusal(400, 'M3/305', `Product ${row.Product} does not exist`)
  if (!unit.get('A_CompanyCode', String(row.ProductSalesOrg)))
    throw new Refusal(400, 'M3/352', `Sales organization ${row.ProductSalesOrg} does not exist`)
  unit.put(deliveries.table, idOf(deliveries, row), row, write)
  return row
}

/** The warehouse counts a product in a plant; a product that was a service before is stocked from now on. */
export function stock(unit: Unit, number: string, plant: string, quantity: string): void {
  const known = unit.get('A_Product', number)
  if (!known) throw new Refusal(404, 'M3/305', `Product ${number} does not exist`)
  unit.put('A_Product', number, { ...known, ProductType: 'HAWA' })
  unit.put('stock', `${number}/${plant}`, { quantity })
}

const text = propertiesOf('SupplyingPlant:S4 Material:S40 ATPCheckingRule:S2 RequestedUTCDateTime:O')
const returns =
  propertiesOf(`PeriodStartUTCDateTime:O PeriodStartTimeZone:S6 PeriodEndUTCDateTime:O PeriodEndTimeZone:S6
  AvailableQuantityInBaseUnit:D16.3 BaseUnit:S3`)

/** Basic Product Availability Information, OData V2: function imports only. */
export const availabilityService: Service = {
  path: '/sap/opu/odata/sap/API_PRODUCT_AVAILY_INFO_BASIC',
  namespace: 'API_PRODUCT_AVAILY_INFO_BASIC',
  version: 'V2',
  sets: {},
  functions: {
    DetermineAvailabilityAt: {
      type: 'AvailabilityRecord',
      parameters: text,
      returns,
      call: (unit, { Material: material, SupplyingPlant: plant, ATPCheckingRule: rule, RequestedUTCDateTime: at }) => {
        if (!material || !plant || !rule || !at) throw new Refusal(400, 'ATP_API/001', 'A parameter is missing')
        const known = unit.get('A_Product', material)
        if (!known) throw new Refusal(400, 'ATP_API/012', `Material ${material} does not exist in plant ${plant}`)
        return {
          PeriodStartUTCDateTime: at,
          PeriodStartTimeZone: 'UTC',
          PeriodEndUTCDateTime: '9999-12-31T23:59:59Z',
          PeriodEndTimeZone: 'UTC',
          AvailableQuantityInBaseUnit: new Decimal(
            unit.get<{ quantity: string }>('stock', `${material}/${plant}`)?.quantity ?? 0,
          ).toFixed(3),
          BaseUnit: String(known.BaseUnit),
        }
      },
    },
  },
}
