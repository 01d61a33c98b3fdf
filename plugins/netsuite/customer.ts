import { isDeepStrictEqual } from 'node:util'
import type { Address, CreditStanding, Customer, CustomerDraft } from '@gantry/canonical/customer'
import { money } from '@gantry/canonical/money'
import { IntegrationError } from '@gantry/core/errors'
import { externalIdOf } from './external-id.ts'
import { notFound } from './failure.ts'
import type { NetSuite } from './netsuite.ts'
import { CustomerRecord } from './wire.ts'

/**
 * One NetSuite customer per reference, whatever the number of legal entities it buys from: the first one is its primary
 * subsidiary, each further one a customer-subsidiary relationship. Fields the draft leaves out stay as they are.
 * Nothing is written where nothing differs. The lock keeps two first orders from each naming its own subsidiary primary.
 */
export async function upsertCustomer(
  { client, company, exclusively, related }: NetSuite,
  reference: string,
  draft: CustomerDraft & { legalEntity: string },
): Promise<Customer> {
  const { legalEntity, ...facts } = draft
  const subsidiary = await company.subsidiary(legalEntity)
  const currency = facts.currency && (await company.currency(facts.currency))
  const externalId = externalIdOf(reference)
  const id = await exclusively(`customer:${reference}`, async () => {
    const known = await client.get('customer', `eid:${externalId}`, CustomerRecord, { expandSubResources: 'true' })
    if (!known) {
      const record = { ...recordOf(reference, facts), isPerson: false, subsidiary: { id: subsidiary } }
      const body = { ...record, ...(currency && { currency: { id: currency } }) }
      return client.upsert('customer', externalId, body, REPLACING)
    }
    // The primary currency is fixed with the first transaction; another one is added beside it.
    const added = currency !== undefined && !currenciesOf(known).includes(currency)
    if (differs(known, facts) || added) {
      const currencyList = added ? { currencyList: { items: [{ currency: { id: currency } }] } } : {}
      await client.upsert('customer', externalId, { ...recordOf(reference, facts), ...currencyList }, REPLACING)
    }
    const relation = `${externalId}-${subsidiary}`
    if (known.subsidiary.id !== subsidiary && !related.has(relation)) {
      const relationship = { entity: { id: known.id }, subsidiary: { id: subsidiary } }
      await client.upsert('customerSubsidiaryRelationship', relation, relationship)
      related.add(relation)
    }
    return known.id
  })
  return { id, reference, ...facts }
}

/** Without it each update would add the addresses once more: lines of a sublist without a key are appended. */
const REPLACING = { replace: 'addressBook' }

/** Amounts in major units of the currency asked for. `onHold` is a hold set by hand in NetSuite. */
export async function getCreditStanding(
  { client, company }: NetSuite,
  reference: string,
  { legalEntity, currency }: { legalEntity: string; currency: string },
): Promise<CreditStanding> {
  await company.subsidiary(legalEntity)
  const wanted = await company.currency(currency)
  const customer = await client.get('customer', `eid:${externalIdOf(reference)}`, CustomerRecord, {
    expandSubResources: 'true',
  })
  if (!customer) throw notFound('customer', reference)
  const onHold = customer.creditHoldOverride?.id === 'ON'
  const row = customer.currencyList?.items?.find((each) => each.currency.id === wanted)
  const primary = customer.currency.id === wanted
  const balance = money(currency, row?.balance ?? (primary ? customer.balance : undefined) ?? '0')
  if (customer.creditLimit == null) return { customer: reference, balance, onHold }
  // A limit holds in the primary currency: taking it for another one would grant or refuse credit by chance.
  if (!primary)
    throw new IntegrationError(
      'credit-currency-differs',
      `The credit limit of customer ${reference} is kept in another currency than ${currency}.`,
      { kind: 'policy', team: 'credit', detail: `primary currency ${await company.codeOf(customer.currency.id)}` },
    )
  return { customer: reference, limit: money(currency, customer.creditLimit), balance, onHold }
}

function recordOf(reference: string, facts: CustomerDraft): object {
  const addresses = [
    ...(facts.billTo ? [addressLine(facts.billTo, { defaultBilling: true, defaultShipping: !facts.shipTo })] : []),
    ...(facts.shipTo ? [addressLine(facts.shipTo, { defaultBilling: false, defaultShipping: true })] : []),
  ]
  return {
    companyName: facts.name,
    custentity_gantry_reference: reference,
    ...(facts.email !== undefined && { email: facts.email }),
    ...(facts.phone !== undefined && { phone: facts.phone }),
    ...(facts.taxId !== undefined && { custentity_gantry_tax_id: facts.taxId }),
    ...(addresses.length > 0 && { addressBook: { items: addresses } }),
  }
}

const addressLine = (address: Address, use: { defaultBilling: boolean; defaultShipping: boolean }) => ({
  ...use,
  addressBookAddress: {
    ...(address.street !== undefined && { addr1: address.street }),
    ...(address.city !== undefined && { city: address.city }),
    ...(address.region !== undefined && { state: address.region }),
    ...(address.postalCode !== undefined && { zip: address.postalCode }),
    country: { id: address.country },
  },
})

const currenciesOf = (customer: CustomerRecord): string[] => [
  customer.currency.id,
  ...(customer.currencyList?.items ?? []).map((each) => each.currency.id),
]

/** Whether a field that the draft states is another one in NetSuite. */
function differs(known: CustomerRecord, draft: CustomerDraft): boolean {
  const addresses = known.addressBook?.items ?? []
  const billTo = addresses.find((each) => each.defaultBilling)
  const shipTo = addresses.find((each) => each.defaultShipping && !each.defaultBilling)
  const facts: Record<string, unknown> = {
    name: known.companyName,
    email: known.email,
    phone: known.phone,
    taxId: known.custentity_gantry_tax_id,
    billTo: billTo && addressOf(billTo.addressBookAddress),
    shipTo: shipTo && addressOf(shipTo.addressBookAddress),
  }
  return Object.entries(draft).some(
    ([name, value]) => name !== 'currency' && value !== undefined && !isDeepStrictEqual(facts[name], value),
  )
}

function addressOf(
  address: NonNullable<NonNullable<CustomerRecord['addressBook']>['items']>[number]['addressBookAddress'],
) {
  const { addr1, city, state, zip, country } = address ?? {}
  return {
    ...(addr1 != null && { street: addr1 }),
    ...(city != null && { city }),
    ...(state != null && { region: state }),
    ...(zip != null && { postalCode: zip }),
    ...(country != null && { country: country.id }),
  }
}
