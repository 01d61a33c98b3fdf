import type { Availability, Product, ProductDraft } from '@gantry/canonical/product'
import { failureOf } from './failure.ts'
import { keyOf } from './key.ts'
import { keyed, literal, parseExactly, understood } from './odata.ts'
import type { Sap } from './sap.ts'
import { AVAILABILITY, PRODUCTS } from './services.ts'
import { AvailabilityAnswer, ProductKind, ProductRecord } from './wire.ts'

/** A material number has 18 characters where nobody has switched on the long ones; V4 takes no more. */
export const productNumber = (sku: string): string => keyOf(sku, 18)

const LANGUAGE = 'EN'

/**
 * A product is booked as a service that needs no delivery, and sold by the sales organizations that asked for it. Prices
 * stay out of SAP: each order and invoice line brings its own amount. The SKU as it is stands in `ProductOldID`.
 */
export async function upsertItem(sap: Sap, sku: string, legalEntity: string, draft: ProductDraft): Promise<Product> {
  const number = productNumber(sku)
  const description = draft.name.slice(0, 40)
  await sap.exclusively(`product:${sku}`, async () => {
    const known = await sap.odata.get(PRODUCTS, keyed('A_Product', ['Product', number]), ProductRecord, {
      $expand: 'to_Description,to_SalesDelivery',
    })
    const { salesOrganization, distributionChannel } = await sap.company.organization(legalEntity)
    const area = { ProductSalesOrg: salesOrganization, ProductDistributionChnl: distributionChannel }
    if (!known) {
      await sap.odata.create(
        PRODUCTS,
        'A_Product',
        {
          Product: number,
          ProductType: 'SERV',
          ItemCategoryGroup: 'LEIS',
          BaseUnit: sap.customizing.unit,
          ProductOldID: sku.slice(0, 40),
          to_Description: [{ Language: LANGUAGE, ProductDescription: description }],
          to_SalesDelivery: [area],
        },
        ProductKind,
      )
      return
    }
    const current = known.to_Description.results.find((each) => each.Language === LANGUAGE)
    const isSold = known.to_SalesDelivery.results.some(
      (each) => each.ProductSalesOrg === salesOrganization && each.ProductDistributionChnl === distributionChannel,
    )
    await sap.odata.change(PRODUCTS, [
      ...(current && current.ProductDescription !== description
        ? [
            {
              method: 'PATCH',
              path: keyed('A_ProductDescription', ['Product', number], ['Language', LANGUAGE]),
              headers: { 'if-match': current.__metadata.etag ?? '*' },
              body: { ProductDescription: description },
            },
          ]
        : []),
      ...(isSold ? [] : [{ method: 'POST', path: 'A_ProductSalesDelivery', body: { Product: number, ...area } }]),
    ])
  })
  return { id: number, sku, ...draft }
}

/** Two requests for all: which products there are, then a batch that asks for what can be promised of the stocked ones. */
export async function listAvailability(
  sap: Sap,
  { legalEntity, skus }: { legalEntity: string; skus: string },
  now = new Date(),
): Promise<{ items: Availability[] }> {
  const wanted = new Map(
    skus
      .split(',')
      .filter((sku) => sku !== '')
      .map((sku) => [productNumber(sku), sku]),
  )
  if (wanted.size === 0) return { items: [] }
  const known = await sap.odata.list(PRODUCTS, 'A_Product', ProductKind, {
    $filter: [...wanted.keys()].map((number) => `Product eq ${literal(number)}`).join(' or '),
    $select: 'Product,ProductType',
  })
  const stocked = known.filter((each) => each.ProductType !== 'SERV')
  const { plant } = await sap.company.organization(legalEntity)
  const at = encodeURIComponent(`datetimeoffset'${now.toISOString()}'`)
  const answers =
    stocked.length === 0
      ? []
      : await sap.odata.reads(
          AVAILABILITY,
          stocked.map(({ Product: number }) => {
            const parameters = {
              SupplyingPlant: encodeURIComponent(literal(plant)),
              Material: encodeURIComponent(literal(number)),
              ATPCheckingRule: encodeURIComponent(literal(sap.customizing.availabilityRule)),
              RequestedUTCDateTime: at,
            }
            return `DetermineAvailabilityAt?${Object.entries(parameters)
              .map(([name, value]) => `${name}=${value}`)
              .join('&')}`
          }),
        )
  const quantities = new Map(
    answers.map(({ status, body }, index) => {
      if (status >= 400) throw failureOf(status, body, null)
      const { d } = understood('DetermineAvailabilityAt', AvailabilityAnswer, parseExactly(body))
      return [stocked[index]!.Product, d.DetermineAvailabilityAt.AvailableQuantityInBaseUnit]
    }),
  )
  return {
    items: known.map(({ Product: number }) => {
      const available = quantities.get(number)
      return { sku: wanted.get(number)!, ...(available !== undefined && { available }) }
    }),
  }
}
