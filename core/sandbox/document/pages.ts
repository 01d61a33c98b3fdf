import { isRecord, type ListPaging } from './document.ts'
import type { Kept } from './records.ts'

const SIZE = 10
const LARGEST = 1000

type Asked = { query: Record<string, unknown>; url: URL }

/** A page of a list: its records, and what the answer and its headers say of the pages after it. */
export type GivenPage = { items: Kept[]; told: Record<string, unknown>; link?: string }

/** Cuts a list as the vendor would; the whole where the document shows no paging. */
export function pageOf(all: readonly Kept[], paging: ListPaging | undefined, { query, url }: Asked): GivenPage {
  if (!paging) return { items: [...all], told: {} }
  const asked = paging.size === undefined ? undefined : Number(query[paging.size])
  const size = Math.min(LARGEST, asked && asked > 0 ? asked : SIZE)
  const from = startOf(all, paging, size, { query, url })
  const items = all.slice(from, from + size)
  const more = from + size < all.length
  const told: Record<string, unknown> = {}
  switch (paging.kind) {
    case 'cursor':
      if (paging.next) told[paging.next] = more ? token(from + size) : null
      break
    case 'after':
      if (paging.more) told[paging.more] = more
      break
    case 'offset':
      if (paging.total) told[paging.total] = all.length
      break
    case 'page':
      if (paging.pages) told[paging.pages] = Math.max(1, Math.ceil(all.length / size))
      break
    case 'link': {
      if (!more) break
      const next = new URL(url)
      next.searchParams.set('page_token', token(from + size))
      if (!paging.next) return { items, told, link: `<${next.href}>; rel="next"` }
      told[paging.next] = next.href
    }
  }
  return { items, told }
}

function startOf(all: readonly Kept[], paging: ListPaging, size: number, { query, url }: Asked): number {
  const given = paging.kind === 'link' ? url.searchParams.get('page_token') : query[paging.parameter ?? '']
  if (given === undefined || given === null || given === '') return 0
  switch (paging.kind) {
    case 'after':
      return all.findIndex(({ value }) => String(value[paging.id ?? 'id']) === String(given)) + 1
    case 'offset':
      return Math.max(0, Number(given))
    case 'page':
      return Math.max(0, (Number(given) - (paging.first ?? 1)) * size)
    default:
      return place(String(given))
  }
}

/** Opaque, as vendors' cursors are: nobody should count in them. */
const token = (place: number): string => Buffer.from(`at:${place}`).toString('base64url')
const place = (given: string): number => Number(Buffer.from(given, 'base64url').toString().replace(/^at:/, '')) || 0

/** Puts a value at a place such as `meta.next`, making what lies between. Null takes the field away. */
export function putAt(target: unknown, at: string, value: unknown): unknown {
  if (at === '') return value
  const record = isRecord(target) ? { ...target } : {}
  const dot = at in record ? -1 : at.indexOf('.')
  if (dot < 0) {
    if (value === null) delete record[at]
    else record[at] = value
    return record
  }
  record[at.slice(0, dot)] = putAt(record[at.slice(0, dot)], at.slice(dot + 1), value)
  return record
}
