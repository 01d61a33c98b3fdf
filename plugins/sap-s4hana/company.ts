import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import type { Customizing } from './customizing.ts'
import type { ODataClient } from './odata.ts'
import { COMPANIES } from './services.ts'

/** A legal entity's place in SAP's organization. */
export type Organization = {
  companyCode: string
  salesOrganization: string
  distributionChannel: string
  division: string
  plant: string
  /** ISO 3166-1 alpha-2. */
  country: string
  currency: string
}

export type Company = {
  /** By the company code's name or number; throws `unknown-legal-entity`. */
  organization: (legalEntity: string) => Promise<Organization>
}

const CompanyCode = z.object({
  CompanyCode: z.string(),
  CompanyCodeName: z.string(),
  Country: z.string(),
  Currency: z.string(),
})
type CompanyCode = z.output<typeof CompanyCode>

export function createCompany(odata: ODataClient, { organizations }: Customizing): Company {
  let known: Promise<CompanyCode[]> | undefined

  const load = (): Promise<CompanyCode[]> => {
    const loading = odata.list(COMPANIES, 'A_CompanyCode', CompanyCode, {
      $select: Object.keys(CompanyCode.shape).join(','),
      $orderby: 'CompanyCode',
    })
    known = loading
    loading.catch(() => {
      // A failed look-up is nobody's answer: the next caller asks again.
      if (known === loading) known = undefined
    })
    return loading
  }
  const organizationOf = ({ CompanyCode: code, Country, Currency }: CompanyCode): Organization => {
    const own = organizations[code]
    return {
      companyCode: code,
      salesOrganization: own?.salesOrganization ?? code,
      distributionChannel: own?.distributionChannel ?? '10',
      division: own?.division ?? '00',
      plant: own?.plant ?? code,
      country: Country,
      currency: Currency,
    }
  }
  const find = (codes: CompanyCode[], legalEntity: string) =>
    codes.find((each) => each.CompanyCodeName === legalEntity || each.CompanyCode === legalEntity)

  return {
    organization: async (legalEntity) => {
      const before = known
      const first = find(await (before ?? load()), legalEntity)
      // A miss is looked up once more: finance may have created it since.
      const found = first ?? (before && find(await (known === before ? load() : known!), legalEntity))
      if (found) return organizationOf(found)
      throw new IntegrationError('unknown-legal-entity', `SAP S/4HANA has no company code for "${legalEntity}".`, {
        kind: 'policy',
        team: 'finance-systems',
        detail: `no company code of the name or number "${legalEntity}"`,
      })
    },
  }
}
