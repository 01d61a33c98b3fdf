import type { Company } from '@gantry/canonical/company'
import type { Call, Client } from '@gantry/core/contract'
import type { operations } from '@gantry/operations/contract'
import type { orderTrail } from '@gantry/order-trail/contract'

/** An order that did not go through although nothing in the company says that it should not; why, in one sentence. */
export type Stopped = { order: string; sentence: string }

export type StoppedOptions = {
  company: Company
  trail: Pick<Client<typeof orderTrail>, 'listOrders'>
  operations: Pick<Client<typeof operations>, 'listExceptions'>
  call: Call
}

type Fates = Company['quotes'][number]['fate']['kind']

/** Orders held by an open exception, and orders refused, apart from those that the company's own fates hold or refuse. */
export async function stoppedOrders({ company, trail, operations, call }: StoppedOptions): Promise<Stopped[]> {
  const fates = new Map<string, Fates>(company.quotes.map(({ reference, fate }) => [reference, fate.kind]))
  const found = new Map<string, string>()
  for await (const { subject, runKey, sentence } of every((cursor) =>
    operations.listExceptions({ query: { limit: 200, ...cursor } }, call),
  )) {
    const order = subject ?? runKey
    if (fates.get(order) !== 'hold') found.set(order, sentence)
  }
  for await (const { reference, message } of every((cursor) =>
    trail.listOrders({ query: { stage: 'refused', limit: 200, ...cursor } }, call),
  ))
    if (fates.get(reference) !== 'refuse' && !found.has(reference)) found.set(reference, message ?? 'It was refused.')
  return [...found].map(([order, sentence]) => ({ order, sentence }))
}

async function* every<T>(
  read: (cursor: { cursor?: string }) => Promise<{ items: T[]; next?: string | undefined }>,
): AsyncGenerator<T> {
  let cursor: string | undefined
  do {
    const { items, next } = await read(cursor === undefined ? {} : { cursor })
    yield* items
    cursor = next
  } while (cursor !== undefined)
}
