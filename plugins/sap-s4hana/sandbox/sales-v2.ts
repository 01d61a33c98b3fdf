import { type EntitySet, entitySet, type Row, type Service } from './entity.ts'
import { propertiesOf } from './property.ts'
import { changeItem, createOrder } from './sales.ts'

// The same documents as in V4, under the names of the older service.

const orders: EntitySet = entitySet({
  name: 'A_SalesOrder',
  table: 'SalesOrder',
  properties: propertiesOf(`SalesOrder:S10! SalesOrderType:S4 SalesOrganization:S4 DistributionChannel:S2
    OrganizationDivision:S2 SoldToParty:S10 CreationDate:T- CreatedByUser:S12- LastChangeDateTime:O-
    PurchaseOrderByCustomer:S35 CustomerPurchaseOrderDate:T SalesOrderDate:T TotalNetAmount:D16.3-
    OverallOrdReltdBillgStatus:S1- TransactionCurrency:S5 PricingDate:T HeaderBillingBlockReason:S2
    OverallSDProcessStatus:S1- OverallSDDocumentRejectionSts:S1-`),
  navigation: { to_Item: { set: 'A_SalesOrderItem', many: true, on: { SalesOrder: 'SalesOrder' } } },
  create: (unit, { values, nested }) =>
    createOrder(
      unit,
      values,
      (nested.to_Item ?? []).map((item) => ({ ...item, values: stored(item.values) })),
      (item) =>
        (item.nested.to_PricingElement ?? []).map(({ values }) => {
          const { ConditionRateValue, ...rest } = values
          return { ...rest, ConditionRateAmount: ConditionRateValue ?? '0' }
        }),
    ),
})

const items: EntitySet = entitySet({
  name: 'A_SalesOrderItem',
  table: 'SalesOrderItem',
  properties: propertiesOf(`SalesOrder:S10!- SalesOrderItem:S6! SalesOrderItemText:S40 Material:S40
    RequestedQuantity:D15.3 RequestedQuantityUnit:S3 TransactionCurrency:S5- NetAmount:D16.3- TaxAmount:D14.3
    SalesDocumentRjcnReason:S2 SDProcessStatus:S1- OrderRelatedBillingStatus:S1-`),
  navigation: {
    to_SalesOrder: { set: 'A_SalesOrder', many: false, on: { SalesOrder: 'SalesOrder' } },
    to_PricingElement: {
      set: 'A_SalesOrderItemPrElement',
      many: true,
      on: { SalesOrder: 'SalesOrder', SalesOrderItem: 'SalesOrderItem' },
    },
  },
  update: changeItem,
  view: (_, row) => ({
    ...row,
    Material: row.Product ?? '',
    RequestedQuantityUnit: row.RequestedQuantitySAPUnit ?? '',
  }),
})

const elements: EntitySet = entitySet({
  name: 'A_SalesOrderItemPrElement',
  table: 'SalesOrderItemPricingElement',
  properties: propertiesOf(`SalesOrder:S10!- SalesOrderItem:S6!- PricingProcedureStep:S3!- PricingProcedureCounter:S3!-
    ConditionType:S4 ConditionCalculationType:S3- ConditionRateValue:D24.9 ConditionCurrency:S5 ConditionQuantity:D5.0
    ConditionQuantityUnit:S3 ConditionAmount:D16.3- TransactionCurrency:S5`),
  view: (_, row) => ({ ...row, ConditionRateValue: row.ConditionRateAmount ?? '0' }),
})

const stored = ({ Material, RequestedQuantityUnit, ...rest }: Row): Row => ({
  ...rest,
  Product: Material ?? '',
  RequestedQuantitySAPUnit: RequestedQuantityUnit ?? '',
})

/** Sales Order (A2X) (API_SALES_ORDER_SRV), OData V2. */
export const salesServiceV2: Service = {
  path: '/sap/opu/odata/sap/API_SALES_ORDER_SRV',
  namespace: 'API_SALES_ORDER_SRV',
  version: 'V2',
  sets: { A_SalesOrder: orders, A_SalesOrderItem: items, A_SalesOrderItemPrElement: elements },
  functions: {},
}
