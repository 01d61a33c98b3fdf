import { invalid } from './refusal.ts'
import type { Shelf } from './shelf.ts'
import type { Metadata, World } from './world.ts'

type Searchable = { id: string; created: number; metadata: Metadata }
type Query = { query: string; limit?: number | undefined; page?: string | undefined }

const CLAUSE = /^(?:metadata\[(["'])((?:\\.|(?!\1).)+)\1\]|(email|customer|status)):(["'])((?:\\.|(?!\4).)*)\4$/

const plain = (text: string): string => text.replace(/\\(.)/g, '$1')

/** The words every hit must carry. Only equality joined by AND: what a look-up by reference needs. */
function words(query: string): string[] {
  return query.split(/ AND (?=(?:metadata\[|email:|customer:|status:))/i).map((clause) => {
    const match = CLAUSE.exec(clause.trim())
    if (!match) throw invalid(`We were unable to parse your search query. Check near: ${clause}`, 'query')
    const [, , key, field, , value] = match
    return key ? `metadata:${plain(key)}=${plain(value!).toLowerCase()}` : `${field}:${plain(value!)}`
  })
}

/**
 * Stripe's search (https://docs.stripe.com/search): eventually consistent. A new record shows only after
 * `searchLagMs`, so that nobody mistakes it for a read after a write.
 */
export function search<T extends Searchable>(
  world: World,
  url: string,
  shelf: Shelf<T>,
  { query, limit = 10, page }: Query,
) {
  const asked = words(query)
  const [first, ...rest] = asked
  const others = rest.map((word) => new Set(shelf.having(word).map((record) => record.id)))
  const horizon = world.clock.now().getTime() - Number(world.settings.searchLagMs)
  const hits = shelf
    .having(first!)
    .filter((record) => others.every((ids) => ids.has(record.id)) && record.created * 1000 <= horizon)
    .toReversed()
  const start = page ? Number(Buffer.from(page, 'base64url').toString()) : 0
  if (!Number.isInteger(start)) throw invalid('Invalid page token.', 'page')
  const more = start + limit < hits.length
  return {
    object: 'search_result' as const,
    url,
    has_more: more,
    next_page: more ? Buffer.from(String(start + limit)).toString('base64url') : null,
    data: hits.slice(start, start + limit),
  }
}
