import type { Address, CustomerDraft } from '@gantry/canonical/customer'
import type { Organization } from './company.ts'
import type { Customizing } from './customizing.ts'
import { keyOf } from './key.ts'

/** How long the parts of a name are, and of other fields (API_BUSINESS_PARTNER). */
const NAME_PART = 40

/** A name as SAP keeps it: up to four parts. What goes beyond them is left out. */
export const nameParts = (name: string): Record<string, string> =>
  Object.fromEntries(
    [0, 1, 2, 3].map((part) => [`OrganizationBPName${part + 1}`, name.slice(part * NAME_PART, (part + 1) * NAME_PART)]),
  )

export const addressFields = (address: Address): Record<string, string> => ({
  StreetName: (address.street ?? '').slice(0, 60),
  CityName: (address.city ?? '').slice(0, 40),
  PostalCode: (address.postalCode ?? '').slice(0, 10),
  // A region is a key of three characters; a name of one would be refused.
  Region: /^[A-Z0-9]{1,3}$/.test(address.region ?? '') ? address.region! : '',
  Country: address.country,
})

const IN_EUROPE = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '))

/** The tax category of a customer's tax number: `DE0` is a German VAT registration number, `US1` a first tax number. */
export const taxTypeOf = (country: string): string => `${country}${IN_EUROPE.has(country) ? '0' : '1'}`

export const companyData = ({ companyCode }: Organization, customizing: Customizing) => ({
  CompanyCode: companyCode,
  ReconciliationAccount: customizing.reconciliationAccount,
  PaymentTerms: customizing.paymentTerms,
})

export const salesAreaData = (organization: Organization, currency: string | undefined, customizing: Customizing) => ({
  SalesOrganization: organization.salesOrganization,
  DistributionChannel: organization.distributionChannel,
  Division: organization.division,
  Currency: currency ?? organization.currency,
  CustomerPaymentTerms: customizing.paymentTerms,
})

/** The body of a new business partner: an organization that is a customer of one company and sales area. */
export function newPartner(
  reference: string,
  draft: CustomerDraft,
  organization: Organization,
  customizing: Customizing,
) {
  const billTo = draft.billTo ?? { country: organization.country }
  return {
    BusinessPartnerCategory: '2',
    BusinessPartnerGrouping: customizing.partnerGrouping,
    BusinessPartnerIDByExtSystem: keyOf(reference, 20),
    CorrespondenceLanguage: 'EN',
    ...nameParts(draft.name),
    to_BuPaIdentification: [
      { BPIdentificationType: customizing.identificationType, BPIdentificationNumber: reference.slice(0, 60) },
    ],
    // FLCU00 is a customer to financial accounting, FLCU01 to sales.
    to_BusinessPartnerRole: [{ BusinessPartnerRole: 'FLCU00' }, { BusinessPartnerRole: 'FLCU01' }],
    to_BusinessPartnerAddress: [
      {
        ...addressFields(billTo),
        to_AddressUsage: [{ AddressUsage: 'XXDEFAULT' }],
        ...(draft.email !== undefined && {
          to_EmailAddress: [{ EmailAddress: draft.email, IsDefaultEmailAddress: true }],
        }),
        ...(draft.phone !== undefined && { to_PhoneNumber: [phone(draft.phone, billTo.country)] }),
      },
      ...(draft.shipTo ? [{ ...addressFields(draft.shipTo), to_AddressUsage: [{ AddressUsage: 'SHIP_TO' }] }] : []),
    ],
    ...(draft.taxId !== undefined && {
      to_BusinessPartnerTax: [{ BPTaxType: taxTypeOf(billTo.country), BPTaxNumber: draft.taxId.slice(0, 20) }],
    }),
    to_Customer: {
      to_CustomerCompany: [companyData(organization, customizing)],
      to_CustomerSalesArea: [salesAreaData(organization, draft.currency, customizing)],
    },
  }
}

/** Type 1 is a telephone, 3 a mobile one. */
export const phone = (number: string, country: string) => ({
  PhoneNumber: number.slice(0, 30),
  PhoneNumberType: '1',
  DestinationLocationCountry: country,
  IsDefaultPhoneNumber: true,
})
