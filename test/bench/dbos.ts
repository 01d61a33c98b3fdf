import { randomUUID } from 'node:crypto'
import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk'
import { type Contestant, Countdown, Ends, type Preloaded, type Setting, STEPS, type Work } from './contestant.ts'
import { analyze } from './servers.ts'

const NAME = 'bench'
const QUEUE = 'bench'
const FLOW = 'flow'

let work: Work
let ended: (flow: string) => void = () => {}
// DBOS keeps one registry for the process, filled before it is launched.
const run = DBOS.registerWorkflow(
  async (flow: string) => {
    for (let step = 0; step < STEPS; step++) await DBOS.runStep(work, { name: `step-${step}` })
    ended(flow)
    return flow
  },
  { name: FLOW },
)

async function launch(url: string, setting: Setting): Promise<void> {
  work = setting.work
  DBOS.setConfig({ name: NAME, systemDatabaseUrl: url, logLevel: 'error', systemDatabasePoolSize: 20 })
  await DBOS.launch()
  await DBOS.registerQueue(QUEUE, {
    workerConcurrency: setting.inFlight,
    minPollingIntervalMs: 10,
    onConflict: 'always_update',
  })
}

/** Each flow is called where it is started: no queue. */
export async function dbosDirect(url: string, setting: Setting): Promise<Contestant> {
  await launch(url, setting)
  return { flow: async () => void (await run(randomUUID())), close: () => DBOS.shutdown() }
}

/** Each flow is queued and taken by the same process. Counts as ended with its function: its end is not durable yet. */
export async function dbosQueue(url: string, setting: Setting): Promise<Contestant> {
  const ends = new Ends()
  ended = (flow) => ends.tell(flow)
  await launch(url, setting)
  return {
    flow: async () => {
      const flow = randomUUID()
      const over = ends.of(flow)
      await DBOS.startWorkflow(run, { queueName: QUEUE })(flow)
      await over
    },
    close: () => DBOS.shutdown(),
  }
}

export async function dbosPreloaded(url: string, setting: Setting, flows: number): Promise<Preloaded> {
  const countdown = new Countdown(flows)
  ended = () => countdown.tell()
  // Its tables are made, and its queue is registered, by a launch.
  await launch(url, setting)
  await DBOS.shutdown()
  const client = await DBOSClient.create({ systemDatabaseUrl: url, systemDatabasePoolSize: 20, applicationName: NAME })
  let left = flows
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      while (left-- > 0) await client.enqueue<typeof run>({ workflowName: FLOW, queueName: QUEUE }, randomUUID())
    }),
  )
  await client.destroy()
  await analyze(url)
  return {
    drain: async () => {
      await launch(url, setting)
      return countdown.perSecond
    },
    close: () => DBOS.shutdown(),
  }
}
