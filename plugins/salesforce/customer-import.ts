import type { CustomerImport, CustomerImportDraft } from '@gantry/crm-api/contract'
import { closeJob, openJob, type Row, readJob, readRefused } from './bulk.ts'
import type { Salesforce } from './client.ts'
import { accountFields, contactFields } from './customer.ts'
import { notFound } from './failure.ts'

const KEY = 'Gantry_Reference__c'

/** Names two jobs: accounts, and contacts where there are e-mail addresses. Their ids are all we need to go on. */
const TICKET = /^(750\w{12,15})(?:\.(750\w{12,15}))?$/

function jobsOf(ticket: string) {
  const [, accounts, contacts] = TICKET.exec(ticket) ?? []
  if (!accounts) throw notFound('import', ticket)
  return { accounts, contacts }
}

/** The contacts' job is uploaded now and begun when the accounts are there: their rows name them. */
export async function startCustomerImport(salesforce: Salesforce, draft: CustomerImportDraft): Promise<CustomerImport> {
  const accounts = await openJob(
    salesforce,
    'Account',
    draft.customers.map(({ reference, ...customer }) => ({ [KEY]: reference, ...(accountFields(customer) as Row) })),
  )
  const reachable = draft.customers.filter(({ email }) => email !== undefined)
  const contacts =
    reachable.length > 0 &&
    (await openJob(
      salesforce,
      'Contact',
      reachable.map(({ reference, ...customer }) => {
        const { LastName, Email } = contactFields(reference, customer)
        return { [KEY]: reference, LastName, Email, [`Account.${KEY}`]: reference }
      }),
    ))
  await closeJob(salesforce, accounts)
  return { ticket: contacts ? `${accounts}.${contacts}` : accounts, state: 'running', saved: 0, refused: [] }
}

/** Begins the contacts' job once the accounts are there. One worker at a time: a job can be closed once. */
export function continueCustomerImport(salesforce: Salesforce, ticket: string): Promise<CustomerImport> {
  const jobs = jobsOf(ticket)
  const running: CustomerImport = { ticket, state: 'running', saved: 0, refused: [] }
  return salesforce.exclusively(`import:${ticket}`, async () => {
    const accounts = await readJob(salesforce, jobs.accounts)
    if (accounts.state !== 'JobComplete') return running
    const contacts = jobs.contacts === undefined ? undefined : await readJob(salesforce, jobs.contacts)
    if (contacts?.state === 'Open') await closeJob(salesforce, contacts.id)
    if (contacts && contacts.state !== 'JobComplete') return running
    const refused = await readRefused(salesforce, accounts)
    const named = new Set(refused.map(({ reference }) => reference))
    // Without its account a contact fails too; the account's reason is the one to mend.
    const unreachable = contacts ? await readRefused(salesforce, contacts) : []
    refused.push(...unreachable.filter(({ reference }) => !named.has(reference)))
    return { ticket, state: 'completed', saved: accounts.numberRecordsProcessed - refused.length, refused }
  })
}
