import type { Field } from './schema.ts'

type Options = Partial<Omit<Field, 'name' | 'type'>>
export type Declared = Omit<Field, 'name'>

const text = (length: number, options: Options = {}): Declared => ({ type: 'string', length, ...options })
const area = (length: number): Declared => ({ type: 'textarea', length })
const user = (): Declared => ({ type: 'reference', length: 18, readOnly: true })
const flag = (options: Options = {}): Declared => ({ type: 'boolean', ...options })
const date = (options: Options = {}): Declared => ({ type: 'date', ...options })
const moment = (options: Options = {}): Declared => ({ type: 'datetime', ...options })
const currency = (precision = 18, options: Options = {}): Declared => ({
  type: 'currency',
  precision,
  scale: 2,
  ...options,
})
const double = (precision: number, scale: number, options: Options = {}): Declared => ({
  type: 'double',
  precision,
  scale,
  ...options,
})
const choice = (values?: readonly string[], options: Options = {}): Declared => ({
  type: 'picklist',
  length: 255,
  ...(values && { values }),
  ...options,
})
const reference = (referenceTo: string, parent: string, children?: string, options: Options = {}): Declared => ({
  type: 'reference',
  length: 18,
  referenceTo,
  parent,
  ...(children && { children }),
  ...options,
})

const isoCode = text(3)
const key = text(255, { externalId: true })
const readOnly = { readOnly: true }
const address = (kind: 'Billing' | 'Shipping') => ({
  [`${kind}Street`]: area(255),
  [`${kind}City`]: text(40),
  [`${kind}State`]: text(80),
  [`${kind}PostalCode`]: text(20),
  [`${kind}Country`]: text(80),
})

export const QUOTE_STATUS = ['Draft', 'In Review', 'Approved', 'Denied', 'Presented', 'Accepted', 'Rejected'] as const

