import type { SandboxContext } from '@gantry/core/sandbox'
import { callOut, settle } from './automation.ts'
import { Numeral } from './json.ts'
import { Org, REP, type Row } from './org.ts'
import { type Body, update } from './record.ts'

/** What sales reps do in Salesforce's pages, outside of the API: not counted as API writes. */
export function work<T>(context: SandboxContext, act: (org: Org) => T): T {
  const org = Org.of(context.books)
  org.user = REP
  try {
    const result = act(org)
    settle(context)
    org.commit()
    return result
  } catch (error) {
    org.rollback()
    throw error
  }
}

function quoteOf(org: Org, reference: string): Row {
  const quote = org.having('SBQQ__Quote__c', 'Gantry_Reference__c', reference)?.[0]
  if (!quote) throw new Error(`There is no quote ${reference}.`)
  return quote
}

const LOST = new Set(['Cancelled', 'Rejected', 'Denied'])

/** `{ quotes: [references], times?: n }`: reps win the deals; each callout leaves `times` times at once. */
export function closeWon(context: SandboxContext, body: Record<string, unknown>) {
  const { quotes = [], times = 1 } = body as { quotes?: string[]; times?: number }
  return work(context, (org) => {
    for (const reference of quotes) {
      const quote = quoteOf(org, reference)
      const session = { org, clock: context.clock }
      const opportunity = org.get('Opportunity', String(quote.SBQQ__Opportunity2__c))
      if (!opportunity) throw new Error(`The quote ${reference} belongs to no opportunity.`)
      if (!LOST.has(String(quote.SBQQ__Status__c)))
        update(session, 'SBQQ__Quote__c', quote.Id, { SBQQ__Status__c: 'Accepted' })
      const won = update(session, 'Opportunity', opportunity.Id, { StageName: 'Closed Won' })
      // The Flow itself sends the first, where the stage has changed.
      for (let sent = opportunity.IsWon ? 0 : 1; sent < times; sent++) callOut(context, won)
    }
    return { closed: quotes.length }
  })
}

/** JSON's numbers as a request brings them. */
const typed = (fields: Body): Body =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'number' ? new Numeral(String(value)) : value,
    ]),
  )

/** `{ quote, fields, lines?: { <line id>: fields } }`: a rep changes a quote or its lines. */
export function editQuote(context: SandboxContext, body: Record<string, unknown>) {
  const {
    quote: reference,
    fields = {},
    lines = {},
  } = body as { quote: string; fields?: Body; lines?: Record<string, Body> }
  return work(context, (org) => {
    const quote = quoteOf(org, reference)
    const session = { org, clock: context.clock }
    if (Object.keys(fields).length > 0) update(session, 'SBQQ__Quote__c', quote.Id, typed(fields))
    const kept = org.having('SBQQ__QuoteLine__c', 'SBQQ__Quote__c', quote.Id)!
    for (const [id, changes] of Object.entries(lines)) {
      const line = kept.find((candidate) => candidate.Gantry_Line_Id__c === id)
      if (!line) throw new Error(`The quote ${reference} has no line ${id}.`)
      update(session, 'SBQQ__QuoteLine__c', line.Id, typed(changes))
    }
    return { edited: reference }
  })
}
