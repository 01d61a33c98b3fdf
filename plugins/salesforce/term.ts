import type { Product } from '@gantry/canonical/product'

export type Term = NonNullable<Product['term']>

/** A term as an ISO 8601 duration, `P1M` or `P2Y`: text in our custom fields. */
export const written = ({ unit, count }: Term): string => `P${count}${unit === 'month' ? 'M' : 'Y'}`

/** Undefined where the text is none. */
export function termOf(text: string | null): Term | undefined {
  const match = /^P(\d+)([MY])$/.exec(text ?? '')
  return match ? { unit: match[2] === 'M' ? 'month' : 'year', count: Number(match[1]) } : undefined
}
