import { randomBytes } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

/** Credentials made anew, for the sandbox and a connection to it. */
export default function rehearse(): Rehearsal {
  const apiKey = randomBytes(16).toString('hex')
  return { settings: { apiKey }, config: (url) => ({ baseUrl: url, apiKey }) }
}
