import type { Clock } from '@gantry/core/sandbox'
import { Decimal } from './json.ts'
import type { Org, Row, Value } from './org.ts'
import { stamps } from './record.ts'
import { typeOf } from './schema.ts'

/** The package setting "Unit Price Scale", at its maximum. */
const UNIT_PRICE_SCALE = 9

const decimal = (value: Value | undefined) => new Decimal(typeof value === 'string' ? value : 0)

/** Decimals of a currency, as ISO 4217 has them. */
function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** A line priced: list, special price, discount; totals in the decimals of the quote's currency. */
export function linePrices(org: Org, row: Row): Row {
  const quote = org.get('SBQQ__Quote__c', String(row.SBQQ__Quote__c))
  const currency = String(quote?.CurrencyIsoCode ?? 'USD')
  const decimals = decimalsOf(currency)
  const quantity = decimal(row.SBQQ__Quantity__c ?? '1')
  const list = decimal(row.SBQQ__ListPrice__c ?? row.SBQQ__SpecialPrice__c)
  const regular = decimal(row.SBQQ__SpecialPrice__c ?? row.SBQQ__ListPrice__c)
  const net = regular.times(new Decimal(100).minus(decimal(row.SBQQ__Discount__c)).div(100))
  const price = (value: InstanceType<typeof Decimal>) => value.toDecimalPlaces(UNIT_PRICE_SCALE).toFixed()
  const total = (value: InstanceType<typeof Decimal>) => value.times(quantity).toDecimalPlaces(decimals).toFixed()
  return {
    ...row,
    CurrencyIsoCode: currency,
    SBQQ__RegularPrice__c: price(regular),
    SBQQ__CustomerPrice__c: price(net),
    SBQQ__NetPrice__c: price(net),
    SBQQ__ListTotal__c: total(list),
    SBQQ__RegularTotal__c: total(regular),
    SBQQ__CustomerTotal__c: total(net),
    SBQQ__NetTotal__c: total(net),
  }
}

/** The quote's roll-up summaries over its lines. */
export function totalQuote(org: Org, clock: Clock, id: string): void {
  const quote = org.get('SBQQ__Quote__c', id)
  if (!quote) return
  const lines = org.having('SBQQ__QuoteLine__c', 'SBQQ__Quote__c', id)!
  const sum = (field: string) =>
    lines.reduce((total, line) => total.plus(decimal(line[field])), new Decimal(0)).toFixed()
  org.save('SBQQ__Quote__c', {
    ...quote,
    SBQQ__LineItemCount__c: String(lines.length),
    SBQQ__ListAmount__c: sum('SBQQ__ListTotal__c'),
    SBQQ__RegularAmount__c: sum('SBQQ__RegularTotal__c'),
    SBQQ__CustomerAmount__c: sum('SBQQ__CustomerTotal__c'),
    SBQQ__NetAmount__c: sum('SBQQ__NetTotal__c'),
    SBQQ__Uncalculated__c: false,
    SBQQ__LastCalculatedOn__c: clock.iso(),
  })
}

function system(org: Org, clock: Clock, object: string): { base: Row; number: number } {
  const { id, number } = org.next(object)
  const audit = stamps({ org, clock })
  const { LastModifiedById: CreatedById, LastModifiedDate: CreatedDate } = audit
  return { base: { Id: id, CreatedById, CreatedDate, ...audit, IsDeleted: false }, number }
}

/** The standard price book, which every org has. */
export function standardPriceBook(org: Org, clock: Clock): Row {
  for (const book of org.all('Pricebook2')) if (book.IsStandard) return book
  const { base } = system(org, clock, 'Pricebook2')
  const book = { ...base, Name: 'Standard Price Book', IsActive: true, IsStandard: true }
  org.save('Pricebook2', book)
  return book
}

function priceOf(org: Org, clock: Clock, book: Row, line: Row): Row {
  const entries = org.having('PricebookEntry', 'Product2Id', String(line.SBQQ__Product__c)) ?? []
  const found = entries.find(
    (entry) => entry.Pricebook2Id === book.Id && entry.CurrencyIsoCode === line.CurrencyIsoCode,
  )
  if (found) return found
  const entry = {
    ...system(org, clock, 'PricebookEntry').base,
    Pricebook2Id: book.Id,
    Product2Id: line.SBQQ__Product__c!,
    CurrencyIsoCode: line.CurrencyIsoCode!,
    UnitPrice: line.SBQQ__ListPrice__c ?? line.SBQQ__RegularPrice__c!,
    IsActive: true,
  }
  org.save('PricebookEntry', entry)
  return entry
}

/** What ticking "Ordered" does: an order in Draft with a product per line. Once: a quote that has an order gets no other. */
export function orderQuote(org: Org, clock: Clock, quote: Row): void {
  if (org.having('Order', 'SBQQ__Quote__c', quote.Id)?.length) return
  const book = standardPriceBook(org, clock)
  const lines = org.having('SBQQ__QuoteLine__c', 'SBQQ__Quote__c', quote.Id)!
  const { base, number } = system(org, clock, 'Order')
  // Twin fields: the package copies fields of the same name from the quote to the order.
  const twins = [...typeOf('Order').fields.keys()].filter((name) => !(name in base) && name.endsWith('__c'))
  org.save('Order', {
    ...base,
    ...Object.fromEntries(twins.flatMap((name) => (quote[name] === undefined ? [] : [[name, quote[name]]]))),
    AccountId: quote.SBQQ__Account__c ?? null,
    EffectiveDate: quote.SBQQ__StartDate__c ?? clock.iso().slice(0, 10),
    Status: 'Draft',
    StatusCode: 'Draft',
    OrderNumber: String(number).padStart(8, '0'),
    Pricebook2Id: book.Id,
    TotalAmount: quote.SBQQ__NetAmount__c ?? '0',
    CurrencyIsoCode: quote.CurrencyIsoCode!,
    SBQQ__Quote__c: quote.Id,
  })
  for (const line of lines) {
    const item = system(org, clock, 'OrderItem')
    org.save('OrderItem', {
      ...item.base,
      OrderItemNumber: String(item.number).padStart(10, '0'),
      OrderId: base.Id,
      PricebookEntryId: priceOf(org, clock, book, line).Id,
      Product2Id: line.SBQQ__Product__c!,
      Quantity: line.SBQQ__Quantity__c!,
      UnitPrice: line.SBQQ__NetPrice__c!,
      ListPrice: line.SBQQ__ListPrice__c ?? null,
      TotalPrice: line.SBQQ__NetTotal__c!,
      SBQQ__QuoteLine__c: line.Id,
      Gantry_Line_Id__c: line.Gantry_Line_Id__c ?? null,
    })
  }
}
