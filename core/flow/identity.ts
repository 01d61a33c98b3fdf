import { hash } from 'node:crypto'

/** A run's id: the same tenant, flow and business key always give the same run, also after a restore. */
export const runIdOf = (tenant: string, flow: string, key: string): string => idOf(tenant, flow, key)

/** A run by the order it may belong to. */
export type Ordered = { tenant: string; flow: string; ordered_by: string | null }

/** What is locked while runs of an order begin, or let the next one go. */
export const nameOfOrder = ({ tenant, flow, ordered_by }: Ordered): string => `${tenant}\n${flow}\n${ordered_by}`

/** The same parts always give the same UUID. */
export function idOf(...parts: string[]): string {
  const hex = hash('sha256', JSON.stringify(parts), 'hex')
  // RFC 9562 version 8: a UUID whose bits are our own.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Whether a text can be the id of a run or an exception; the database would fail on any other. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** SHA-256 over JSON with sorted keys: equal values give equal digests, however they were written. */
export function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(sorted(value)) ?? 'null', 'base64url')
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  )
}
