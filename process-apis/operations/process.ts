import { lineageOf } from '@gantry/core/connector/lineage'
import type { EventType, z } from '@gantry/core/contract'
import { type Hold, standingHolds } from '@gantry/core/data/legal-hold'
import { namesIn } from '@gantry/core/data/masking'
import { listDeadLetters, readDeadLetter } from '@gantry/core/events/dead-letter-reader'
import type { DeadLetter } from '@gantry/core/events/dead-letters'
import { listApprovals, readApproval } from '@gantry/core/flow/approval-reader'
import type { PendingApproval } from '@gantry/core/flow/approvals'
import { listExceptions, readException } from '@gantry/core/flow/exception-reader'
import type { Exception } from '@gantry/core/flow/exceptions'
import type { Intervention } from '@gantry/core/flow/interventions'
import type { Resolution } from '@gantry/core/flow/resolution'
import { flowEvents } from '@gantry/core/flow/run-events'
import { countRuns, listRuns, readRun } from '@gantry/core/flow/run-reader'
import { defineProcess, type ProcessContext } from '@gantry/core/process'
import { listActs } from '@gantry/core/security/audit/act-reader'
import type { Approval } from './approval.ts'
import { continueBulk, filterOf, readBulk, startBulk } from './bulk-progress.ts'
import { type OpenException, operations } from './contract.ts'
import type { DeadLetter as DeadLetterSchema } from './dead-letter.ts'
import { disclosing } from './disclosure.ts'
import { bulkFlow } from './flow.ts'
import type { Intervention as InterventionSchema } from './intervention.ts'
import type { Hold as HoldSchema } from './subject.ts'

export default defineProcess({
  contract: operations,
  uses: {},
  flows: [bulkFlow],

  serve: ({ engine, db, published }) => {
    const sources = { engine, db, events: () => eventsOf(published) }
    return disclosing(published, {
      listRuns: async ({ query }, { identity }) => listRuns(db, identity.tenant, query as never),
      getRun: async ({ id }, { identity }) => {
        const [{ exceptions, approvals, interventions, ...run }, exchanges] = await Promise.all([
          readRun(db, identity.tenant, id),
          lineageOf(db, identity.tenant, id),
        ])
        return {
          ...run,
          exceptions: exceptions.map(exceptionOf),
          approvals: approvals.map(approvalOf),
          interventions: interventions.map(interventionOf),
          exchanges,
        }
      },
      cancelRun: async ({ id, body }, call) => engine.cancel(id, body.reason, call),
      restartRun: async ({ id, body: { from, item, reason } }, call) =>
        engine.restart(id, { from, reason, ...(item !== undefined && { item }) }, call),
      signalRun: async ({ id, body }, { identity }) => {
        const { flow, key } = await readRun(db, identity.tenant, id)
        return engine.signal({ name: flow }, key, body.name, body.payload, { identity, id: body.id })
      },
      listApprovals: async ({ query }, { identity }) => {
        const { items, ...rest } = await listApprovals(db, identity.tenant, query as never)
        return { items: items.map(approvalOf), ...rest }
      },
      getApproval: async ({ id }, { identity }) => approvalOf(await readApproval(db, identity.tenant, id)),
      decideApproval: async ({ id, body: { decision, reason } }, call) =>
        approvalOf(await engine[decision === 'approved' ? 'approve' : 'reject'](id, reason, call)),
      listExceptions: async ({ query: { cursor, limit, state, ...filter } }, { identity }) => {
        const page = { limit, state, ...(cursor !== undefined && { cursor }) }
        const { items, ...rest } = await listExceptions(db, identity.tenant, { ...filterOf(filter), ...page })
        return { items: items.map(exceptionOf), ...rest }
      },
      getException: async ({ id }, { identity }) => exceptionOf(await readException(db, identity.tenant, id)),
      previewException: async ({ id, body }, call) => {
        const { exception, ...preview } = await engine.preview(id, body.resolution as Resolution, call)
        return { exception: exceptionOf(exception), ...preview }
      },
      resolveException: async ({ id, body }, call) =>
        exceptionOf(await engine.resolve(id, body.resolution as Resolution, body.reason, call)),
      listDeadLetters: async ({ query }, { identity }) => {
        const { items, ...rest } = await listDeadLetters(db, identity.tenant, query as never)
        return { items: items.map(letterOf), ...rest }
      },
      getDeadLetter: async ({ id }, { identity }) => letterOf(await readDeadLetter(db, identity.tenant, id)),
      resolveDeadLetter: async ({ id, body: { resolution, reason } }, { identity }) => {
        const events = await sources.events()
        return letterOf(
          await engine.resolveDeadLetter({ id, identity, resolution: resolution as never, reason, events }),
        )
      },
      startBulk: async ({ body }, call) => {
        const id = await startBulk(engine, db, body, call)
        return readBulk(db, call.identity.tenant, id)
      },
      getBulk: async ({ id }, { identity }) => readBulk(db, identity.tenant, id),
      continueBulk: async ({ id, body }, { identity }) => continueBulk(sources, identity.tenant, id, body.after),
      listActs: async ({ query }, { identity }) => listActs(db, identity.tenant, query),
      eraseSubject: async ({ subject, body }, call) => {
        const names = namesIn((await published()).map(({ contract }) => contract))
        return { subject, ...(await engine.erase(subject, { ...body, names }, call)) }
      },
      listHolds: async (_, { identity }) => ({ items: (await standingHolds(db, identity.tenant)).map(holdOf) }),
      placeHold: async ({ subject, body }, call) => holdOf(await engine.hold(subject, body.reason, call)),
      liftHold: async ({ subject, body }, call) => holdOf(await engine.liftHold(subject, body.reason, call)),
      countRuns: async (_, { identity }) => countRuns(db, identity.tenant),
    })
  },
})

/** Every event that anybody publishes, by name: a dead letter's payload is held to its contract. */
async function eventsOf(published: ProcessContext<object>['published']): Promise<ReadonlyMap<string, EventType>> {
  const contracts = (await published()).map(({ contract }) => Object.values(contract.events))
  return new Map([...contracts.flat(), ...Object.values(flowEvents)].map((event) => [event.name, event as EventType]))
}

/** Empty columns are left out, names are those of the API, times ISO 8601 UTC. */
const present = <T extends object>(row: T) =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [
        name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        value instanceof Date ? value.toISOString() : value,
      ]),
  )

function exceptionOf({ tenant: _, ...exception }: Exception): OpenException {
  return present(exception) as OpenException
}

function approvalOf({ tenant: _, ...approval }: PendingApproval): z.input<typeof Approval> {
  return present(approval) as z.input<typeof Approval>
}

function interventionOf({ tenant: _, run: __, ...intervention }: Intervention): z.input<typeof InterventionSchema> {
  return present(intervention) as z.input<typeof InterventionSchema>
}

const holdOf = ({ tenant: _, id: __, ...hold }: Hold) => present(hold) as z.input<typeof HoldSchema>

function letterOf({ tenant: _, name, event: __, data, ...letter }: DeadLetter): z.input<typeof DeadLetterSchema> {
  return { ...(present(letter) as z.input<typeof DeadLetterSchema>), event: name, data }
}
