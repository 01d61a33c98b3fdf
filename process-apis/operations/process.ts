import type { Exception } from '@gantry/core/flow/exceptions'
import type { Resolution } from '@gantry/core/flow/resolution'
import { countRuns, listExceptions, listRuns, readException, readRun } from '@gantry/core/flow/run-reader'
import { defineProcess } from '@gantry/core/process'
import { type OpenException, operations } from './contract.ts'

export default defineProcess({
  contract: operations,
  uses: {},

  serve: ({ engine, db }) => ({
    listRuns: async ({ query }, { identity }) => listRuns(db, identity.tenant, query),
    getRun: async ({ id }, { identity }) => {
      const { exceptions, ...run } = await readRun(db, identity.tenant, id)
      return { ...run, exceptions: exceptions.map(exceptionOf) }
    },
    listExceptions: async ({ query }, { identity }) => {
      const { items, ...rest } = await listExceptions(db, identity.tenant, query)
      return { items: items.map(exceptionOf), ...rest }
    },
    getException: async ({ id }, { identity }) => exceptionOf(await readException(db, identity.tenant, id)),
    resolveException: async ({ id, body }, call) =>
      exceptionOf(await engine.resolve(id, body.resolution as Resolution, body.reason, call)),
    countRuns: async (_, { identity }) => countRuns(db, identity.tenant),
  }),
})

function exceptionOf(exception: Exception): OpenException {
  const { run_key, opened_at, due_at, resolved_at, resolved_by, subject, detail, resolution, reason } = exception
  return {
    id: exception.id,
    run: exception.run,
    flow: exception.flow,
    runKey: run_key,
    step: exception.step,
    item: exception.item,
    phase: exception.phase,
    code: exception.code,
    kind: exception.kind,
    sentence: exception.sentence,
    team: exception.team,
    correlation: exception.correlation,
    state: exception.state,
    openedAt: opened_at.toISOString(),
    dueAt: due_at.toISOString(),
    ...(subject !== null && { subject }),
    ...(detail !== null && { detail }),
    ...(resolution !== null && { resolution }),
    ...(resolved_at !== null && { resolvedAt: resolved_at.toISOString() }),
    ...(resolved_by !== null && { resolvedBy: resolved_by }),
    ...(reason !== null && { reason }),
  }
}
