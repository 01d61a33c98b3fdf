import type { Books } from '@gantry/core/sandbox'
import type { Context } from 'hono'
import { z } from 'zod'
import { Ref, Text, understood } from './body.ts'
import type { Subsidiary } from './company.ts'
import type { Account } from './document.ts'
import { userError } from './problem.ts'
import { linkTo, type Shown, type View } from './view.ts'

export type Item = {
  id: string
  externalId?: string
  itemId: string
  displayName?: string
  isFulfillable: boolean
  includeChildren: boolean
  subsidiaries: string[]
  itemType: 'NonInvtPart' | 'InvtPart'
  quantityAvailable?: string
  createdDate: string
  lastModifiedDate: string
}

const RECORD = 'nonInventorySaleItem'

const Body = z.strictObject({
  externalId: z.string().optional(),
  itemId: z.string().min(1).max(250).optional(),
  displayName: z.string().max(255).optional(),
  salesDescription: Text.optional(),
  isFulfillable: z.boolean().optional(),
  includeChildren: z.boolean().optional(),
  subsidiary: z.strictObject({ items: z.array(Ref) }).optional(),
})

export function createItem(account: Account, c: Context, raw: unknown, write: string, eid?: string): string {
  const { books, registry } = account
  const body = understood(c, Body, raw)
  const externalId = eid ?? body.externalId
  registry.assertFree(RECORD, externalId)
  if (!body.itemId) throw userError('Please enter value(s) for: Item Name/Number')
  assertNameFree(account, body.itemId)
  if (!body.subsidiary?.items.length) throw userError('Please enter value(s) for: Subsidiary')
  const item: Item = {
    id: String(501 + books.size('item')),
    ...(externalId !== undefined && { externalId }),
    itemId: body.itemId,
    ...(body.displayName !== undefined && { displayName: body.displayName }),
    isFulfillable: body.isFulfillable ?? true,
    includeChildren: body.includeChildren ?? false,
    subsidiaries: body.subsidiary.items.map(
      (ref) => registry.resolve<Subsidiary>('subsidiary', 'subsidiary', ref, 'subsidiary').id,
    ),
    itemType: 'NonInvtPart',
    createdDate: account.now(),
    lastModifiedDate: account.now(),
  }
  books.put('item', item.id, item, write)
  books.put('itemName', item.itemId, { id: item.id })
  registry.claim(RECORD, externalId, item.id)
  return item.id
}

export function updateItem(account: Account, c: Context, id: string, raw: unknown, write: string): void {
  const { books } = account
  const body = understood(c, Body, raw)
  const item = books.get<Item>('item', id)!
  if (body.itemId !== undefined && body.itemId !== item.itemId) {
    assertNameFree(account, body.itemId)
    books.remove('itemName', item.itemId)
    books.put('itemName', body.itemId, { id })
  }
  const changed = {
    ...item,
    ...(body.itemId !== undefined && { itemId: body.itemId }),
    ...(body.displayName !== undefined && { displayName: body.displayName }),
    ...(body.isFulfillable !== undefined && { isFulfillable: body.isFulfillable }),
    lastModifiedDate: account.now(),
  }
  books.put('item', id, changed, write)
}

function assertNameFree({ books }: Account, itemId: string): void {
  if (books.get('itemName', itemId)) throw userError('Uniqueness error - An item with the same name already exists.')
}

/** A warehouse's count: turns the item into a stocked one. */
export function stock(books: Books, at: string, sku: string, quantity: string): Item {
  const known = books.get<{ id: string }>('itemName', sku)
  const item = known && books.get<Item>('item', known.id)
  if (!item) throw new Error(`No item ${sku}.`)
  const stocked: Item = { ...item, itemType: 'InvtPart', quantityAvailable: quantity, lastModifiedDate: at }
  books.put('item', item.id, stocked)
  return stocked
}

export function itemView({ books }: Account, id: string, shown: Shown): View {
  const item = books.get<Item>('item', id)!
  return {
    links: linkTo(shown, RECORD, id),
    id,
    ...(item.externalId !== undefined && { externalId: item.externalId }),
    itemId: item.itemId,
    ...(item.displayName !== undefined && { displayName: item.displayName }),
    isFulfillable: item.isFulfillable,
    includeChildren: item.includeChildren,
    itemType: { id: item.itemType, refName: item.itemType },
    createdDate: item.createdDate,
    lastModifiedDate: item.lastModifiedDate,
  }
}
