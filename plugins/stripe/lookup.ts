import type Stripe from 'stripe'
import { asked, refused } from './failure.ts'
import { REFERENCE } from './metadata.ts'

/** What is older than this, the search knows: it learns of a record in a minute, and in an hour when it is behind. */
const SEARCHED_AFTER_MS = 3_600_000

type Listed = { id?: string; created: number; metadata: Stripe.Metadata | null }
type Paging = { limit: number; starting_after?: string }

type Ways<T> = {
  /** Newest first. Stripe's lists show a record at once. */
  list: (paging: Paging) => Promise<{ data: T[]; has_more: boolean }>
  /** For what lies far back in a long list. */
  search?: (asked: { query: string; limit: number }) => Promise<{ data: T[] }>
  counts?: (record: T) => boolean
}

/** The record that carries our reference, before another is made: Stripe has no unique key of ours. */
export async function findByReference<T extends Listed>(
  reference: string,
  { list, search, counts = () => true }: Ways<T>,
): Promise<T | undefined> {
  const hit = (data: T[]) => data.find((record) => record.metadata?.[REFERENCE] === reference && counts(record))
  for (let after: string | undefined; ; ) {
    const page = await asked(list({ limit: 100, ...(after && { starting_after: after }) }))
    const found = hit(page.data)
    const last = page.data.at(-1)
    if (found || !page.has_more || !last) return found
    if (search && last.created * 1000 < Date.now() - SEARCHED_AFTER_MS)
      return hit((await asked(search({ query: queryOf(REFERENCE, reference), limit: 100 }))).data)
    after = last.id
  }
}

/** The search ignores case: who asks compares once more. */
export const queryOf = (field: string, value: string): string =>
  `metadata['${field}']:'${value.replace(/['\\]/g, '\\$&')}'`

export const taken = (record: string, reference: string, id: string) =>
  refused('reference-taken', `Stripe has another ${record} of this reference: ${reference}.`, id)
