import { randomBytes } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

export default function rehearse(): Rehearsal {
  const account = { accountId: '2000000001', licenseKey: randomBytes(8).toString('hex').toUpperCase() }
  return { settings: account, config: (url) => ({ ...account, baseUrl: url }) }
}
