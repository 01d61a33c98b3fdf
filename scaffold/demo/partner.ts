import { randomUUID } from 'node:crypto'
import { access } from '@gantry/access/contract'
import type { Company } from '@gantry/canonical/company'
import type { Call } from '@gantry/core/contract'
import { client, type Transport } from '@gantry/core/contract/client'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'

/** Who sells a share of the demonstration's orders, and signs in at the partner portal. */
export const PARTNER = { reference: 'P-CEDAR', name: 'Cedar Resellers' }
const CLIENT = 'cedar-portal'
/** One order in so many is the partner's. */
const SHARE = 6
const OFFER = 'Q-CEDAR-1'

/** The company, with a share of its quotes sold by the partner. */
export const soldByPartner = (company: Company): Company => ({
  ...company,
  quotes: company.quotes.map((quote, index) =>
    index % SHARE === 0 ? { ...quote, draft: { ...quote.draft, partner: PARTNER.reference } } : quote,
  ),
})

/** The partner's account in the CRM: quotes name it. */
export async function enterPartner(system: Transport, call: Call): Promise<void> {
  await client(crm, system).upsertCustomer({ reference: PARTNER.reference, body: { name: PARTNER.name } }, call)
}

type Reach = { system: Transport; api: Transport; call: Call }

/** Lets the partner in as governance would, offers it a quote to order, and returns its API key. */
export async function admitPartner(company: Company, { system, api, call }: Reach): Promise<string> {
  const register = client(access, api)
  const { reference: partner, name: owner } = PARTNER
  await register.putClient({ id: CLIENT, body: { title: owner, owner, partner, roles: ['partner'] } }, call)
  const contract = { client: CLIENT, api: 'experience.partner-portal', major: '1' }
  await register.requestContract({ ...contract, body: { purpose: 'The demonstration.' } }, call)
  // Whoever asked may not approve.
  const governance = { ...call, identity: { ...call.identity, principal: 'governance' } }
  await register.decideContract(
    { ...contract, body: { decision: 'approved', reason: 'The demonstration.' } },
    { ...governance, correlation: randomUUID() },
  )
  const example = company.quotes.find(({ draft, fate }) => draft.partner === partner && fate.kind === 'pay')
  if (example) {
    const { validUntil: _, ...draft } = example.draft
    const offers = client(cpq, system)
    // Ordered in an earlier start, it stays as it is.
    await offers
      .upsertQuote({ reference: OFFER, body: { ...draft, state: 'presented' } }, call)
      .catch((error: { code?: string }) => {
        if (error.code !== 'quote-ordered') throw error
      })
  }
  return (await register.issueKey({ id: CLIENT, body: { days: 30 } }, call)).key
}
