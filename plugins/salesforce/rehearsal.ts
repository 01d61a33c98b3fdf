import { randomBytes } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

/** A connected app with the client credentials flow. */
export default function rehearse(): Rehearsal {
  const app = { clientId: randomBytes(24).toString('hex'), clientSecret: randomBytes(24).toString('hex') }
  return {
    settings: app,
    config: (url) => ({ ...app, loginUrl: url }),
    acts: {
      slowDown: { action: 'refuse', body: { requests: 1 } },
      failPart: { action: 'fail-part' },
      endSessions: { action: 'end-sessions' },
    },
    unknownValues: [
      { find: '"SBQQ__Status__c":"Accepted"', put: '"SBQQ__Status__c":"Frozen"' },
      { find: '"Gantry_Charge__c":"one-off"', put: '"Gantry_Charge__c":"barter"' },
    ],
  }
}
