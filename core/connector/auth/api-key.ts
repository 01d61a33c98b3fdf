import type { Authorization } from './authorization.ts'

/** A key that never changes, in a header: `Authorization: Bearer <key>` unless told. */
export function apiKey({
  key,
  header = 'authorization',
  scheme = header === 'authorization' ? 'Bearer' : '',
}: {
  key: string
  header?: string
  /** What stands before the key. */
  scheme?: string
}): Authorization {
  const headers = { [header]: scheme ? `${scheme} ${key}` : key }
  return { headers: async () => headers }
}
