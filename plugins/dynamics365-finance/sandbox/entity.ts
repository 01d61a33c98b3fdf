import type { Row } from './store.ts'

/** How a value is kept: text, decimals and 64-bit integers as decimal text, instants as ISO text, enumerations by member. */
export type Property =
  | { type: 'Edm.String'; maxLength: number }
  | { type: 'Edm.Decimal' | 'Edm.Int64' | 'Edm.Int32' | 'Edm.DateTimeOffset' }
  | { type: 'Enum'; name: keyof typeof ENUMS }

/** A public data entity: its entity set, and the type behind it. */
export type Entity = {
  set: string
  /** As in `Microsoft.Dynamics.DataEntities.<name>`. */
  name: string
  /** The data entity's name in the application, which error texts use. */
  source: string
  keys: string[]
  /** The key that says the company; none: the entity belongs to no company. */
  company?: string
  properties: Record<string, Property>
}

export const ENUMS = {
  NoYes: ['No', 'Yes'],
  CustVendorBlocked: ['No', 'Invoice', 'All', 'Payment', 'Requisition', 'Never'],
  SalesStatus: ['None', 'Backorder', 'Delivered', 'Invoiced', 'Canceled'],
  EcoResProductType: ['Item', 'Service'],
  EcoResProductSubtype: ['Product', 'ProductMaster', 'ProductVariant'],
  LedgerJournalACType: ['Ledger', 'Cust', 'Vend', 'Project', 'FixedAssets', 'Bank'],
  LedgerTransType: ['None', 'Transfer', 'Sales', 'Purch', 'Cust', 'Vend', 'Payment'],
} as const

const text = (maxLength: number): Property => ({ type: 'Edm.String', maxLength })
const decimal: Property = { type: 'Edm.Decimal' }
const recId: Property = { type: 'Edm.Int64' }
const date: Property = { type: 'Edm.DateTimeOffset' }
const oneOf = (name: keyof typeof ENUMS): Property => ({ type: 'Enum', name })
const noYes = oneOf('NoYes')
const dataAreaId = text(4)

const address = (prefix: string): Record<string, Property> =>
  Object.fromEntries(
    Object.entries({ Description: 60, Street: 250, City: 60, State: 10, ZipCode: 10, CountryRegionId: 10 }).map(
      ([name, length]) => [`${prefix}${name}`, text(length)],
    ),
  )

const product: Record<string, Property> = {
  dataAreaId,
  ItemNumber: text(20),
  ProductNumber: text(70),
  ProductType: oneOf('EcoResProductType'),
  ProductSubType: oneOf('EcoResProductSubtype'),
  ProductSearchName: text(70),
  SearchName: text(20),
  ProductGroupId: text(10),
  ItemModelGroupId: text(10),
  StorageDimensionGroupName: text(10),
  TrackingDimensionGroupName: text(10),
  InventoryUnitSymbol: text(10),
  SalesUnitSymbol: text(10),
  PurchaseUnitSymbol: text(10),
}

const entity = (
  set: string,
  name: string,
  source: string,
  keys: string[],
  properties: Record<string, Property>,
): Entity => ({
  set,
  name,
  source,
  keys,
  properties,
  ...(keys[0] === 'dataAreaId' || keys[0] === 'JournalLineCompany' ? { company: keys[0] } : {}),
})

