import { randomBytes } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

/** An application registered in a tenant, with a secret. */
export default function rehearse(): Rehearsal {
  const application = {
    tenantId: randomBytes(16).toString('hex'),
    clientId: randomBytes(16).toString('hex'),
    clientSecret: randomBytes(24).toString('hex'),
  }
  return {
    settings: application,
    config: (url) => ({ ...application, baseUrl: url, authority: url }),
    acts: {
      slowDown: { action: 'throttle', body: { requests: 1 } },
      failPart: { action: 'fail-part' },
      endSessions: { action: 'end-sessions' },
    },
    unknownValues: [{ find: '"Backorder"', put: '"Novel"' }],
    etags: true,
  }
}
