import type { Address, CreditStanding, Customer, CustomerDraft } from '@gantry/canonical/customer'
import { money, subtract, sum } from '@gantry/canonical/money'
import { IntegrationError } from '@gantry/core/errors'
import countries from 'i18n-iso-countries'
import type { Environment } from './environment.ts'
import { isDuplicate, notFound } from './failure.ts'
import { keyOf } from './key.ts'
import { NO_DATE, quoted, recordOf } from './odata.ts'
import { CustomerRecord, columnsOf, TransactionRecord } from './wire.ts'

/**
 * One account per reference in each company that it buys from; the account is a key of our choice. Fields the draft
 * leaves out stay as they are, and so does the currency, which is a default for new documents only. Nothing is written
 * where nothing differs, and a change goes through only if nobody else has made one since.
 */
export async function upsertCustomer(
  environment: Environment,
  reference: string,
  draft: CustomerDraft & { legalEntity: string },
): Promise<Customer> {
  const { client, companies, settings } = environment
  const { legalEntity, ...facts } = draft
  const company = await companies.of(legalEntity)
  const record = customerRecord(company.id, reference)
  const fields = fieldsOf(reference, facts)
  const known = await readCustomer(environment, company.id, reference)
  if (!known) {
    try {
      await client.create(
        'CustomersV3',
        {
          dataAreaId: company.id,
          CustomerAccount: keyOf(reference),
          PartyType: 'Organization',
          CustomerGroupId: settings.customerGroup,
          SalesCurrencyCode: facts.currency ?? company.currency,
          ...fields,
        },
        CustomerRecord,
      )
      return { id: keyOf(reference), reference, ...facts }
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
  }
  const current = known ?? (await readCustomer(environment, company.id, reference))
  if (!current) throw notFound('customer', reference)
  const changes = Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => current[name as keyof CustomerRecord] !== value),
  )
  if (Object.keys(changes).length > 0) await client.update(record, current['@odata.etag'], changes)
  return { id: current.CustomerAccount, reference, ...facts }
}

/** Amounts in major units. The limit is kept in the company's accounting currency; 0 means none unless it is mandatory. */
export async function getCreditStanding(
  environment: Environment,
  reference: string,
  { legalEntity, currency }: { legalEntity: string; currency: string },
): Promise<CreditStanding> {
  const company = await environment.companies.of(legalEntity)
  const customer = await readCustomer(environment, company.id, reference)
  if (!customer) throw notFound('customer', reference)
  const open = await environment.client.list('CustTransactions', TransactionRecord, {
    $select: columnsOf(TransactionRecord),
    $filter: [
      `dataAreaId eq ${quoted(company.id)}`,
      `AccountNum eq ${quoted(customer.CustomerAccount)}`,
      `CurrencyCode eq ${quoted(currency)}`,
      // What is closed owes nothing.
      `Closed le ${NO_DATE}`,
    ].join(' and '),
  })
  const amount = (row: TransactionRecord) =>
    subtract(money(currency, row.AmountCur), money(currency, row.SettleAmountCur))
  const balance = sum(currency, open.map(amount))
  const onHold = BLOCKING.has(customer.OnHoldStatus)
  const limit = money(company.currency, customer.CreditLimit)
  if (Number(limit.amount) === 0 && customer.CreditLimitIsMandatory === 'No')
    return { customer: reference, balance, onHold }
  // Taking the limit for another currency would grant or refuse credit by chance.
  if (currency !== company.currency)
    throw new IntegrationError(
      'credit-currency-differs',
      `The credit limit of customer ${reference} is kept in another currency than ${currency}.`,
      { kind: 'policy', team: 'credit', detail: `accounting currency ${company.currency}` },
    )
  return { customer: reference, limit, balance, onHold }
}

/** Statuses under which nothing may be invoiced. */
const BLOCKING = new Set(['All', 'Invoice'])

const customerRecord = (company: string, reference: string): string =>
  recordOf('CustomersV3', { dataAreaId: company, CustomerAccount: keyOf(reference) })

const readCustomer = (
  { client }: Environment,
  company: string,
  reference: string,
): Promise<CustomerRecord | undefined> =>
  client.get(customerRecord(company, reference), CustomerRecord, { $select: columnsOf(CustomerRecord) })

/** What the draft states; our reference as it came is in the memo, since the account may be a digest of it. */
const fieldsOf = (reference: string, facts: CustomerDraft): Record<string, string> => ({
  OrganizationName: facts.name,
  SalesMemo: reference,
  ...(facts.email !== undefined && { PrimaryContactEmail: facts.email }),
  ...(facts.phone !== undefined && { PrimaryContactPhone: facts.phone }),
  ...(facts.taxId !== undefined && { TaxRegistrationId: facts.taxId }),
  ...(facts.billTo && addressOf('Address', 'Bill to', facts.billTo)),
  ...(facts.shipTo && addressOf('DeliveryAddress', 'Ship to', facts.shipTo)),
})

const addressOf = (prefix: string, description: string, address: Address): Record<string, string> => ({
  [`${prefix}Description`]: description,
  [`${prefix}Street`]: address.street ?? '',
  [`${prefix}City`]: address.city ?? '',
  [`${prefix}State`]: address.region ?? '',
  [`${prefix}ZipCode`]: address.postalCode ?? '',
  // Countries have three letters here.
  [`${prefix}CountryRegionId`]: countries.alpha2ToAlpha3(address.country) ?? address.country,
})
