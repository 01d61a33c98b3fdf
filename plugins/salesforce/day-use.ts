import type { News } from '@gantry/core/connector/allowance'

/**
 * The org's use of its 24-hour allowance, which every answer tells: `Sforce-Limit-Info: api-usage=18/5000` (Salesforce
 * REST API Developer Guide, "Limit Info Header"). It counts all programs of the org, so that a fifth is left to them.
 */
export function dayUse(response: Response): News | undefined {
  const [, used, limit] = /api-usage=(\d+)\/(\d+)/.exec(response.headers.get('sforce-limit-info') ?? '') ?? []
  if (!used || !limit || Number(used) < Number(limit) * WORTH_TELLING) return undefined
  return { quota: { used: Number(used), limit: Math.floor(Number(limit) * OURS) } }
}

const OURS = 0.8
/** Below this share of the allowance nobody needs to know: telling costs a statement each time. */
const WORTH_TELLING = 0.5
