import type { Call, z } from '@gantry/core/contract'
import { nowExactly } from '@gantry/core/database/cursor'
import type { Database } from '@gantry/core/database/database'
import { IntegrationError, toIntegrationError } from '@gantry/core/errors'
import { countDeadLetters, nextDeadLetters } from '@gantry/core/events/dead-letter-reader'
import { countExceptions, type ExceptionFilter, nextExceptions } from '@gantry/core/flow/exception-reader'
import { type RunDetail, readRun } from '@gantry/core/flow/run-reader'
import type { Engine } from '@gantry/core/runtime/engine'
import type { Batch, BulkRequest, Bulk as BulkSchema } from './bulk.ts'
import type { ExceptionFilter as AskedExceptions } from './exception.ts'
import { BulkInput, bulkFlow } from './flow.ts'

const BATCH = 50
/** How many of a batch are resolved at a time. */
const LANES = 4
const REFUSALS_SHOWN = 100

type Bulk = z.input<typeof BulkSchema>
type AskedFilter = z.output<typeof AskedExceptions>

/** The engine knows no legal entity: it is a field of the run's input. */
export function filterOf({
  legalEntity,
  ...filter
}: Omit<AskedFilter, 'ids'> & { ids?: string[] | undefined }): ExceptionFilter {
  return { ...filter, ...(legalEntity !== undefined && { input: { legalEntity } }) } as ExceptionFilter
}

/** Begins a bulk, or gives the one that was begun with this key. Throws `different-body` where that was another one. */
export async function startBulk(engine: Engine, db: Database, request: BulkRequest, call: Call): Promise<string> {
  const { tenant, principal } = call.identity
  const before = await nowExactly(db)
  const open = { state: 'open' as const }
  const total =
    request.of === 'exceptions'
      ? await countExceptions(db, tenant, { ...open, ...filterOf(request.filter as AskedFilter) })
      : await countDeadLetters(db, tenant, { ...open, ...request.filter } as never)
  const key = call.idempotencyKey ?? crypto.randomUUID()
  const { id } = await engine.start(bulkFlow, { key, request, by: principal, before, total }, call)
  return id
}

/** How far a bulk has come: what the journal of its run says. Throws `no-such-bulk`. */
export async function readBulk(db: Database, tenant: string, id: string): Promise<Bulk> {
  const [run, { request, by, total }] = await bulkRun(db, tenant, id)
  const batches = run.steps.flatMap(({ result }) => (result === undefined ? [] : [result as Batch]))
  const refusals = batches.flatMap((batch) => batch.refusals)
  return {
    id,
    of: request.of,
    action: request.resolution.action,
    reason: request.reason,
    by,
    at: run.createdAt,
    state: run.state,
    total,
    resolved: batches.reduce((sum, { resolved }) => sum + resolved, 0),
    refused: refusals.length,
    replaying: request.of === 'exceptions' ? 0 : await countDeadLetters(db, tenant, { state: 'due', bulk: id }),
    refusals: refusals.slice(0, REFUSALS_SHOWN),
  }
}

async function bulkRun(db: Database, tenant: string, id: string): Promise<[RunDetail, z.output<typeof BulkInput>]> {
  const run = await readRun(db, tenant, id).catch((error: unknown) => {
    if (error instanceof IntegrationError && error.code === 'no-such-run') return undefined
    throw error
  })
  if (run?.flow === bulkFlow.name) return [run, BulkInput.parse(run.input)]
  throw new IntegrationError('no-such-bulk', 'There is no such bulk.', { kind: 'data', status: 404, detail: id })
}

/** What fails again opens anew, later: without this bound a bulk would follow its own trail for ever. */
const earlier = (before: string, asked = before) => (Date.parse(asked) < Date.parse(before) ? asked : before)

type Item = { id: string; about: string; resolve: () => Promise<unknown> }
type Sources = {
  engine: Engine
  db: Database
  events: () => Promise<Parameters<Engine['resolveDeadLetter']>[0]['events']>
}

/** Resolves the next items of a bulk, in the name of whoever asked for it. */
export async function continueBulk(sources: Sources, tenant: string, id: string, after?: string): Promise<Batch> {
  const [, input] = await bulkRun(sources.db, tenant, id)
  const identity = { tenant, principal: input.by, scopes: [] }
  const { items, next } = await itemsOf(sources, identity, input, { bulk: id, limit: BATCH, ...(after && { after }) })
  const queue = [...items]
  const refusals: Batch['refusals'] = []
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift())
      try {
        await item.resolve()
      } catch (thrown) {
        const { code, message, retryable } = toIntegrationError(thrown)
        // The database is gone, say: the batch is repeated as a whole, and finds what it resolved.
        if (retryable || !(thrown instanceof IntegrationError)) throw thrown
        refusals.push({ id: item.id, about: item.about, code, message })
      }
  }
  await Promise.all(Array.from({ length: LANES }, work))
  return { resolved: items.length - refusals.length, refusals, ...(next !== undefined && { next }) }
}

async function itemsOf(
  { engine, db, events }: Sources,
  identity: Call['identity'],
  { request, before }: z.output<typeof BulkInput>,
  batch: { bulk: string; after?: string; limit: number },
): Promise<{ items: Item[]; next?: string }> {
  const { reason, of } = request
  const { bulk } = batch
  if (of === 'exceptions') {
    const filter = {
      ...filterOf(request.filter as AskedFilter),
      openedBefore: earlier(before, request.filter.openedBefore),
    }
    const { items, ...rest } = await nextExceptions(db, identity.tenant, filter, batch)
    return {
      items: items.map(({ id, subject, run_key }) => ({
        id,
        about: subject ?? run_key,
        resolve: () => engine.resolve(id, request.resolution as never, reason, { identity }, bulk),
      })),
      ...rest,
    }
  }
  const known = await events()
  const filter = { ...request.filter, openedBefore: earlier(before, request.filter.openedBefore) } as never
  const { items, ...rest } = await nextDeadLetters(db, identity.tenant, filter, batch)
  return {
    items: items.map(({ id, name, source }) => ({
      id,
      about: `${name} ${source}`,
      resolve: () =>
        engine.resolveDeadLetter({
          id,
          identity,
          resolution: request.resolution as never,
          reason,
          bulk,
          events: known,
        }),
    })),
    ...rest,
  }
}
