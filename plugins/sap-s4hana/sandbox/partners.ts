import { companyOf } from './company.ts'
import { type Draft, type EntitySet, entitySet, idOf, type Row, type Service } from './entity.ts'
import { propertiesOf } from './property.ts'
import { Refusal } from './refusal.ts'
import type { Unit } from './unit.ts'

const partner = (target: string) => ({ set: target, many: true, on: { BusinessPartner: 'BusinessPartner' } })
const address = (target: string) => ({ set: target, many: true, on: { AddressID: 'AddressID' } })
const customer = (target: string) => ({ set: target, many: true, on: { Customer: 'Customer' } })

const changed =
  (set: () => EntitySet, write: string, assert?: (unit: Unit, row: Row) => void) =>
  (unit: Unit, row: Row, changes: Row): Row => {
    const next = { ...row, ...changes }
    assert?.(unit, next)
    unit.put(set().table, idOf(set(), next), next, write)
    return next
  }

const partners: EntitySet = entitySet({
  name: 'A_BusinessPartner',
  properties: propertiesOf(`BusinessPartner:S10! Customer:S10- BusinessPartnerCategory:S1 BusinessPartnerFullName:S81-
    BusinessPartnerGrouping:S4 BusinessPartnerName:S81- CorrespondenceLanguage:S2 CreatedByUser:S12- CreationDate:T-
    OrganizationBPName1:S40 OrganizationBPName2:S40 OrganizationBPName3:S40 OrganizationBPName4:S40 SearchTerm1:S20
    SearchTerm2:S20 BusinessPartnerIDByExtSystem:S20 BusinessPartnerIsBlocked:B`),
  navigation: {
    to_BuPaIdentification: partner('A_BuPaIdentification'),
    to_BusinessPartnerAddress: partner('A_BusinessPartnerAddress'),
    to_BusinessPartnerRole: partner('A_BusinessPartnerRole'),
    to_BusinessPartnerTax: partner('A_BusinessPartnerTaxNumber'),
    to_Customer: { set: 'A_Customer', many: false, on: { Customer: 'Customer' } },
  },
  create: createPartner,
  update: changed(() => partners, 'PATCH A_BusinessPartner'),
})

const addresses: EntitySet = entitySet({
  name: 'A_BusinessPartnerAddress',
  properties: propertiesOf(`BusinessPartner:S10! AddressID:S10! CityName:S40 Country:S3 HouseNumber:S10 PostalCode:S10
    Region:S3 StreetName:S60 StreetPrefixName:S40 StreetSuffixName:S40 Language:S2`),
  navigation: {
    to_AddressUsage: address('A_BuPaAddressUsage'),
    to_EmailAddress: address('A_AddressEmailAddress'),
    to_PhoneNumber: address('A_AddressPhoneNumber'),
  },
  create: (unit, draft) => createAddress(unit, String(draft.values.BusinessPartner), draft),
  update: changed(() => addresses, 'PATCH A_BusinessPartnerAddress', assertAddress),
})

const usages: EntitySet = entitySet({
  name: 'A_BuPaAddressUsage',
  properties: propertiesOf('BusinessPartner:S10! ValidityEndDate:O! AddressUsage:S10! AddressID:S10! StandardUsage:B'),
})
const emails: EntitySet = entitySet({
  name: 'A_AddressEmailAddress',
  properties: propertiesOf(
    'AddressID:S10! Person:S10! OrdinalNumber:S3! IsDefaultEmailAddress:B EmailAddress:S241 SearchEmailAddress:S20',
  ),
  create: (unit, { values }) => contact(unit, emails, values),
  update: changed(() => emails, 'PATCH A_AddressEmailAddress'),
})
const phones: EntitySet = entitySet({
  name: 'A_AddressPhoneNumber',
  properties: propertiesOf(`AddressID:S10! Person:S10! OrdinalNumber:S3! DestinationLocationCountry:S3
    IsDefaultPhoneNumber:B PhoneNumber:S30 PhoneNumberType:S1`),
  create: (unit, { values }) => contact(unit, phones, values),
  update: changed(() => phones, 'PATCH A_AddressPhoneNumber'),
})
const identifications: EntitySet = entitySet({
  name: 'A_BuPaIdentification',
  properties: propertiesOf('BusinessPartner:S10! BPIdentificationType:S6! BPIdentificationNumber:S60!'),
})
const roles: EntitySet = entitySet({
  name: 'A_BusinessPartnerRole',
  properties: propertiesOf('BusinessPartner:S10! BusinessPartnerRole:S6! ValidFrom:O ValidTo:O'),
})
const taxes: EntitySet = entitySet({
  name: 'A_BusinessPartnerTaxNumber',
  properties: propertiesOf('BusinessPartner:S10! BPTaxType:S4! BPTaxNumber:S20 BPTaxLongNumber:S60'),
  create: (unit, { values }) => put(unit, taxes, values, 'POST A_BusinessPartnerTaxNumber'),
  update: changed(() => taxes, 'PATCH A_BusinessPartnerTaxNumber'),
})
const customers: EntitySet = entitySet({
  name: 'A_Customer',
  properties: propertiesOf(`Customer:S10! CustomerAccountGroup:S4 CustomerFullName:S220- CustomerName:S80-
    DeliveryIsBlocked:S2 OrderIsBlockedForCustomer:S2 PostingIsBlocked:B`),
  navigation: {
    to_CustomerCompany: customer('A_CustomerCompany'),
    to_CustomerSalesArea: customer('A_CustomerSalesArea'),
  },
  update: changed(() => customers, 'PATCH A_Customer'),
})
const companies: EntitySet = entitySet({
  name: 'A_CustomerCompany',
  properties: propertiesOf('Customer:S10! CompanyCode:S4! PaymentTerms:S4 ReconciliationAccount:S10'),
  create: (unit, { values }) => {
    companyOf(unit, String(values.CompanyCode))
    if (!values.ReconciliationAccount)
      throw new Refusal(400, 'CVI_EI/042', 'Fill all required fields: Reconciliation Account in General Ledger')
    return put(unit, companies, values, 'POST A_CustomerCompany')
  },
})
const areas: EntitySet = entitySet({
  name: 'A_CustomerSalesArea',
  properties: propertiesOf(`Customer:S10! SalesOrganization:S4! DistributionChannel:S2! Division:S2! Currency:S5
    CustomerPaymentTerms:S4 OrderIsBlockedForCustomer:S2 CustomerAccountAssignmentGroup:S2 ShippingCondition:S2
    CustomerPricingProcedure:S2 IncotermsClassification:S3 IncotermsLocation1:S70`),
  create: (unit, { values }) => {
    companyOf(unit, String(values.SalesOrganization))
    if (!values.Currency) throw new Refusal(400, 'CVI_EI/042', 'Fill all required fields: Currency')
    return put(unit, areas, values, 'POST A_CustomerSalesArea')
  },
})

