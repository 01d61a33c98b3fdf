import { randomBytes } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

/** A communication user, and the one that SAP uses to send confirmations. */
export default function rehearse(): Rehearsal {
  const user = { user: 'COMM_USER', password: randomBytes(24).toString('hex') }
  const confirmation = { confirmationUser: 'SAP', confirmationPassword: randomBytes(24).toString('hex') }
  return {
    settings: { ...user, ...confirmation },
    config: (url) => ({ ...user, ...confirmation, baseUrl: url }),
    acts: { failPart: { action: 'fail-part' }, endCsrf: { action: 'end-sessions' } },
    unknownValues: [{ find: '"OverallSDProcessStatus":"A"', put: '"OverallSDProcessStatus":"Z"' }],
    etags: true,
    skips: Object.fromEntries(
      ['webhook-received', 'webhook-forged', 'webhook-replayed', 'webhook-reordered'].map((name) => [
        name,
        'its webhooks are confirmations of our own messages, which the closed-period case and connector.test.ts cover',
      ]),
    ),
  }
}
