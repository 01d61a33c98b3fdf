import { add, assertCurrency, companyOf, type Rules, type Session } from './application.ts'
import { infolog, notInTable } from './problem.ts'
import { entityNamed } from './query.ts'
import type { Row } from './store.ts'

const ENTITY = entityNamed('CustomersV3')
/** Customer groups of a new company. */
const GROUPS = ['10', '20', '30', '80']

export const customers: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, ENTITY, given)
    if (!row.OrganizationName) throw infolog(ENTITY.source, "Field 'Name' must be filled in.")
    if (!row.CustomerGroupId) throw infolog(ENTITY.source, "Field 'Customer group' must be filled in.")
    check(row)
    const CustomerAccount = row.CustomerAccount ?? `${row.dataAreaId}-${session.store.next('CustomerAccount')}`
    return add(session, 'CustomersV3', { PartyType: 'Organization', ...row, CustomerAccount }, 'POST CustomersV3')
  },
  update: (_session: Session, before, changes) => {
    check(changes)
    return { ...before, ...changes }
  },
}

function check(row: Row): void {
  if (row.SalesCurrencyCode !== undefined) assertCurrency(ENTITY, row.SalesCurrencyCode)
  if (row.CustomerGroupId !== undefined && !GROUPS.includes(row.CustomerGroupId))
    throw notInTable(ENTITY.source, 'Customer group', row.CustomerGroupId, 'Customer groups')
  for (const field of ['AddressCountryRegionId', 'DeliveryAddressCountryRegionId'])
    if (row[field] && !/^[A-Z]{3}$/.test(row[field]))
      throw notInTable(ENTITY.source, 'Country/region', row[field], 'Countries/regions')
}
