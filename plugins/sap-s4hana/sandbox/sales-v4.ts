import { type EntitySet, entitySet, type Service } from './entity.ts'
import { propertiesOf } from './property.ts'
import { changeItem, createOrder } from './sales.ts'

const orders: EntitySet = entitySet({
  name: 'SalesOrder',
  type: 'SalesOrder_Type',
  properties: propertiesOf(`SalesOrder:S10! SalesOrderType:S4 SoldToParty:S10 SalesOrganization:S4
    DistributionChannel:S2 OrganizationDivision:S2 PurchaseOrderByCustomer:S35 CustomerPurchaseOrderDate:T
    SalesOrderDate:T PricingDate:T RequestedDeliveryDate:T TransactionCurrency:S3 HeaderBillingBlockReason:S2
    CustomerPaymentTerms:S4 AssignmentReference:S18 TotalNetAmount:D15.3- BillingCompanyCode:S4- CreationDate:T-
    CreatedByUser:S12- LastChangeDateTime:O- OverallSDProcessStatus:S1- OverallOrdReltdBillgStatus:S1-
    OverallSDDocumentRejectionSts:S1-`),
  navigation: { _Item: { set: 'SalesOrderItem', many: true, on: { SalesOrder: 'SalesOrder' } } },
  create: (unit, { values, nested }) =>
    createOrder(unit, values, nested._Item ?? [], (item) =>
      (item.nested._ItemPricingElement ?? []).map((element) => element.values),
    ),
})

const items: EntitySet = entitySet({
  name: 'SalesOrderItem',
  type: 'SalesOrderItem_Type',
  properties: propertiesOf(`SalesOrder:S10!- SalesOrderItem:S6! SalesOrderItemText:S40 Product:S18
    RequestedQuantity:D15.3 RequestedQuantitySAPUnit:S3 RequestedQuantityISOUnit:S3 Plant:S4 ItemBillingBlockReason:S2
    SalesDocumentRjcnReason:S2 NetAmount:D15.3- TaxAmount:D15.3- TransactionCurrency:S3- SDProcessStatus:S1-
    OrderRelatedBillingStatus:S1- SDDocumentRejectionStatus:S1-`),
  navigation: {
    _SalesOrder: { set: 'SalesOrder', many: false, on: { SalesOrder: 'SalesOrder' } },
    _ItemPricingElement: {
      set: 'SalesOrderItemPricingElement',
      many: true,
      on: { SalesOrder: 'SalesOrder', SalesOrderItem: 'SalesOrderItem' },
    },
  },
  update: changeItem,
})

const elements: EntitySet = entitySet({
  name: 'SalesOrderItemPricingElement',
  type: 'SalesOrderItemPricingElement_Type',
  properties: propertiesOf(`SalesOrder:S10!- SalesOrderItem:S6!- PricingProcedureStep:S3!- PricingProcedureCounter:S3!-
    ConditionType:S4 ConditionRateAmount:D24.9 ConditionCurrency:S3 ConditionQuantity:D5.0 ConditionQuantitySAPUnit:S3
    ConditionCalculationType:S3- ConditionAmount:D15.3 TransactionCurrency:S3`),
})

/** Sales Order (CE_SALESORDER_0001), OData V4. */
export const salesServiceV4: Service = {
  path: '/sap/opu/odata4/sap/api_salesorder/srvd_a2x/sap/salesorder/0001',
  namespace: 'com.sap.gateway.srvd_a2x.api_salesorder.v0001',
  version: 'V4',
  sets: { SalesOrder: orders, SalesOrderItem: items, SalesOrderItemPricingElement: elements },
  functions: {},
}