const sets = [partners, identifications, addresses, usages, emails, phones, roles, taxes, customers, companies, areas]

/** Business Partner (A2X), OData V2. */
export const partnerService: Service = {
  path: '/sap/opu/odata/sap/API_BUSINESS_PARTNER',
  namespace: 'API_BUSINESS_PARTNER',
  version: 'V2',
  sets: Object.fromEntries(sets.map((set) => [set.name, set])),
  functions: {},
}

function put(unit: Unit, set: EntitySet, row: Row, write?: string): Row {
  const id = idOf(set, row)
  if (unit.get(set.table, id)) throw new Refusal(400, 'R11/101', `${set.name} ${id} already exists`)
  unit.put(set.table, id, row, write)
  return row
}

function createPartner(unit: Unit, { values, nested }: Draft): Row {
  if (values.BusinessPartnerCategory !== '2')
    throw new Refusal(400, 'R11/124', 'Enter a business partner category this system knows')
  if (!values.OrganizationBPName1) throw new Refusal(400, 'R11/121', 'Enter a name for the organization')
  const number = unit.next('partner', 10_100_001)
  const account = (nested.to_Customer ?? []).length > 0 ? number : ''
  const row = put(
    unit,
    partners,
    {
      ...values,
      BusinessPartner: number,
      Customer: account,
      BusinessPartnerFullName: nameOf(values),
      BusinessPartnerName: nameOf(values),
      CreatedByUser: 'COMM_USER',
      CreationDate: unit.today(),
    },
    'POST A_BusinessPartner',
  )
  for (const draft of nested.to_BuPaIdentification ?? [])
    put(unit, identifications, { ...draft.values, BusinessPartner: number })
  for (const draft of nested.to_BusinessPartnerRole ?? [])
    put(unit, roles, { ...draft.values, BusinessPartner: number, ValidFrom: unit.now(), ValidTo: FOREVER })
  for (const draft of nested.to_BusinessPartnerAddress ?? []) createAddress(unit, number, draft)
  for (const draft of nested.to_BusinessPartnerTax ?? []) put(unit, taxes, { ...draft.values, BusinessPartner: number })
  for (const draft of nested.to_Customer ?? []) {
    put(unit, customers, { ...draft.values, Customer: number, CustomerName: nameOf(values) })
    for (const each of draft.nested.to_CustomerCompany ?? [])
      companies.create!(unit, { ...each, values: { ...each.values, Customer: number } })
    for (const each of draft.nested.to_CustomerSalesArea ?? [])
      areas.create!(unit, { ...each, values: { ...each.values, Customer: number } })
  }
  return row
}

const FOREVER = '9999-12-31T23:59:59Z'

const nameOf = (values: Row): string =>
  [values.OrganizationBPName1, values.OrganizationBPName2].filter(Boolean).join(' ').slice(0, 81)

function createAddress(unit: Unit, number: string, { values, nested }: Draft): Row {
  const id = unit.next('address', 22_001)
  const row = { ...values, BusinessPartner: number, AddressID: id }
  assertAddress(unit, row)
  put(unit, addresses, row, 'POST A_BusinessPartnerAddress')
  const usage = nested.to_AddressUsage ?? [{ values: { AddressUsage: 'XXDEFAULT' }, nested: {} }]
  for (const each of usage)
    put(unit, usages, { ...each.values, BusinessPartner: number, AddressID: id, ValidityEndDate: FOREVER })
  for (const each of nested.to_EmailAddress ?? []) contact(unit, emails, { ...each.values, AddressID: id })
  for (const each of nested.to_PhoneNumber ?? []) contact(unit, phones, { ...each.values, AddressID: id })
  return row
}

function assertAddress(_: Unit, row: Row): void {
  if (!/^[A-Z]{2}$/.test(String(row.Country ?? ''))) throw new Refusal(400, 'AM/216', 'Enter a valid country/region')
}

function contact(unit: Unit, set: EntitySet, values: Row): Row {
  const ordinal = String(unit.where(set.table, 'AddressID', String(values.AddressID)).length + 1)
  return put(unit, set, { ...values, Person: '', OrdinalNumber: ordinal }, `POST ${set.name}`)
}
