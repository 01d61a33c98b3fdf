import { isDeepStrictEqual } from 'node:util'
import { money } from '@gantry/canonical/money'
import type { Quote, QuoteDraft, QuoteSummary } from '@gantry/canonical/quote'
import { z } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { queryOf, type Salesforce, type Subrequest } from './client.ts'
import { notFound } from './failure.ts'
import { LINE_COLUMNS, LineRow, lineRecord, normal, toLine } from './quote-line.ts'
import { soql } from './soql.ts'

const text = z.string().nullable()
const QuoteRow = z.object({
  Id: z.string(),
  Name: z.string(),
  Gantry_Reference__c: z.string(),
  SBQQ__Opportunity2__c: text,
  SBQQ__Account__r: z.object({ Gantry_Reference__c: text }).nullable(),
  SBQQ__Partner__r: z.object({ Gantry_Reference__c: text }).nullable(),
  Legal_Entity__c: text,
  CurrencyIsoCode: z.string(),
  Gantry_Price_Basis__c: z.enum(['net', 'gross']).nullable(),
  Gantry_Quoted_On__c: text,
  SBQQ__ExpirationDate__c: text,
  SBQQ__Status__c: text,
  SBQQ__Ordered__c: z.boolean(),
  SBQQ__Uncalculated__c: z.boolean(),
  SBQQ__NetAmount__c: text,
  CreatedDate: z.string(),
  LastModifiedDate: z.string(),
  SBQQ__LineItems__r: z.array(LineRow).nullable(),
})
type QuoteRow = z.output<typeof QuoteRow>

const HEADER = `SELECT Id, Name, Gantry_Reference__c, SBQQ__Opportunity2__c, SBQQ__Account__r.Gantry_Reference__c,
  SBQQ__Partner__r.Gantry_Reference__c, Legal_Entity__c,
  CurrencyIsoCode, Gantry_Price_Basis__c, Gantry_Quoted_On__c, SBQQ__ExpirationDate__c, SBQQ__Status__c,
  SBQQ__Ordered__c, SBQQ__Uncalculated__c, SBQQ__NetAmount__c, CreatedDate, LastModifiedDate`.replace(/\s+/g, ' ')
const SELECT = `${HEADER}, (SELECT ${LINE_COLUMNS} FROM SBQQ__LineItems__r ORDER BY SBQQ__Number__c) FROM SBQQ__Quote__c`
const select = (reference: string) => `${SELECT} ${soql`WHERE Gantry_Reference__c = ${reference}`}`

const STATUS = {
  draft: 'Draft',
  'in-review': 'In Review',
  approved: 'Approved',
  presented: 'Presented',
  accepted: 'Accepted',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
} as const satisfies Record<Quote['state'], string>

const STATES: Record<string, Quote['state']> = {
  ...Object.fromEntries(Object.entries(STATUS).map(([state, status]) => [status, state])),
  Denied: 'rejected',
}

/** How long CPQ's background calculation usually takes. */
const CALCULATION_MS = 2000

function required<T>(row: QuoteRow, field: string, value: T | null | undefined): T {
  if (value !== null && value !== undefined) return value
  throw new IntegrationError('quote-incomplete', `The quote ${row.Gantry_Reference__c} lacks ${field}.`, {
    kind: 'data',
    team: 'sales-operations',
    detail: `SBQQ__Quote__c ${row.Id}`,
  })
}

export function stateOf(row: { Id: string; SBQQ__Status__c: string | null }): Quote['state'] {
  const state = STATES[row.SBQQ__Status__c ?? 'Draft']
  if (state) return state
  throw new IntegrationError('quote-status-unknown', `The quote has a status that Gantry does not know.`, {
    kind: 'data',
    team: 'sales-operations',
    detail: `SBQQ__Quote__c ${row.Id}: SBQQ__Status__c is "${row.SBQQ__Status__c}"`,
  })
}

/** A partner that Gantry does not know of is nobody's login: the quote is then as one of our own. */
function partnerOf({ SBQQ__Partner__r: partner }: Pick<QuoteRow, 'SBQQ__Partner__r'>): { partner?: string } {
  return partner?.Gantry_Reference__c ? { partner: partner.Gantry_Reference__c } : {}
}

