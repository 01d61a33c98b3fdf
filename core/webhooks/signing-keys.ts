import { newWebhookSecret } from '../security/webhook-signature.ts'

/** How long a key signs on beside its successor, in milliseconds. */
const OVERLAP_MS = 24 * 3600_000

/** A key, and until when it signs (ISO 8601 UTC); the newest has no end. */
export type SigningKey = { key: string; until?: string }

export const firstKeys = (): SigningKey[] => [{ key: newWebhookSecret() }]

/** A new key before the one that signs now, which goes on for a day; older ones are gone. */
export function renewed(keys: readonly SigningKey[], now: Date): SigningKey[] {
  const [latest] = keys
  const until = new Date(now.getTime() + OVERLAP_MS).toISOString()
  return [{ key: newWebhookSecret() }, ...(latest ? [{ key: latest.key, until }] : [])]
}

/** Those in force, the newest first. */
export const inForce = (keys: readonly SigningKey[], now: Date): string[] =>
  keys.filter(({ until }) => until === undefined || Date.parse(until) > now.getTime()).map(({ key }) => key)
