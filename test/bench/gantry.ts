import { randomBytes, randomUUID } from 'node:crypto'
import { defineContract, z } from '@gantry/core/contract'
import { defineFlow } from '@gantry/core/flow'
import { runIdOf } from '@gantry/core/flow/identity'
import { defineProcess } from '@gantry/core/process'
import { defineGantry } from '@gantry/core/runtime/config'
import type { Engine } from '@gantry/core/runtime/engine'
import { startHost } from '@gantry/core/runtime/host'
import pino from 'pino'
import { type Contestant, Countdown, Ends, type Preloaded, type Setting, STEPS, type Work } from './contestant.ts'

const IDENTITY = { tenant: 'bench', principal: 'bench', scopes: ['*'] }

const flowOf = (work: Work) =>
  defineFlow({
    name: 'bench',
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string() }),
    key: ({ id }) => id,
    uses: {},
    run: async (_, { step }) => {
      for (let item = 0; item < STEPS; item++) await step('work', work, { item: String(item) })
    },
  })

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

export type GantryHost = { start: (id: string) => Promise<void>; close: () => Promise<void> }

/** A whole host as `start` makes it, with the default settings of production and its log at `info`. */
export async function gantryHost(
  url: string,
  { inFlight, work, works }: Setting & { works: boolean },
  ended: (run: string) => void,
): Promise<GantryHost> {
  let engine: Engine | undefined
  const flow = flowOf(work)
  const process = defineProcess({
    contract,
    uses: {},
    flows: [flow],
    serve: (context) => {
      engine = context.engine
      return {}
    },
  })
  // The log tells of a run's end once it is durable; nothing else does without another statement.
  const log = pino(
    { level: 'info' },
    {
      write(line: string) {
        if (line.includes('"run completed"')) ended((JSON.parse(line) as { run: string }).run)
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
    work: works,
    tenant: IDENTITY.tenant,
    identityKey: randomBytes(32).toString('hex'),
    concurrency: inFlight,
    log,
  })
  return {
    start: async (id) => void (await engine!.start(flow, { id }, { identity: IDENTITY, correlation: id })),
    close: () => host.close(),
  }
}

export async function gantry(url: string, setting: Setting): Promise<Contestant> {
  const ends = new Ends()
  // Some to spare: what finds no place goes through the queue.
  const places = { ...setting, inFlight: setting.inFlight * 2 }
  const host = await gantryHost(url, { ...places, works: true }, (run) => ends.tell(run))
  return {
    flow: async () => {
      const id = randomUUID()
      // The run may end before its start has been answered.
      const ended = ends.of(runIdOf(IDENTITY.tenant, 'bench', id))
      await host.start(id)
      await ended
    },
    close: host.close,
  }
}

/** Started by a host without a worker: each run is due, and its wake is queued. */
export async function gantryPreloaded(url: string, setting: Setting, flows: number): Promise<Preloaded> {
  const countdown = new Countdown(flows)
  const starter = await gantryHost(url, { ...setting, works: false }, () => {})
  await Promise.all(Array.from({ length: flows }, () => starter.start(randomUUID())))
  await starter.close()
  let worker: GantryHost | undefined
  return {
    drain: async () => {
      worker = await gantryHost(url, { ...setting, works: true }, () => countdown.tell())
      return countdown.perSecond
    },
    close: async () => worker?.close(),
  }
}