/** What the quote says apart from ids and totals, decimals in one notation: equal content compares equal. */
function contentOf({ SBQQ__LineItems__r: lines, ...row }: QuoteRow): QuoteDraft {
  return {
    customer: required(row as QuoteRow, 'a customer known to Gantry', row.SBQQ__Account__r?.Gantry_Reference__c),
    ...partnerOf(row),
    legalEntity: required(row as QuoteRow, 'a legal entity', row.Legal_Entity__c),
    currency: row.CurrencyIsoCode,
    priceBasis: row.Gantry_Price_Basis__c ?? 'net',
    quotedOn: row.Gantry_Quoted_On__c ?? row.CreatedDate.slice(0, 10),
    ...(row.SBQQ__ExpirationDate__c !== null && { validUntil: row.SBQQ__ExpirationDate__c }),
    state: stateOf(row),
    lines: (lines ?? []).map(toLine),
  }
}

function toQuote(row: QuoteRow): Quote {
  if (row.SBQQ__Uncalculated__c)
    throw new IntegrationError('quote-being-calculated', 'Salesforce has not yet priced the quote.', {
      kind: 'transient',
      retryAfterMs: CALCULATION_MS,
      detail: `SBQQ__Quote__c ${row.Id}: SBQQ__Uncalculated__c`,
    })
  const { SBQQ__LineItems__r: lines, ...native } = row
  if (!lines?.length) required(row, 'lines', null)
  return {
    id: row.Id,
    reference: row.Gantry_Reference__c,
    number: row.Name,
    ...(row.SBQQ__Opportunity2__c !== null && { opportunity: row.SBQQ__Opportunity2__c }),
    ...contentOf(row),
    total: money(row.CurrencyIsoCode, row.SBQQ__NetAmount__c ?? '0'),
    native,
  }
}

async function read(salesforce: Salesforce, reference: string): Promise<QuoteRow | undefined> {
  return (await salesforce.query(QuoteRow, select(reference)))[0]
}

export async function getQuote(salesforce: Salesforce, reference: string): Promise<Quote> {
  const row = await read(salesforce, reference)
  if (!row) throw notFound('quote', reference)
  return toQuote(row)
}

const Summary = QuoteRow.omit({ SBQQ__LineItems__r: true })

/** A page of partners' quotes, by reference; the cursor is the last reference. */
export async function listQuotes(
  salesforce: Salesforce,
  { partners, cursor, limit }: { partners: string; cursor?: string; limit: number },
): Promise<{ items: QuoteSummary[]; next?: string }> {
  const wanted = partners.split(',').map((partner) => soql`${partner}`)
  const after = cursor === undefined ? 'Gantry_Reference__c != null' : soql`Gantry_Reference__c > ${cursor}`
  const rows = await salesforce.query(
    Summary,
    `${HEADER} FROM SBQQ__Quote__c WHERE SBQQ__Partner__r.Gantry_Reference__c IN (${wanted.join(',')}) AND ${after}
      ORDER BY Gantry_Reference__c LIMIT ${limit + 1}`.replace(/\s*\n\s*/, ' '),
  )
  const shown = rows.slice(0, limit)
  return {
    items: shown.flatMap((row) => summaryOf(row) ?? []),
    ...(rows.length > limit && { next: shown.at(-1)!.Gantry_Reference__c }),
  }
}

/** Nothing while sales is still entering it: a draft may lack its customer. */
function summaryOf(row: z.output<typeof Summary>): QuoteSummary | undefined {
  const customer = row.SBQQ__Account__r?.Gantry_Reference__c
  const state = STATES[row.SBQQ__Status__c ?? 'Draft']
  if (!customer || !state) return undefined
  return {
    reference: row.Gantry_Reference__c,
    number: row.Name,
    customer,
    ...partnerOf(row),
    currency: row.CurrencyIsoCode,
    priceBasis: row.Gantry_Price_Basis__c ?? 'net',
    quotedOn: row.Gantry_Quoted_On__c ?? row.CreatedDate.slice(0, 10),
    ...(row.SBQQ__ExpirationDate__c !== null && { validUntil: row.SBQQ__ExpirationDate__c }),
    state,
    ordered: row.SBQQ__Ordered__c,
    total: money(row.CurrencyIsoCode, row.SBQQ__NetAmount__c ?? '0'),
  }
}

/** Most records of one collection, and most collections and queries of one composite call. */
const COLLECTION = 200
const BULKY = 5

function chunks<T>(items: T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / COLLECTION) }, (_, at) =>
    items.slice(at * COLLECTION, (at + 1) * COLLECTION),
  )
}

