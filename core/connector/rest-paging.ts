/**
 * How a vendor gives a list page by page. Fields of the answer are named by their place: `meta.next_cursor`.
 * - `cursor`: the answer names what the next request gives as `parameter`.
 * - `after`: the next request gives the id of the last record (`id`), while the answer says that there are more.
 * - `offset`: the next request says how many records to pass over.
 * - `page`: the next request says which page, counted from `first`.
 * - `link`: the answer gives the address of the next page, in a field or, without one, in its `Link` header (RFC 8288).
 */
export type Paging = { readonly items: string } & (
  | { readonly kind: 'cursor'; readonly parameter: string; readonly next: string }
  | { readonly kind: 'after'; readonly parameter: string; readonly id: string; readonly more: string }
  | { readonly kind: 'offset'; readonly parameter: string; readonly total?: string }
  | { readonly kind: 'page'; readonly parameter: string; readonly first: number; readonly pages?: string }
  | { readonly kind: 'link'; readonly next?: string }
)

/** A page, and the cursor of the one after it: absent on the last. */
export type Page<Item> = { items: Item[]; next?: string }

/** The value at a place such as `meta.next`; the whole where the place is empty. A name may contain dots itself. */
export function valueAt(value: unknown, place: string): unknown {
  if (place === '') return value
  if (typeof value !== 'object' || value === null) return undefined
  const record = value as Record<string, unknown>
  if (place in record) return record[place]
  const dot = place.indexOf('.')
  return dot < 0 ? undefined : valueAt(record[place.slice(0, dot)], place.slice(dot + 1))
}

/** What the request for the page after `cursor` gives in its query; an address where `paging` is by link. */
export function queryFor(paging: Paging, cursor: string): Record<string, unknown> {
  if (paging.kind === 'link') return {}
  const counts = paging.kind === 'offset' || paging.kind === 'page'
  return { [paging.parameter]: counts ? Number(cursor) : cursor }
}

/** The records of an answer, and the cursor of the page after them. */
export function pageOf(paging: Paging, answer: { headers: Headers; body: unknown }, cursor?: string): Page<unknown> {
  const found = valueAt(answer.body, paging.items)
  const items = Array.isArray(found) ? found : []
  const next = nextOf(paging, answer, items, cursor)
  return { items, ...(next !== undefined && next !== '' && next !== cursor && { next }) }
}

function nextOf(
  paging: Paging,
  { headers, body }: { headers: Headers; body: unknown },
  items: unknown[],
  cursor?: string,
): string | undefined {
  switch (paging.kind) {
    case 'cursor':
      return textIn(valueAt(body, paging.next))
    case 'after':
      return valueAt(body, paging.more) === true ? textIn(valueAt(items.at(-1), paging.id)) : undefined
    case 'offset': {
      const passed = Number(cursor ?? 0) + items.length
      const total = paging.total === undefined ? undefined : Number(valueAt(body, paging.total))
      // Without a total only an empty page is known to be the last.
      return items.length === 0 || (total !== undefined && passed >= total) ? undefined : String(passed)
    }
    case 'page': {
      const page = Number(cursor ?? paging.first)
      const pages = paging.pages === undefined ? undefined : Number(valueAt(body, paging.pages))
      const last = pages !== undefined && page - paging.first + 1 >= pages
      return items.length === 0 || last ? undefined : String(page + 1)
    }
    case 'link':
      return paging.next === undefined ? nextLink(headers.get('link')) : textIn(valueAt(body, paging.next))
  }
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

/** The target of `rel="next"`. */
function nextLink(header: string | null): string | undefined {
  for (const part of header?.split(/,(?=\s*<)/) ?? []) {
    const [, target, parameters = ''] = /^\s*<([^>]*)>(.*)$/.exec(part) ?? []
    if (target && /;\s*rel\s*=\s*"?(?:[^"]*\s)?next(?:\s[^"]*)?"?(?:;|\s*$)/i.test(parameters)) return target
  }
  return undefined
}