/** Fields each object has beyond the system's own. Lengths and scales: SOAP describe and the CPQ package's objects. */
export const objects: Record<string, { prefix: string; fields: Record<string, Declared> }> = {
  Account: {
    prefix: '001',
    fields: {
      Name: text(255, { required: true }),
      Phone: { type: 'phone', length: 40 },
      ...address('Billing'),
      ...address('Shipping'),
      CurrencyIsoCode: isoCode,
      Gantry_Reference__c: key,
      Gantry_Tax_Id__c: text(60),
      Gantry_Billing_Currency__c: text(3),
      Gantry_Edited_At__c: text(40),
      MasterRecordId: reference('Account', 'MasterRecord', undefined, readOnly),
    },
  },
  Contact: {
    prefix: '003',
    fields: {
      AccountId: reference('Account', 'Account', 'Contacts'),
      LastName: text(80, { required: true }),
      FirstName: text(40),
      Email: { type: 'email', length: 80 },
      Phone: { type: 'phone', length: 40 },
      Gantry_Reference__c: key,
      Gantry_Edited_At__c: text(40),
    },
  },
  Opportunity: {
    prefix: '006',
    fields: {
      AccountId: reference('Account', 'Account', 'Opportunities'),
      Name: text(120, { required: true }),
      StageName: choice(undefined, { required: true }),
      CloseDate: date({ required: true }),
      Amount: currency(),
      IsClosed: flag(readOnly),
      IsWon: flag(readOnly),
      CurrencyIsoCode: isoCode,
      Gantry_Reference__c: key,
    },
  },
  Pricebook2: {
    prefix: '01s',
    fields: {
      Name: text(255, { required: true }),
      IsActive: flag(),
      IsStandard: flag(readOnly),
    },
  },
  Product2: {
    prefix: '01t',
    fields: {
      Name: text(255, { required: true }),
      ProductCode: text(255),
      IsActive: flag(),
      CurrencyIsoCode: isoCode,
      Gantry_Reference__c: key,
      Gantry_Charge__c: choice(['one-off', 'recurring']),
      Gantry_Term__c: text(10),
      Gantry_Tax_Code__c: text(60),
      Gantry_List_Price__c: text(50),
      Gantry_Unit_Cost__c: text(50),
    },
  },
  PricebookEntry: {
    prefix: '01u',
    fields: {
      Pricebook2Id: reference('Pricebook2', 'Pricebook2', 'PricebookEntries', { required: true, fixed: true }),
      Product2Id: reference('Product2', 'Product2', 'PricebookEntries', { required: true, fixed: true }),
      UnitPrice: currency(18, { required: true }),
      IsActive: flag(),
      CurrencyIsoCode: text(3, { fixed: true }),
    },
  },
  SBQQ__Quote__c: {
    prefix: 'a0Q',
    fields: {
      Name: text(80, readOnly),
      SBQQ__Account__c: reference('Account', 'SBQQ__Account__r', 'SBQQ__Quotes__r'),
      SBQQ__Partner__c: reference('Account', 'SBQQ__Partner__r'),
      SBQQ__Opportunity2__c: reference('Opportunity', 'SBQQ__Opportunity2__r', 'SBQQ__Quotes2__r'),
      SBQQ__Primary__c: flag(),
      SBQQ__Type__c: choice(['Quote', 'Renewal', 'Amendment', 'Re-Quote', 'Change Order']),
      SBQQ__Status__c: choice([...QUOTE_STATUS, 'Cancelled']),
      SBQQ__ExpirationDate__c: date(),
      SBQQ__StartDate__c: date(),
      SBQQ__Ordered__c: flag(),
      SBQQ__Uncalculated__c: flag(),
      SBQQ__Notes__c: area(2000),
      SBQQ__PaymentTerms__c: choice(['Due on receipt', 'Net 15', 'Net 30', 'Net 45', 'Net 60', 'Net 90']),
      SBQQ__LastCalculatedOn__c: moment(),
      SBQQ__LineItemCount__c: double(18, 0, readOnly),
      SBQQ__ListAmount__c: currency(18, readOnly),
      SBQQ__RegularAmount__c: currency(18, readOnly),
      SBQQ__CustomerAmount__c: currency(18, readOnly),
      SBQQ__NetAmount__c: currency(18, readOnly),
      CurrencyIsoCode: isoCode,
      Gantry_Reference__c: key,
      Gantry_Price_Basis__c: choice(['net', 'gross']),
      Gantry_Quoted_On__c: date(),
      Legal_Entity__c: text(60),
      Gantry_Stage__c: choice(),
      Gantry_Message__c: text(255),
      Gantry_Status_At__c: text(40),
      Gantry_Correlation__c: text(255),
    },
  },
  SBQQ__QuoteLine__c: {
    prefix: 'a0L',
    fields: {
      Name: text(80, readOnly),
      SBQQ__Quote__c: reference('SBQQ__Quote__c', 'SBQQ__Quote__r', 'SBQQ__LineItems__r', {
        required: true,
        fixed: true,
      }),
      SBQQ__Product__c: reference('Product2', 'SBQQ__Product__r'),
      SBQQ__Number__c: double(5, 0),
      SBQQ__Quantity__c: double(12, 2),
      SBQQ__ListPrice__c: currency(14),
      SBQQ__SpecialPrice__c: currency(14),
      SBQQ__SpecialPriceType__c: choice(['Contracted Price', 'Renewal', 'Custom']),
      SBQQ__Discount__c: { type: 'percent', precision: 11, scale: 2 },
      SBQQ__UnitCost__c: currency(16),
      SBQQ__ChargeType__c: choice(['One-Time', 'Recurring', 'Usage']),
      SBQQ__TaxCode__c: text(255),
      SBQQ__Description__c: area(32000),
      SBQQ__RegularPrice__c: currency(14),
      SBQQ__CustomerPrice__c: currency(14),
      SBQQ__NetPrice__c: currency(14),
      SBQQ__ListTotal__c: currency(18, readOnly),
      SBQQ__RegularTotal__c: currency(18, readOnly),
      SBQQ__CustomerTotal__c: currency(18, readOnly),
      SBQQ__NetTotal__c: currency(18, readOnly),
      CurrencyIsoCode: text(3, readOnly),
      Gantry_Reference__c: key,
      Gantry_Line_Id__c: text(60),
      Gantry_Description__c: text(255),
      Gantry_Term__c: text(10),
      Gantry_Agreed_Tax__c: text(50),
      Gantry_Quantity__c: text(50),
      Gantry_Unit_Price__c: text(50),
      Gantry_List_Price__c: text(50),
      Gantry_Discount__c: text(50),
      Gantry_Unit_Cost__c: text(50),
    },
  },
  Order: {
    prefix: '801',
    fields: {
      AccountId: reference('Account', 'Account', 'Orders'),
      EffectiveDate: date({ required: true }),
      Status: choice(['Draft', 'Activated', 'Cancelled'], { required: true }),
      StatusCode: choice(undefined, readOnly),
      ActivatedDate: moment(readOnly),
      OrderNumber: text(30, readOnly),
      Pricebook2Id: reference('Pricebook2', 'Pricebook2'),
      TotalAmount: currency(18, readOnly),
      CurrencyIsoCode: text(3, { fixed: true }),
      SBQQ__Quote__c: reference('SBQQ__Quote__c', 'SBQQ__Quote__r', 'SBQQ__Orders__r'),
      Gantry_Reference__c: key,
      Legal_Entity__c: text(60),
      Gantry_Stage__c: choice(),
      Gantry_Message__c: text(255),
      Gantry_Status_At__c: text(40),
      Gantry_Open_Amount__c: text(50),
      Gantry_Invoice_Number__c: text(80),
      Gantry_Correlation__c: text(255),
    },
  },
  OrderItem: {
    prefix: '802',
    fields: {
      OrderId: reference('Order', 'Order', 'OrderItems', { required: true, fixed: true }),
      PricebookEntryId: reference('PricebookEntry', 'PricebookEntry', undefined, { required: true, fixed: true }),
      Product2Id: reference('Product2', 'Product2', undefined, { fixed: true }),
      OrderItemNumber: text(30, readOnly),
      Quantity: double(18, 2, { required: true }),
      UnitPrice: currency(),
      ListPrice: currency(18, readOnly),
      TotalPrice: currency(18, readOnly),
      SBQQ__QuoteLine__c: reference('SBQQ__QuoteLine__c', 'SBQQ__QuoteLine__r'),
      Gantry_Line_Id__c: text(60),
    },
  },
}

/** Fields the platform gives to every object. */
export const system: Record<string, Declared> = {
  Id: { type: 'id', length: 18, readOnly: true },
  IsDeleted: flag(readOnly),
  CreatedById: user(),
  CreatedDate: moment(readOnly),
  LastModifiedById: user(),
  LastModifiedDate: moment(readOnly),
  SystemModstamp: moment(readOnly),
}
