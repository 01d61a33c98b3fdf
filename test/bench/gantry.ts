import { randomBytes, randomUUID } from 'node:crypto'
import { defineContract, z } from '@gantry/core/contract'
import { defineFlow } from '@gantry/core/flow'
import { runIdOf } from '@gantry/core/flow/identity'
import { defineProcess } from '@gantry/core/process'
import { defineGantry } from '@gantry/core/runtime/config'
import type { Engine } from '@gantry/core/runtime/engine'
import { startHost } from '@gantry/core/runtime/host'
import pino from 'pino'
import { type Contestant, RESULT, STEPS } from './contestant.ts'

const flow = defineFlow({
  name: 'bench',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  uses: {},
  run: async (_, { step }) => {
    for (let item = 0; item < STEPS; item++) await step('work', async () => RESULT, { item: String(item) })
  },
})

/** A whole host as `start` makes it, with the default settings of production and its log at `info`. */
export async function gantry(url: string): Promise<Contestant> {
  let engine: Engine | undefined
  const contract = defineContract({
    name: 'bench',
    version: '1.0.0',
    tier: 'process',
    title: 'Bench',
    description: 'Nothing but flows.',
    owner: 'platform',
    criticality: 'standard',
    lifecycle: 'active',
    operations: {},
    events: {},
  })
  const process = defineProcess({
    contract,
    uses: {},
    flows: [flow],
    serve: (context) => {
      engine = context.engine
      return {}
    },
  })
  const ended = new Map<string, () => void>()
  // The log tells of a run's end once it is durable; nothing else does without another statement.
  const log = pino(
    { level: 'info' },
    {
      write(line: string) {
        if (!line.includes('"run completed"')) return
        const { run } = JSON.parse(line) as { run: string }
        ended.get(run)?.()
        ended.delete(run)
      },
    },
  )
  const host = await startHost({
    config: defineGantry({
      connections: {},
      capabilities: {},
      processes: { bench: async () => ({ default: process }) },
      views: {},
    }),
    environment: {},
    databaseUrl: url,
    serve: ['bench'],
    work: true,
    tenant: 'bench',
    identityKey: randomBytes(32).toString('hex'),
    concurrency: 100,
    log,
  })
  const identity = { tenant: 'bench', principal: 'bench', scopes: ['*'] }
  return {
    flow: async () => {
      const id = randomUUID()
      // The run may end before its start has been answered.
      const run = runIdOf(identity.tenant, flow.name, id)
      const { promise, resolve } = Promise.withResolvers<void>()
      ended.set(run, resolve)
      await engine!.start(flow, { id }, { identity, correlation: id })
      await promise
    },
    close: () => host.close(),
  }
}
