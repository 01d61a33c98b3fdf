import type { Customer, CustomerDraft } from '@gantry/canonical/customer'
import type { BatchRequest } from './batch.ts'
import type { Organization } from './company.ts'
import { notFound } from './failure.ts'
import { keyOf } from './key.ts'
import { keyed, literal } from './odata.ts'
import { addressFields, companyData, nameParts, newPartner, phone, salesAreaData, taxTypeOf } from './partner.ts'
import type { Sap } from './sap.ts'
import { PARTNERS } from './services.ts'
import { type AddressRecord, CreatedPartner, PartnerRecord } from './wire.ts'

const EXPAND = [
  'to_BusinessPartnerAddress/to_AddressUsage',
  'to_BusinessPartnerAddress/to_EmailAddress',
  'to_BusinessPartnerAddress/to_PhoneNumber',
  'to_BusinessPartnerTax',
  'to_Customer/to_CustomerCompany',
  'to_Customer/to_CustomerSalesArea',
].join(',')

/**
 * One business partner per reference, a customer in each company code and sales area it buys from. SAP has no upsert: it
 * is looked up by its number in the external system, under a lock. All that differs is changed in one change set;
 * fields the draft leaves out stay as they are, and nothing is written where nothing differs.
 */
export async function upsertCustomer(
  sap: Sap,
  reference: string,
  draft: CustomerDraft & { legalEntity: string },
): Promise<Customer> {
  const { legalEntity, ...facts } = draft
  const organization = await sap.company.organization(legalEntity)
  const number = await sap.exclusively(`customer:${reference}`, async () => {
    const known = await findPartner(sap, reference)
    if (known) {
      await sap.odata.change(PARTNERS, changes(sap, known, facts, organization))
      return known.Customer
    }
    const body = newPartner(reference, facts, organization, sap.customizing)
    return (await sap.odata.create(PARTNERS, 'A_BusinessPartner', body, CreatedPartner)).Customer
  })
  return { id: number, reference, ...facts }
}

export async function findPartner(sap: Sap, reference: string): Promise<PartnerRecord | undefined> {
  const [partner] = await sap.odata.list(PARTNERS, 'A_BusinessPartner', PartnerRecord, {
    $filter: `BusinessPartnerIDByExtSystem eq ${literal(keyOf(reference, 20))}`,
    $orderby: 'BusinessPartner',
    $expand: EXPAND,
    $top: 1,
  })
  return partner
}

/** A customer's account number, which never changes; throws `not-found`. */
export async function customerNumber(sap: Sap, reference: string): Promise<string> {
  const known = sap.customers.get(reference)
  if (known !== undefined) return known
  const [partner] = await sap.odata.list(PARTNERS, 'A_BusinessPartner', CreatedPartner, {
    $filter: `BusinessPartnerIDByExtSystem eq ${literal(keyOf(reference, 20))}`,
    $orderby: 'BusinessPartner',
    $select: 'BusinessPartner,Customer',
    $top: 1,
  })
  if (!partner) throw notFound('customer', reference)
  // Empty until somebody makes the partner a customer.
  if (partner.Customer !== '') sap.customers.set(reference, partner.Customer)
  return partner.Customer
}

function changes(sap: Sap, known: PartnerRecord, draft: CustomerDraft, organization: Organization): BatchRequest[] {
  const partner = known.BusinessPartner
  const addresses = known.to_BusinessPartnerAddress.results
  const shipTo = addresses.find((each) => hasUsage(each, 'SHIP_TO'))
  const billTo = addresses.find((each) => hasUsage(each, 'XXDEFAULT')) ?? addresses.find((each) => each !== shipTo)
  const country = draft.billTo?.country ?? billTo?.Country ?? organization.country
  return [
    ...patch(keyed('A_BusinessPartner', ['BusinessPartner', partner]), known, nameParts(draft.name)),
    ...(draft.billTo ? address(partner, billTo, draft.billTo, 'XXDEFAULT') : []),
    ...(draft.shipTo ? address(partner, shipTo, draft.shipTo, 'SHIP_TO') : []),
    ...(draft.email !== undefined && billTo ? email(billTo, draft.email) : []),
    ...(draft.phone !== undefined && billTo ? telephone(billTo, draft.phone, country) : []),
    ...(draft.taxId !== undefined ? taxNumber(known, draft.taxId, taxTypeOf(country)) : []),
    ...extensions(sap, known, draft, organization),
  ]
}

