import { randomBytes } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

/** A connected app with the client credentials flow. */
export default function rehearse(): Rehearsal {
  const app = { clientId: randomBytes(24).toString('hex'), clientSecret: randomBytes(24).toString('hex') }
  return {
    settings: app,
    config: (url) => ({ ...app, loginUrl: url }),
    acts: { endSessions: { action: 'end-sessions' } },
  }
}
