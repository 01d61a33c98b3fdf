import type { News } from '@gantry/core/connector/allowance'

/**
 * The org's use of its 24-hour allowance, which every answer tells: `Sforce-Limit-Info: api-usage=18/5000` (Salesforce
 * REST API Developer Guide, "Limit Info Header"). It counts all programs of the org, so that a fifth is left to them.
 */
export function dayUse(response: Response): News | undefined {
  const [, told, most] = /api-usage=(\d+)\/(\d+)/.exec(response.headers.get('sforce-limit-info') ?? '') ?? []
  // A 429 says for how long: that is the greater news.
  if (!told || !most || response.status === 429) return undefined
  const used = Number(told)
  if (used < Number(most) * WORTH_TELLING) return undefined
  const limit = Math.floor(Number(most) * OURS)
  return { quota: { used, limit, ...(used >= limit && { forMs: LOOK_AGAIN_MS }) } }
}

const OURS = 0.8
/** Below this share of the allowance nobody needs to know: telling costs a statement each time. */
const WORTH_TELLING = 0.5
/** The 24 hours roll: what is used up now may be free soon, and only an answer tells. */
const LOOK_AGAIN_MS = 600_000