const hasUsage = (each: AddressRecord, usage: string): boolean =>
  each.to_AddressUsage.results.some(({ AddressUsage }) => AddressUsage === usage)

/** Changes the fields that differ; none, no request. */
function patch(path: string, known: { __metadata: { etag?: string | undefined } }, wanted: Record<string, string>) {
  const fields = known as unknown as Record<string, unknown>
  const body = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => (fields[name] ?? '') !== value))
  if (Object.keys(body).length === 0) return []
  // Services without entity tags say so with an answer that has none: then any state may be changed.
  return [{ method: 'PATCH', path, headers: { 'if-match': known.__metadata.etag ?? '*' }, body }]
}

function address(
  partner: string,
  known: AddressRecord | undefined,
  wanted: NonNullable<CustomerDraft['billTo']>,
  usage: string,
) {
  const fields = addressFields(wanted)
  if (known)
    return patch(
      keyed('A_BusinessPartnerAddress', ['BusinessPartner', partner], ['AddressID', known.AddressID]),
      known,
      fields,
    )
  const body = { BusinessPartner: partner, ...fields, to_AddressUsage: [{ AddressUsage: usage }] }
  return [{ method: 'POST', path: 'A_BusinessPartnerAddress', body }]
}

const contactKey = (address: AddressRecord, ordinal: string) =>
  [
    ['AddressID', address.AddressID],
    ['Person', ''],
    ['OrdinalNumber', ordinal],
  ] as const

function email(address: AddressRecord, wanted: string): BatchRequest[] {
  const [known] = address.to_EmailAddress.results
  if (known)
    return patch(keyed('A_AddressEmailAddress', ...contactKey(address, known.OrdinalNumber)), known, {
      EmailAddress: wanted,
    })
  const body = { AddressID: address.AddressID, Person: '', EmailAddress: wanted, IsDefaultEmailAddress: true }
  return [{ method: 'POST', path: 'A_AddressEmailAddress', body }]
}

function telephone(address: AddressRecord, wanted: string, country: string): BatchRequest[] {
  const [known] = address.to_PhoneNumber.results
  const fields = phone(wanted, country)
  if (known)
    return patch(keyed('A_AddressPhoneNumber', ...contactKey(address, known.OrdinalNumber)), known, {
      PhoneNumber: fields.PhoneNumber,
    })
  const body = { AddressID: address.AddressID, Person: '', ...fields }
  return [{ method: 'POST', path: 'A_AddressPhoneNumber', body }]
}

function taxNumber(known: PartnerRecord, taxId: string, type: string): BatchRequest[] {
  const { BusinessPartner: partner, to_BusinessPartnerTax: taxes } = known
  const current = taxes.results.find((each) => each.BPTaxType === type)
  const BPTaxNumber = taxId.slice(0, 20)
  if (current)
    return patch(keyed('A_BusinessPartnerTaxNumber', ['BusinessPartner', partner], ['BPTaxType', type]), current, {
      BPTaxNumber,
    })
  const body = { BusinessPartner: partner, BPTaxType: type, BPTaxNumber }
  return [{ method: 'POST', path: 'A_BusinessPartnerTaxNumber', body }]
}

/** A legal entity the customer has not bought from before needs it in its books and in its sales area. */
function extensions(sap: Sap, known: PartnerRecord, draft: CustomerDraft, organization: Organization): BatchRequest[] {
  const { Customer, to_Customer: roles } = known
  const isCompany = roles?.to_CustomerCompany.results.some((each) => each.CompanyCode === organization.companyCode)
  const isArea = roles?.to_CustomerSalesArea.results.some(
    (each) =>
      each.SalesOrganization === organization.salesOrganization &&
      each.DistributionChannel === organization.distributionChannel &&
      each.Division === organization.division,
  )
  const add = (path: string, body: object) => [{ method: 'POST', path, body: { Customer, ...body } }]
  return [
    ...(isCompany ? [] : add('A_CustomerCompany', companyData(organization, sap.customizing))),
    ...(isArea ? [] : add('A_CustomerSalesArea', salesAreaData(organization, draft.currency, sap.customizing))),
  ]
}
