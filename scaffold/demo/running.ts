import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { client, type Transport } from '@gantry/core/contract/client'
import { Tokens } from '@gantry/core/security/tokens'
import { operations } from '@gantry/operations/contract'
import { orderTrail } from '@gantry/order-trail/contract'
import { readIdentityKey } from '../identity-key.ts'
import { Refusal } from '../refusal.ts'
import { booksOfRecord } from './books-of-record.ts'
import { companyOf } from './company.ts'
import type { StartOptions } from './options.ts'
import { addressesOf } from './processes.ts'
import { type Balance, reconcile } from './reconcile.ts'
import { Sandboxes } from './sandboxes.ts'
import { type Stopped, stoppedOrders } from './stopped.ts'

/**
 * Compares the vendors' books of a demonstration that runs, as they are now, with each other and with what the company's
 * orders come to. `options` are those it was started with. Throws a `Refusal` where nothing runs.
 */
export async function reconcileRunning(
  options: StartOptions,
  project: string,
): Promise<{ balance: Balance; stopped: Stopped[]; agrees: boolean }> {
  const company = await companyOf(options)
  const { api, sandboxes: urls } = addressesOf(options, booksOfRecord(options.erp, company))
  const sandboxes = new Sandboxes(urls)
  const ledgers = await sandboxes.ledgers().catch((cause: unknown) => {
    throw new Refusal(
      `No sandboxes answer at ports ${options.sandboxPort} and up.`,
      'Start them (npx -y pnpm@12 start), or name the first port: --sandbox-port',
      { cause },
    )
  })
  const identity = { tenant: 'demo', principal: 'developer', scopes: ['*'] }
  const bearer = await new Tokens(await readIdentityKey(join(project, '.gantry'))).mint(identity)
  const transport: Transport = {
    kind: 'http',
    baseUrl: api,
    fetch: (request) => fetch(request),
    token: async () => bearer,
  }
  const stopped = await stoppedOrders({
    trail: client(orderTrail, transport),
    operations: client(operations, transport),
    call: { identity, correlation: randomUUID() },
    company,
  })
  const balance = reconcile(ledgers, company, new Set(stopped.map(({ order }) => order)))
  const agrees = balance.duplicates === 0 && balance.breaks.length === 0 && Number(balance.difference) === 0
  return { balance, stopped, agrees }
}
