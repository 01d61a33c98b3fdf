import type { Call } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Repeat } from './connector.ts'

const UNITS_MS = { h: 3_600_000, d: 86_400_000 }

/** `24 h` or `30 d` in milliseconds. */
export function horizonMs(horizon: string): number {
  const [, count, unit] = /^(\d+) (h|d)$/.exec(horizon) ?? []
  if (!unit) throw new Error(`"${horizon}" is no horizon: write "24 h" or "30 d".`)
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS]
}

/**
 * The call as the connector gets it. A repeat of unknown outcome that might reach the vendor past the key's horizon would
 * be taken for a new request: it looks first where the connector can, and otherwise throws `key-expired`.
 */
export function withinHorizon(operation: string, vendor: string, repeat: Repeat | undefined, call: Call): Call {
  if (repeat?.repeat !== 'key' || call.uncertainSince === undefined) return call
  if ((call.deadline ?? Date.now()) - call.uncertainSince < horizonMs(repeat.horizon)) return call
  if (repeat.past === 'lookup') return { ...call, lookFirst: true }
  throw new IntegrationError('key-expired', `${vendor} may have done this, and no longer knows a repeat for one.`, {
    kind: 'policy',
    unsent: true,
    outcomeUnknown: true,
    detail: `${operation}: of unknown outcome since ${new Date(call.uncertainSince).toISOString()}; keys hold ${repeat.horizon}.`,
  })
}
