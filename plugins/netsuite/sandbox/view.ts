import type { Books } from '@gantry/core/sandbox'
import { numeral } from './body.ts'
import type { Currency, Subsidiary } from './company.ts'
import type { Line } from './document.ts'
import type { Item } from './item.ts'

/** How records are shown: JSON with links, references and numbers as NetSuite writes them. */
export type View = Record<string, unknown>

export type Shown = { base: string; expand: boolean }

export const RECORDS = '/services/rest/record/v1'

export const linkTo = ({ base }: Shown, record: string, id: string) => [
  { rel: 'self', href: `${base}${RECORDS}/${record}/${id}` },
]

export const refTo = (shown: Shown, record: string, id: string, refName: string): View => ({
  links: linkTo(shown, record, id),
  id,
  refName,
})

export function companyRefs(books: Books, shown: Shown, record: { subsidiary: string; currency: string }): View {
  return {
    subsidiary: refTo(
      shown,
      'subsidiary',
      record.subsidiary,
      books.get<Subsidiary>('subsidiary', record.subsidiary)!.name,
    ),
    currency: refTo(shown, 'currency', record.currency, books.get<Currency>('currency', record.currency)!.name),
  }
}

/** A sublist: its lines where asked for, else a link. */
export function sublist(shown: Shown, path: string, items: () => View[]): View {
  const links = [{ rel: 'self', href: `${shown.base}${RECORDS}/${path}` }]
  if (!shown.expand) return { links }
  const lines = items()
  return { links, items: lines, totalResults: lines.length, count: lines.length, hasMore: false, offset: 0 }
}

export function lineView(books: Books, shown: Shown, path: string, line: Line): View {
  return {
    links: [{ rel: 'self', href: `${shown.base}${RECORDS}/${path}/${line.line}` }],
    line: line.line,
    item: refTo(shown, 'nonInventorySaleItem', line.item, books.get<Item>('item', line.item)!.itemId),
    ...(line.description !== undefined && { description: line.description }),
    quantity: numeral(line.quantity),
    amount: numeral(line.amount),
    taxAmount: numeral(line.tax),
    ...(line.orderLine !== undefined && { orderLine: line.orderLine }),
    ...(line.billed !== undefined && { quantityBilled: numeral(line.billed) }),
    ...(line.closed !== undefined && { isClosed: line.closed }),
    ...line.custom,
  }
}
