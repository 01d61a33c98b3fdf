import type { Address, Customer, CustomerDraft } from '@gantry/canonical/customer'
import { z } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { editedBy } from './audit.ts'
import { queryOf, type Salesforce, type Subrequest } from './client.ts'
import { notFound } from './failure.ts'
import { soql } from './soql.ts'

const text = z.string().nullable()
const AccountRow = z.object({
  Id: z.string(),
  Name: z.string(),
  Phone: text,
  BillingStreet: text,
  BillingCity: text,
  BillingState: text,
  BillingPostalCode: text,
  BillingCountry: text,
  ShippingStreet: text,
  ShippingCity: text,
  ShippingState: text,
  ShippingPostalCode: text,
  ShippingCountry: text,
  Gantry_Reference__c: z.string(),
  Gantry_Tax_Id__c: text,
  Gantry_Billing_Currency__c: text,
  Gantry_Edited_At__c: text,
  LastModifiedById: z.string(),
  LastModifiedDate: z.string(),
  Contacts: z
    .array(
      z.object({ Email: text, Gantry_Edited_At__c: text, LastModifiedById: z.string(), LastModifiedDate: z.string() }),
    )
    .nullable(),
})
type AccountRow = z.output<typeof AccountRow>

const select = (reference: string) => soql`
  SELECT Id, Name, Phone, BillingStreet, BillingCity, BillingState, BillingPostalCode, BillingCountry,
    ShippingStreet, ShippingCity, ShippingState, ShippingPostalCode, ShippingCountry,
    Gantry_Reference__c, Gantry_Tax_Id__c, Gantry_Billing_Currency__c, Gantry_Edited_At__c, LastModifiedById,
    LastModifiedDate,
    (SELECT Email, Gantry_Edited_At__c, LastModifiedById, LastModifiedDate FROM Contacts WHERE Gantry_Reference__c = ${reference})
  FROM Account WHERE Gantry_Reference__c = ${reference}`

function addressOf(row: AccountRow, kind: 'Billing' | 'Shipping'): Address | undefined {
  const country = row[`${kind}Country`]
  if (country === null) return undefined
  if (!/^[A-Z]{2}$/.test(country))
    throw new IntegrationError('country-unknown', `The country "${country}" of ${row.Name} is no ISO country code.`, {
      kind: 'data',
      team: 'sales-operations',
      detail: `Account ${row.Id}, ${kind}Country`,
    })
  const street = row[`${kind}Street`]
  const city = row[`${kind}City`]
  const region = row[`${kind}State`]
  const postalCode = row[`${kind}PostalCode`]
  return {
    ...(street !== null && { street }),
    ...(city !== null && { city }),
    ...(region !== null && { region }),
    ...(postalCode !== null && { postalCode }),
    country,
  }
}

function toCustomer({ Contacts, ...row }: AccountRow): Customer {
  const email = Contacts?.[0]?.Email
  const billTo = addressOf({ Contacts, ...row }, 'Billing')
  const shipTo = addressOf({ Contacts, ...row }, 'Shipping')
  return {
    id: row.Id,
    reference: row.Gantry_Reference__c,
    name: row.Name,
    ...(email && { email }),
    ...(row.Phone !== null && { phone: row.Phone }),
    ...(row.Gantry_Billing_Currency__c !== null && { currency: row.Gantry_Billing_Currency__c }),
    ...(row.Gantry_Tax_Id__c !== null && { taxId: row.Gantry_Tax_Id__c }),
    ...(billTo && { billTo }),
    ...(shipTo && { shipTo }),
    native: row,
  }
}

const addressFields = (kind: 'Billing' | 'Shipping', address: Address | undefined) =>
  address && {
    [`${kind}Street`]: address.street ?? null,
    [`${kind}City`]: address.city ?? null,
    [`${kind}State`]: address.region ?? null,
    [`${kind}PostalCode`]: address.postalCode ?? null,
    [`${kind}Country`]: address.country,
  }

/** The account's fields; what the draft does not know is left as sales has it. */
export const accountFields = (draft: CustomerDraft): Record<string, unknown> => ({
  Name: draft.name,
  ...(draft.phone !== undefined && { Phone: draft.phone }),
  ...(draft.currency !== undefined && { Gantry_Billing_Currency__c: draft.currency }),
  ...(draft.taxId !== undefined && { Gantry_Tax_Id__c: draft.taxId }),
  ...addressFields('Billing', draft.billTo),
  ...addressFields('Shipping', draft.shipTo),
})

const LAST_NAME = 80

/** An account has no e-mail address of its own: it is kept on a contact with the account's reference. */
export const contactFields = (reference: string, draft: CustomerDraft) => ({
  LastName: draft.name.slice(0, LAST_NAME),
  Email: draft.email,
  Account: { Gantry_Reference__c: reference },
})

async function read(salesforce: Salesforce, reference: string): Promise<AccountRow | undefined> {
  return (await salesforce.query(AccountRow, select(reference)))[0]
}

export async function getCustomer(salesforce: Salesforce, reference: string): Promise<Customer> {
  const row = await read(salesforce, reference)
  if (!row) throw notFound('account', reference)
  return toCustomer(row)
}

export function upsertCustomer(salesforce: Salesforce, reference: string, draft: CustomerDraft): Promise<Customer> {
  return salesforce.exclusively(`account:${reference}`, async () => {
    const row = await read(salesforce, reference)
    const fields = accountFields(draft)
    const same = row && Object.entries(fields).every(([name, value]) => row[name as keyof AccountRow] === value)
    const reachable = draft.email === undefined || row?.Contacts?.[0]?.Email === draft.email
    if (row && same && reachable) return toCustomer(row)
    const path = (object: string) => `/sobjects/${object}/Gantry_Reference__c/${encodeURIComponent(reference)}`
    const user = await salesforce.user()
    const parts: Subrequest[] = []
    if (!same) parts.push({ method: 'PATCH', path: path('Account'), body: { ...fields, ...editedBy(user, row) } })
    if (!reachable) {
      const contact = { ...contactFields(reference, draft), ...editedBy(user, row?.Contacts?.[0]) }
      parts.push({ method: 'PATCH', path: path('Contact'), body: contact })
    }
    const answers = await salesforce.composite([...parts, queryOf(select(reference))])
    const [saved] = await salesforce.rows(AccountRow, answers.at(-1))
    if (!saved) throw notFound('account', reference)
    return toCustomer(saved)
  })
}
