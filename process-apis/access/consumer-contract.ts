import { askedOf, type ConsumerContract as Kept } from '@gantry/core/security/consumer-contract'
import { type ConsumerContract, EXPIRING_DAYS } from './contract.ts'

const DAY_MS = 86_400_000

/** A consumer contract as the API tells it; what it grants where it was approved, be it in force still or not. */
export function consumerContractOf(kept: Kept): ConsumerContract {
  const { client, api, major, state, purpose, requested_by, requested_at, decided_by, decided_at, reason } = kept
  const asked = askedOf(kept)
  const granted = state === 'approved'
  return {
    client,
    api,
    major,
    state,
    purpose,
    requestedBy: requested_by,
    requestedAt: requested_at.toISOString(),
    ...(decided_by !== null && { decidedBy: decided_by }),
    ...(decided_at !== null && { decidedAt: decided_at.toISOString() }),
    ...(reason !== null && { reason }),
    ...(granted && { scopes: kept.scopes }),
    ...(granted && kept.plan !== null && { plan: kept.plan }),
    ...(granted &&
      kept.expires_at !== null && { expiresAt: kept.expires_at.toISOString(), expiry: expiryOf(kept.expires_at) }),
    ...(asked && { asked: { ...asked, scopes: [...asked.scopes] } }),
  }
}

function expiryOf(end: Date): NonNullable<ConsumerContract['expiry']> {
  const left = end.getTime() - Date.now()
  return left <= 0 ? 'expired' : left <= EXPIRING_DAYS * DAY_MS ? 'expiring' : 'later'
}
