import { entitySet, type Row, type Service } from './entity.ts'
import { propertiesOf } from './property.ts'
import { Refusal } from './refusal.ts'
import type { Unit } from './unit.ts'

/** A company code with the organization below it; as in SAP's own templates they share one number. */
export type CompanyCode = { code: string; name: string; country: string; currency: string }

const companyCodes = entitySet({
  name: 'A_CompanyCode',
  etag: false,
  properties: propertiesOf(
    'CompanyCode:S4! CompanyCodeName:S25 CityName:S25 Country:S3 Currency:S5 Language:S2 ChartOfAccounts:S4',
  ),
})

/** Journal Entry Item Basic (API_JOURNALENTRYITEMBASIC_SRV): of it, the company codes. */
export const companyService: Service = {
  path: '/sap/opu/odata/sap/API_JOURNALENTRYITEMBASIC_SRV',
  namespace: 'API_JOURNALENTRYITEMBASIC_SRV',
  version: 'V2',
  sets: { A_CompanyCode: companyCodes },
  functions: {},
}

/** Opens a company code; one of that name stays as it is. */
export function openCompany(unit: Unit, { name, currency, country }: Omit<CompanyCode, 'code'>): string {
  const known = unit.where('A_CompanyCode', 'CompanyCodeName', name)[0]
  if (known) return String(known.CompanyCode)
  const code = String(Number(unit.next('company', 101)) * 10)
  unit.put('A_CompanyCode', code, {
    CompanyCode: code,
    CompanyCodeName: name,
    Country: country,
    Currency: currency,
    Language: 'EN',
    ChartOfAccounts: 'YCOA',
  })
  return code
}

export function companyOf(unit: Unit, code: string): Row {
  const company = unit.get('A_CompanyCode', code)
  if (!company) throw new Refusal(400, 'F5/165', `Company code ${code} does not exist`)
  return company
}

export const setPeriod = (unit: Unit, month: string, closed: boolean): void =>
  unit.put('period', month, { month, closed })

/** Posting periods are calendar months. */
export function assertOpen(unit: Unit, date: string): void {
  if (!unit.get<{ closed: boolean }>('period', date.slice(0, 7))?.closed) return
  throw new Refusal(
    400,
    'F5/201',
    `Posting period ${date.slice(5, 7).padStart(3, '0')} ${date.slice(0, 4)} is not open`,
  )
}

/** Decimal places of a currency, as table TCURX has them. */
export const decimalsOf = (currency: string): number =>
  ({ JPY: 0, KRW: 0, CLP: 0, VND: 0, ISK: 0, KWD: 3, BHD: 3, OMR: 3, JOD: 3, TND: 3 })[currency] ?? 2
