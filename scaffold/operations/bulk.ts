import type { Call, z } from '@gantry/core/contract'
import type { operations } from '@gantry/operations/contract'
import { listing, paint } from './listing.ts'
import type { Operations } from './reach.ts'

type Contract = (typeof operations)['operations']
export type BulkRequest = z.input<Contract['startBulk']['body']>
export type Bulk = z.output<Contract['getBulk']['returns']>

const ENDED = ['completed', 'failed', 'compensated', 'cancelled', 'discarded', 'held']
const EVERY_MS = 250

/** Has a bulk done and waits for its end. The same key again is the same bulk, whoever waits. */
export async function carryOut(
  { api, call }: { api: Operations; call: Call },
  body: BulkRequest,
  key: string,
  progress: (bulk: Bulk) => void,
): Promise<Bulk> {
  let bulk = await api.startBulk({ body }, { ...call, idempotencyKey: key })
  for (;;) {
    progress(bulk)
    if (ENDED.includes(bulk.state) && bulk.replaying === 0) return bulk
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    bulk = await api.getBulk({ id: bulk.id }, call)
  }
}

/** What came of it, in words. */
export function outcomeOf({ resolved, refused, total, refusals, state, id, action }: Bulk): string {
  const sums = `${action}: ${paint('green', `${resolved} of ${total}`)}${refused > 0 ? `, ${paint('red', `${refused} refused`)}` : ''}`
  const lines = [state === 'completed' ? `${sums}.` : `${sums}; the bulk is ${state}: pnpm gantry runs show ${id}`]
  if (refusals.length > 0)
    lines.push(
      listing(
        ['about', 'code', 'why'],
        refusals.map(({ about, code, message }) => [about, code, message]),
      ),
    )
  return lines.join('\n')
}

/** How far it is, on standard error where that is a terminal. */
export function showProgress({ resolved, refused, total, replaying }: Bulk): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r  ${resolved + refused} of ${total}${replaying > 0 ? `, ${replaying} being replayed` : ''}  `)
  if (resolved + refused >= total && replaying === 0) process.stderr.write('\n')
}
