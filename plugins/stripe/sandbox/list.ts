import { invalid, missing } from './refusal.ts'

type Paging = { limit?: number | undefined; starting_after?: string | undefined; ending_before?: string | undefined }

/** A page of a list that is ordered as Stripe shows it (https://docs.stripe.com/api/pagination). */
export function pageOf<T extends { id: string }>(url: string, object: string, ordered: T[], paging: Paging) {
  const limit = paging.limit ?? 10
  if (paging.starting_after && paging.ending_before)
    throw invalid('You can only use one of starting_after or ending_before.', 'ending_before')
  const at = (id: string, param: string) => {
    const index = ordered.findIndex((record) => record.id === id)
    if (index < 0) throw missing(object, id, param, 400)
    return index
  }
  let data: T[]
  let more: boolean
  if (paging.ending_before) {
    const end = at(paging.ending_before, 'ending_before')
    const start = Math.max(0, end - limit)
    data = ordered.slice(start, end)
    more = start > 0
  } else {
    const start = paging.starting_after ? at(paging.starting_after, 'starting_after') + 1 : 0
    data = ordered.slice(start, start + limit)
    more = start + limit < ordered.length
  }
  return { object: 'list' as const, url, has_more: more, data }
}

/** Newest first, as Stripe lists everything but lines. */
export const newestFirst = <T extends { created: number }>(records: T[]): T[] => records.toReversed()
