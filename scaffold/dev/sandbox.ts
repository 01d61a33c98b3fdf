import { parseArgs } from 'node:util'
import type { Connector } from '@gantry/core/connector'
import { startSandbox } from '@gantry/core/sandbox/server'
import { openProject } from '../project.ts'

/*
 * The sandbox of a project's connection, as a process of its own:
 *   node scaffold/dev/sandbox.ts <connection> --port 4010 --dir <folder>
 * Its credentials come by SANDBOX_SETTINGS: arguments are there for every user of the machine to read.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '0' }, dir: { type: 'string' } },
})
const { config } = await openProject()
const connector = (await config.connections[positionals[0]!]!.connector()).default as Connector
const sandbox = await startSandbox((await connector.sandbox()).default, {
  port: Number(values.port),
  dir: values.dir!,
  settings: JSON.parse(process.env.SANDBOX_SETTINGS ?? '{}') as Record<string, string>,
})
process.send?.({ ready: sandbox.url })
const stop = () => void sandbox.close().then(() => process.exit(0))
for (const reason of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(reason, stop)
