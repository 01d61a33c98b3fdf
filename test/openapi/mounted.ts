import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Connector } from '@gantry/core/connector'
import type { Contract } from '@gantry/core/contract'
import { startHost } from '@gantry/core/runtime/host'
import { startSandbox } from '@gantry/core/sandbox/server'
import { freshDatabase } from '@gantry/core/testing/database'
import { openProject } from '@gantry/scaffold/project'
import { pino } from 'pino'
import { ROOT, type Scratch } from './scratch.ts'

/**
 * Starts a host whose capability is served by a generated connector on its sandbox, and reads `path` of it. Gives the
 * status and the code of the answer: a hole says `mapping-missing`, in the host as anywhere.
 */
export async function mounted(scratch: Scratch, name: string, capability: string, path: string) {
  const { config } = await openProject(ROOT)
  const { contract } = config.capabilities[capability] as { contract: Contract }
  const module = async () =>
    (await import(pathToFileURL(join(scratch.root, 'plugins', name, 'connector.ts')).href)) as { default: Connector }
  const connector = (await module()).default
  const rehearsal = (await connector.rehearsal()).default()
  const dir = await mkdtemp(join(tmpdir(), 'gantry-mounted-'))
  const sandbox = await startSandbox((await connector.sandbox()).default, {
    port: 0,
    dir,
    settings: rehearsal.settings,
  })
  const { url: databaseUrl, drop } = await freshDatabase()
  const host = await startHost({
    config: {
      connections: { [name]: { connector: module, config: () => rehearsal.config(sandbox.url) } },
      capabilities: { [capability]: { contract, connection: name } },
      processes: {},
      views: {},
    },
    environment: {},
    databaseUrl,
    serve: ['system'],
    work: false,
    tenant: 'test',
    identityKey: 'a key for tests that is long enough',
    development: true,
    log: pino({ level: 'silent' }),
  })
  try {
    const served = (await (await fetch(`${host.url}/contracts`)).json()) as { name: string; path: string }[]
    const { path: base = '' } = served.find((each) => each.name === contract.name) ?? {}
    const response = await fetch(`${host.url}${base}${path}`)
    const { code } = (await response.json().catch(() => ({}))) as { code?: string }
    return { served: served.map((each) => each.name), status: response.status, code }
  } finally {
    await host.close()
    await sandbox.close()
    await drop()
    await rm(dir, { recursive: true, force: true })
  }
}
