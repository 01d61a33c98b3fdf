import { randomUUID } from 'node:crypto'
import type { Clock, SandboxContext } from '@gantry/core/sandbox'
import { linePrices, orderQuote, totalQuote } from './cpq.ts'
import { Org, type Row } from './org.ts'
import { Refusal } from './refusal.ts'

/** What the platform and the CPQ package fill in before a record is saved. */
export function complete(org: Org, clock: Clock, object: string, before: Row | undefined, row: Row): Row {
  switch (object) {
    case 'Opportunity':
      return { ...row, IsWon: row.StageName === 'Closed Won', IsClosed: String(row.StageName).startsWith('Closed') }
    case 'SBQQ__Quote__c':
      return { SBQQ__Status__c: 'Draft', ...row }
    case 'SBQQ__QuoteLine__c':
      return linePrices(org, row)
    case 'PricebookEntry': {
      const twin = (org.having(object, 'Product2Id', String(row.Product2Id)) ?? []).find(
        (entry) =>
          entry.Id !== row.Id &&
          entry.Pricebook2Id === row.Pricebook2Id &&
          entry.CurrencyIsoCode === row.CurrencyIsoCode,
      )
      if (twin) throw new Refusal('DUPLICATE_VALUE', 'This price definition already exists in this price book', 400, [])
      return row
    }
    case 'Order': {
      const activates = row.Status === 'Activated' && before?.Status !== 'Activated'
      if (activates && !org.having('OrderItem', 'OrderId', row.Id)?.length)
        throw new Refusal('FAILED_ACTIVATION', 'An order must have at least one product.', 400, [])
      return {
        ...row,
        StatusCode: row.Status === 'Cancelled' ? 'Canceled' : row.Status!,
        ...(activates && { ActivatedDate: clock.iso() }),
      }
    }
    default:
      return row
  }
}

/** Runs the triggers on everything saved since the last time: CPQ's, and the org's own Flow. */
export function settle(context: SandboxContext): void {
  const org = Org.of(context.books)
  // A trigger's own saves are triggers' input again.
  for (let changes = org.unsettled(); changes.length > 0; changes = org.unsettled()) {
    const quotes = new Set<string>()
    for (const { object, before, after } of changes) {
      if (object === 'SBQQ__QuoteLine__c') quotes.add(String((after ?? before)!.SBQQ__Quote__c))
      if (object === 'SBQQ__Quote__c' && after?.SBQQ__Ordered__c && !before?.SBQQ__Ordered__c)
        orderQuote(org, context.clock, org.get('SBQQ__Quote__c', after.Id)!)
      if (object === 'Opportunity' && after?.IsWon && !before?.IsWon) callOut(context, after)
    }
    for (const quote of quotes) totalQuote(org, context.clock, quote)
  }
}

/**
 * The org's record-triggered Flow with an HTTP callout: tells the integration that a deal is won. Each send is a
 * delivery of its own; the Idempotency-Key is the same for all of one quote.
 */
export function callOut({ books, deliveries, settings }: SandboxContext, opportunity: Row): void {
  if (!settings.calloutUrl) return
  const org = Org.of(books)
  const quotes = org.having('SBQQ__Quote__c', 'SBQQ__Opportunity2__c', opportunity.Id) ?? []
  const quote = quotes.find((candidate) => candidate.SBQQ__Primary__c) ?? quotes[0]
  if (!quote) return
  const account = org.get('Account', String(quote.SBQQ__Account__c ?? opportunity.AccountId))
  const delivery = {
    id: `${opportunity.Id}-${quote.Id}#${randomUUID()}`,
    url: settings.calloutUrl,
    body: JSON.stringify({ quote: quote.Gantry_Reference__c, account: account?.Gantry_Reference__c ?? null }),
  }
  org.callOut(() => deliveries.send(delivery))
}

/** The headers of a callout: its named credential, and the key that is stable over repeats. */
export const calloutHeaders = (settings: Record<string, string>, id: string): Record<string, string> => ({
  'idempotency-key': id.split('#')[0]!,
  ...(settings.calloutToken && { authorization: `Bearer ${settings.calloutToken}` }),
})
