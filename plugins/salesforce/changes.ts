import { createHash } from 'node:crypto'
import { type Changes, type ConnectorEvent, z } from '@gantry/core/connector'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'
import { type Audit, instant, isBy } from './audit.ts'
import { queryOf, type Salesforce } from './client.ts'
import { soql } from './soql.ts'

/** A record is stamped when it is saved and seen when its transaction commits, ten minutes later at most (Apex limits). */
const OVERLAP_MS = 600_000
/** Without a cursor: what is older is a matter of the initial load. */
const FIRST_MS = 86_400_000

const text = z.string().nullable()
const reference = z.object({ Gantry_Reference__c: text }).nullable()
const audit = { Id: z.string(), LastModifiedById: z.string(), LastModifiedDate: z.string(), SystemModstamp: z.string() }
const ours = { ...audit, Gantry_Reference__c: z.string() }
// Loose: what else is asked for tells two changes of one second apart.
const AccountRow = z.looseObject({
  ...ours,
  Gantry_Edited_At__c: text,
  IsDeleted: z.boolean(),
  MasterRecord: reference,
})
const ContactRow = z.looseObject({ ...ours, Gantry_Edited_At__c: text })
const QuoteRow = z.looseObject({ ...ours, SBQQ__Account__r: reference })

const COLUMNS = 'Id, Gantry_Reference__c, LastModifiedById, LastModifiedDate, SystemModstamp'
const ACCOUNTS = `SELECT ${COLUMNS}, Gantry_Edited_At__c, IsDeleted, MasterRecord.Gantry_Reference__c, Name, Phone,
  BillingStreet, BillingCity, BillingState, BillingPostalCode, BillingCountry, ShippingStreet, ShippingCity,
  ShippingState, ShippingPostalCode, ShippingCountry, Gantry_Tax_Id__c, Gantry_Billing_Currency__c FROM Account`
const CONTACTS = `SELECT ${COLUMNS}, Gantry_Edited_At__c, Email, LastName FROM Contact`
const QUOTES = `SELECT ${COLUMNS}, SBQQ__Account__r.Gantry_Reference__c, SBQQ__ExpirationDate__c, SBQQ__NetAmount__c
  FROM SBQQ__Quote__c`
const oneLine = (query: string) => query.replace(/\s+/g, ' ')

type Row = { Id: string; LastModifiedDate: string; SystemModstamp: string }

/** Audit fields count whole seconds. */
const sourceOf = (row: Row) =>
  `${row.Id}@${instant(row.LastModifiedDate)}#${createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 12)}`

/** When others changed the record, and what names that change; undefined where only we did. */
function edit(row: Row & Audit, user: string, since: string): { at: string; source: string } | undefined {
  if (!isBy(user, row)) return { at: instant(row.LastModifiedDate), source: sourceOf(row) }
  const at = row.Gantry_Edited_At__c
  return at !== null && at >= since ? { at, source: `${row.Id}@${at}` } : undefined
}

/**
 * What sales changed since the cursor, oldest first; the cursor is the newest `SystemModstamp` seen, ISO 8601 UTC. What our
 * own user wrote is left out. One request, unless more than 2,000 records of a kind have changed.
 */
export async function changes(salesforce: Salesforce, cursor: string | undefined): Promise<Changes> {
  const since = new Date(cursor ? Date.parse(cursor) - OVERLAP_MS : Date.now() - FIRST_MS).toISOString()
  const user = await salesforce.user()
  const later = `WHERE SystemModstamp >= ${since} AND Gantry_Reference__c != null`
  const order = 'ORDER BY SystemModstamp'
  const accepted = soql`AND SBQQ__Status__c = ${'Accepted'} AND LastModifiedById != ${user}`
  const answers = await salesforce.composite([
    queryOf(oneLine(`${ACCOUNTS} ${later} ${order}`), 'queryAll'),
    queryOf(oneLine(`${CONTACTS} ${later} ${order}`)),
    queryOf(oneLine(`${QUOTES} ${later} ${accepted} ${order}`)),
  ])
  const accounts = await salesforce.rows(AccountRow, answers[0])
  const contacts = await salesforce.rows(ContactRow, answers[1])
  const quotes = await salesforce.rows(QuoteRow, answers[2])
  const events: ConnectorEvent[] = []
  for (const row of accounts) {
    const named = { reference: row.Gantry_Reference__c, id: row.Id }
    const found = edit(row, user, since)
    if (row.IsDeleted) {
      const mergedInto = row.MasterRecord?.Gantry_Reference__c
      const data = { ...named, ...(mergedInto && { mergedInto }) }
      const at = instant(row.SystemModstamp)
      events.push({ event: crm.events.customerDeleted, data, at, source: `${row.Id}@deleted` })
    } else if (found) events.push({ event: crm.events.customerChanged, data: named, ...found })
  }
  for (const row of contacts) {
    const found = edit(row, user, since)
    if (found)
      events.push({
        event: crm.events.customerChanged,
        data: { reference: row.Gantry_Reference__c, id: row.Id },
        ...found,
      })
  }
  for (const row of quotes) {
    const customer = row.SBQQ__Account__r?.Gantry_Reference__c
    const data = { reference: row.Gantry_Reference__c, id: row.Id, ...(customer && { customer }) }
    events.push({ event: cpq.events.quoteAccepted, data, at: instant(row.LastModifiedDate), source: sourceOf(row) })
  }
  const seen = [...accounts, ...contacts, ...quotes].map((row) => instant(row.SystemModstamp))
  const newest = [...seen, cursor ?? since].sort().at(-1)!
  return { events: events.toSorted((a, b) => (a.at < b.at ? -1 : 1)), cursor: newest }
}