/** A lookup is set by the other record's external id, and emptied by its own name. */
const partnerField = ({ partner }: QuoteDraft) =>
  partner === undefined ? { SBQQ__Partner__c: null } : { SBQQ__Partner__r: { Gantry_Reference__c: partner } }

/** Opportunity and quote; a deal that exists keeps its stage and date, which are sales' own. */
function headers(reference: string, draft: QuoteDraft, isNew: boolean): Subrequest[] {
  const path = (object: string) => `/sobjects/${object}/Gantry_Reference__c/${encodeURIComponent(reference)}`
  const account = { Gantry_Reference__c: draft.customer }
  const deal = {
    Name: reference,
    StageName: 'Proposal/Price Quote',
    CloseDate: draft.validUntil ?? draft.quotedOn,
    CurrencyIsoCode: draft.currency,
  }
  return [
    { method: 'PATCH', path: path('Opportunity'), body: { Account: account, ...(isNew && deal) } },
    {
      method: 'PATCH',
      path: path('SBQQ__Quote__c'),
      body: {
        SBQQ__Account__r: account,
        ...partnerField(draft),
        SBQQ__Opportunity2__r: { Gantry_Reference__c: reference },
        SBQQ__Primary__c: true,
        SBQQ__Type__c: 'Quote',
        SBQQ__Status__c: STATUS[draft.state],
        SBQQ__ExpirationDate__c: draft.validUntil ?? null,
        CurrencyIsoCode: draft.currency,
        Legal_Entity__c: draft.legalEntity,
        Gantry_Price_Basis__c: draft.priceBasis,
        Gantry_Quoted_On__c: draft.quotedOn,
      },
    },
  ]
}

/** What changes the lines from what is kept into what is wanted: deletions first, then collections of 200. */
function lineWrites(reference: string, wanted: QuoteDraft['lines'], row: QuoteRow | undefined): Subrequest[] {
  const old = new Map((row?.SBQQ__LineItems__r ?? []).map((line) => [line.Gantry_Reference__c ?? line.Id, line]))
  const ours = new Set(wanted.map((line) => `${reference}:${line.id}`))
  const surplus = [...old].flatMap(([key, line]) => (ours.has(key) ? [] : [line.Id]))
  const records = wanted.flatMap((line, at) => {
    const before = old.get(`${reference}:${line.id}`)
    const same = before && Number(before.SBQQ__Number__c) === at + 1 && isDeepStrictEqual(normal(line), toLine(before))
    return same ? [] : [lineRecord(reference, line, at + 1, !before)]
  })
  return [
    ...chunks(surplus).map(
      (ids): Subrequest => ({ method: 'DELETE', path: `/composite/sobjects?allOrNone=true&ids=${ids.join(',')}` }),
    ),
    ...chunks(records).map(
      (batch): Subrequest => ({
        method: 'PATCH',
        path: '/composite/sobjects/SBQQ__QuoteLine__c/Gantry_Reference__c',
        body: { allOrNone: true, records: batch },
      }),
    ),
  ]
}

/**
 * Creates or replaces the opportunity, the quote and its lines in one transaction. Only a quote whose old and new lines
 * together fill more than five collections takes several; a repeat completes it.
 */
export function upsertQuote(salesforce: Salesforce, reference: string, draft: QuoteDraft): Promise<Quote> {
  return salesforce.exclusively(`quote:${reference}`, async () => {
    const row = await read(salesforce, reference)
    const wanted = { ...draft, lines: draft.lines.map(normal) }
    if (row?.SBQQ__LineItems__r?.length && isDeepStrictEqual(contentOf(row), wanted)) return toQuote(row)
    if (row?.SBQQ__Ordered__c)
      throw new IntegrationError('quote-ordered', `The quote ${reference} is ordered and can no longer change.`, {
        kind: 'policy',
        team: 'sales-operations',
        detail: `SBQQ__Quote__c ${row.Id}`,
      })
    const bulky = lineWrites(reference, draft.lines, row)
    let parts = headers(reference, draft, !row)
    while (bulky.length > BULKY) {
      await salesforce.composite([...parts, ...bulky.splice(0, BULKY)])
      parts = []
    }
    parts.push(...bulky)
    if (bulky.length < BULKY) {
      const answers = await salesforce.composite([...parts, queryOf(select(reference))])
      const [saved] = await salesforce.rows(QuoteRow, answers.at(-1))
      if (saved) return toQuote(saved)
    } else await salesforce.composite(parts)
    return getQuote(salesforce, reference)
  })
}
