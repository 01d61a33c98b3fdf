import { type EntitySet, entitySet, idOf, type Service } from './entity.ts'
import { propertiesOf } from './property.ts'
import type { Unit } from './unit.ts'

const accounts: EntitySet = entitySet({
  name: 'CreditManagementAccount',
  properties: propertiesOf(`BusinessPartner:S10! CreditSegment:S10! BusinessPartnerIsCritical:B CreditAccountIsBlocked:B
    CreditAccountBlockReason:S2 CreditLimitAmount:D15.2 CreditLimitValidityEndDate:T CreditLimitIsZero:B
    CreditSegmentCurrency:S5`),
})

/** Credit Management Master Data (API_CRDTMBUSINESSPARTNER), OData V2. */
export const creditService: Service = {
  path: '/sap/opu/odata/sap/API_CRDTMBUSINESSPARTNER',
  namespace: 'API_CRDTMBUSINESSPARTNER',
  version: 'V2',
  sets: { CreditManagementAccount: accounts },
  functions: {},
}

export type Credit = { limit?: string | undefined; onHold?: boolean | undefined; currency: string; segment: string }

/** Credit control sets a limit, or blocks and frees an account. */
export function setCredit(unit: Unit, partner: string, { limit, onHold, currency, segment }: Credit): void {
  const key = { BusinessPartner: partner, CreditSegment: segment }
  const id = idOf(accounts, key)
  unit.put(accounts.table, id, {
    CreditSegmentCurrency: currency,
    ...unit.get(accounts.table, id),
    ...key,
    ...(limit !== undefined && { CreditLimitAmount: limit, CreditLimitIsZero: Number(limit) === 0 }),
    ...(onHold !== undefined && { CreditAccountIsBlocked: onHold, CreditAccountBlockReason: onHold ? '01' : '' }),
  })
}
