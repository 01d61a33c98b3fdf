import { randomBytes } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

/** An account in test mode with one webhook endpoint. */
export default function rehearse(): Rehearsal {
  const account = {
    apiKey: `sk_test_${randomBytes(24).toString('hex')}`,
    webhookSecret: `whsec_${randomBytes(24).toString('hex')}`,
  }
  return { settings: account, config: (url) => ({ ...account, baseUrl: url }) }
}