/** Names of sets, keys and properties as live metadata and the published CDM definitions have them; a part of each. */
export const ENTITIES: readonly Entity[] = [
  entity('Ledgers', 'Ledger', 'LedgerEntity', ['LegalEntityId'], {
    LegalEntityId: dataAreaId,
    Name: text(60),
    AccountingCurrency: text(3),
  }),
  entity('CustomersV3', 'CustomerV3', 'CustCustomerV3Entity', ['dataAreaId', 'CustomerAccount'], {
    dataAreaId,
    CustomerAccount: text(20),
    PartyType: text(60),
    OrganizationName: text(100),
    NameAlias: text(20),
    CustomerGroupId: text(10),
    SalesCurrencyCode: text(3),
    SalesMemo: text(4000),
    PrimaryContactEmail: text(255),
    PrimaryContactPhone: text(255),
    TaxRegistrationId: text(50),
    OnHoldStatus: oneOf('CustVendorBlocked'),
    CreditLimit: decimal,
    CreditLimitIsMandatory: noYes,
    ...address('Address'),
    ...address('DeliveryAddress'),
  }),
  entity(
    'ReleasedProductsV2',
    'ReleasedProductV2',
    'EcoResReleasedProductV2Entity',
    ['dataAreaId', 'ItemNumber'],
    product,
  ),
  entity(
    'ReleasedProductCreationsV2',
    'ReleasedProductCreationV2',
    'EcoResReleasedProductCreationV2Entity',
    ['dataAreaId', 'ItemNumber'],
    { ...product, ProductName: text(60) },
  ),
  entity(
    'WarehousesOnHandV2',
    'WarehouseOnHandV2',
    'InventWarehouseOnHandV2Entity',
    ['dataAreaId', 'ItemNumber', 'InventorySiteId', 'InventoryWarehouseId'],
    {
      dataAreaId,
      ItemNumber: text(20),
      InventorySiteId: text(10),
      InventoryWarehouseId: text(10),
      OnHandQuantity: decimal,
      AvailableOnHandQuantity: decimal,
    },
  ),
  entity('SalesOrderHeadersV2', 'SalesOrderHeaderV2', 'SalesOrderHeaderV2Entity', ['dataAreaId', 'SalesOrderNumber'], {
    dataAreaId,
    SalesOrderNumber: text(20),
    SalesOrderStatus: oneOf('SalesStatus'),
    OrderingCustomerAccountNumber: text(20),
    CurrencyCode: text(3),
    CustomersOrderReference: text(60),
    SalesOrderName: text(60),
    RequestedShippingDate: date,
    OrderTotalAmount: decimal,
    OrderTotalTaxAmount: decimal,
  }),
  entity('SalesOrderLinesV2', 'SalesOrderLineV2', 'SalesOrderLineV2Entity', ['dataAreaId', 'InventoryLotId'], {
    dataAreaId,
    InventoryLotId: text(20),
    SalesOrderNumber: text(20),
    LineCreationSequenceNumber: { type: 'Edm.Int32' },
    ItemNumber: text(20),
    LineDescription: text(1000),
    OrderedSalesQuantity: decimal,
    SalesUnitSymbol: text(10),
    SalesPrice: decimal,
    SalesPriceQuantity: decimal,
    LineAmount: decimal,
    SalesOrderLineStatus: oneOf('SalesStatus'),
  }),
  entity(
    'FreeTextInvoiceHeaders',
    'FreeTextInvoiceHeader',
    'CustFreeTextInvoiceHeaderEntity',
    ['dataAreaId', 'InvoiceIdentifier'],
    {
      dataAreaId,
      InvoiceIdentifier: recId,
      FreeTextNumber: text(20),
      CustomerAccount: text(20),
      InvoiceDate: date,
      DueDate: date,
      DocumentDate: date,
      CurrencyCode: text(3),
      ExternalInvoiceId: text(60),
      CustomerReference: text(60),
      CustomerRequisition: text(20),
      InvoiceName: text(100),
      IsPosted: noYes,
    },
  ),
  entity(
    'FreeTextInvoiceLines',
    'FreeTextInvoiceLine',
    'CustFreeTextInvoiceLineEntity',
    ['dataAreaId', 'LineNumber', 'ParentRecId'],
    {
      dataAreaId,
      LineNumber: decimal,
      ParentRecId: recId,
      ExternalInvoiceId: text(60),
      Description: text(1000),
      MainAccountDisplayValue: text(500),
      CurrencyCode: text(3),
      Quantity: decimal,
      UnitPrice: decimal,
      TransactionCurrencyAmount: decimal,
      SalesTaxGroupId: text(10),
      SalesTaxItemGroupId: text(10),
      OverrideSalesTax: noYes,
      SalesTaxAmount: decimal,
    },
  ),
  entity(
    'CustomerPaymentJournalHeaders',
    'CustomerPaymentJournalHeader',
    'CustomerPaymentJournalHeaderEntity',
    ['dataAreaId', 'JournalBatchNumber'],
    {
      dataAreaId,
      JournalBatchNumber: text(10),
      JournalName: text(10),
      Description: text(60),
      IsPosted: noYes,
    },
  ),
  entity(
    'CustomerPaymentJournalLines',
    'CustomerPaymentJournalLine',
    'CustomerPaymentJournalLineEntity',
    ['dataAreaId', 'LineNumber', 'JournalBatchNumber'],
    {
      dataAreaId,
      LineNumber: decimal,
      JournalBatchNumber: text(10),
      AccountType: oneOf('LedgerJournalACType'),
      AccountDisplayValue: text(500),
      CreditAmount: decimal,
      CurrencyCode: text(3),
      OffsetAccountType: oneOf('LedgerJournalACType'),
      OffsetAccountDisplayValue: text(500),
      PaymentReference: text(20),
      TransactionDate: date,
      TransactionText: text(60),
      Voucher: text(20),
    },
  ),
  entity(
    'PaymentJournalLineSettledInvoices',
    'PaymentJournalLineSettledInvoice',
    'CustomerPaymentJournalLineSettledInvoiceEntity',
    [
      'JournalLineCompany',
      'JournalBatchNumber',
      'JournalLineNumber',
      'InvoiceNumber',
      'InvoiceCompany',
      'InvoiceDueDate',
    ],
    {
      JournalLineCompany: dataAreaId,
      JournalBatchNumber: text(10),
      JournalLineNumber: decimal,
      InvoiceNumber: text(20),
      InvoiceCompany: dataAreaId,
      InvoiceDueDate: date,
      SettlementAmountInInvoiceCurrency: decimal,
    },
  ),
  entity('CustTransactions', 'CustTransaction', 'CustTransEntity', ['dataAreaId', 'SysRecId'], {
    dataAreaId,
    SysRecId: recId,
    AccountNum: text(20),
    Invoice: text(20),
    Voucher: text(20),
    TransType: oneOf('LedgerTransType'),
    TransDate: date,
    DueDate: date,
    Closed: date,
    CurrencyCode: text(3),
    AmountCur: decimal,
    SettleAmountCur: decimal,
    PaymReference: text(20),
  }),
]

export const entityOf = (set: string): Entity | undefined => ENTITIES.find((each) => each.set === set)

/** Text compares without regard to case, as the application's database does; a decimal has no trailing zeros. */
export const keyOf = (entity: Entity, row: Row): string =>
  entity.keys.map((name) => keyPart(entity.properties[name]!, String(row[name] ?? ''))).join('|')

const keyPart = ({ type }: Property, value: string): string =>
  type === 'Edm.Decimal' ? String(Number(value)) : value.toLowerCase()
