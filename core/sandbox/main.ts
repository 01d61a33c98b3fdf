import { parseArgs } from 'node:util'
import type { SandboxDefinition } from './sandbox.ts'
import { startSandbox } from './server.ts'

// A sandbox as a process of its own: node main.ts <module> --port 4010 --dir <folder>
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    dir: { type: 'string' },
    faults: { type: 'string', default: '{}' },
  },
})
const [module] = positionals
if (!module || !values.dir) throw new Error('usage: main.ts <sandbox module> --dir <folder> [--port n]')
const { default: definition } = (await import(module)) as { default: SandboxDefinition }
const sandbox = await startSandbox(definition, {
  port: Number(values.port),
  dir: values.dir,
  faults: JSON.parse(values.faults) as object,
  // Credentials come by environment: arguments are there for every user of the machine to read.
  settings: JSON.parse(process.env.SANDBOX_SETTINGS ?? '{}') as Record<string, string>,
})
process.send?.({ ready: sandbox.url })
const stop = () => void sandbox.close().then(() => process.exit(0))
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
// A sandbox never outlives whoever started it.
process.on('disconnect', stop)
