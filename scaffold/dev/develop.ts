import { join } from 'node:path'
import type { Rehearsal } from '@gantry/core/connector'
import { connectionsInUse } from '@gantry/core/runtime/config'
import { developmentIdentity } from '@gantry/core/security/identity'
import { Tokens } from '@gantry/core/security/tokens'
import { rehearsalsOf, sandboxEnvironment } from '../credentials.ts'
import type { Database } from '../database/embedded.ts'
import { ensureIdentityKey } from '../identity-key.ts'
import { freePort } from '../processes/ports.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'
import { type Child, type ChildPlan, startChild } from './child.ts'

export const TENANT = 'demo'

export type DevelopOptions = {
  project: Project
  database: Database
  /** 0 takes free ones. */
  port: number
  sandboxPort: number
  /** Every line that a child says. */
  said: (who: string, line: string) => void
}

/** A project as it runs while one works on it. */
export type Development = {
  url: string
  sandboxes: Record<string, string>
  /** Stops what follows from the sources and starts it anew; sandboxes too where asked. False where it does not start. */
  restart: (sandboxes: boolean) => Promise<boolean>
  stop: () => Promise<void>
}

/** Sandboxes of all connections in use, and one host over them that serves and works. Throws a `Refusal`. */
export async function develop({ project, database, port, sandboxPort, said }: DevelopOptions): Promise<Development> {
  const { root, config } = project
  const dir = join(root, '.gantry')
  const names = connectionsInUse(config, process.env)
  const rehearsals = await rehearsalsOf(config, names)
  const identityKey = await ensureIdentityKey(dir)
  const apiPort = port || (await freePort())
  const url = `http://127.0.0.1:${apiPort}`
  const callbacks = await callbacksOf(url, identityKey)
  const children = new Map<string, Child>()
  const start = async (name: string, plan: Omit<ChildPlan, 'name' | 'cwd' | 'said'>): Promise<unknown> => {
    const child = startChild({ ...plan, name, cwd: root, said: (line) => said(name, line) })
    children.set(name, child)
    const ready = await child.ready
    if (ready) return ready.value
    children.delete(name)
    throw new Refusal(`${name} did not start.`, 'What it said is above; it starts again as soon as a file is saved.')
  }
  const stop = async (name: string) => {
    await children.get(name)?.stop()
    children.delete(name)
  }

  const sandboxes: Record<string, string> = {}
  const startSandboxes = () =>
    Promise.all(
      names.map(async (name, index) => {
        // Where it was before: the host was told so.
        const before = sandboxes[name] && new URL(sandboxes[name]).port
        const settings = { ...callbacks(name), ...(rehearsals[name] as Rehearsal).settings }
        sandboxes[name] = String(
          await start(`sandbox ${name}`, {
            module: '@gantry/scaffold/dev/sandbox',
            args: [
              name,
              '--port',
              before || String(sandboxPort && sandboxPort + index),
              '--dir',
              join(dir, 'sandboxes', name),
            ],
            env: { SANDBOX_SETTINGS: JSON.stringify(settings) },
          }),
        )
      }),
    )
  const startHost = () =>
    start('gantry', {
      module: '@gantry/scaffold/host/main',
      args: [
        '--name',
        'gantry',
        '--development',
        '--serve',
        'system,process,experience',
        '--work',
        '--port',
        String(apiPort),
      ],
      env: {
        ...sandboxEnvironment(rehearsals, sandboxes),
        DATABASE_URL: database.url,
        GANTRY_IDENTITY_KEY: identityKey,
        GANTRY_TENANT: TENANT,
      },
    })
  const stopAll = async () => {
    await stop('gantry')
    await Promise.all([...children.keys()].map(stop))
  }
  try {
    await startSandboxes()
    await startHost()
  } catch (error) {
    await stopAll()
    throw error
  }
  const restart = async (withSandboxes: boolean): Promise<boolean> => {
    await stop('gantry')
    try {
      if (withSandboxes) {
        await Promise.all(names.map((name) => stop(`sandbox ${name}`)))
        await startSandboxes()
      }
      await startHost()
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return false
    }
  }
  return { url, sandboxes, restart, stop: stopAll }
}

/** Where a sandbox's vendor calls us, under the names that sandboxes know; each reads those that concern it. */
async function callbacksOf(url: string, identityKey: string) {
  const identity = developmentIdentity(TENANT)
  const calloutToken = await new Tokens(identityKey).mint({ ...identity, principal: 'crm' }, 30 * 24 * 3600)
  return (connection: string): Record<string, string> => ({
    webhookUrl: `${url}/webhooks/${connection}`,
    calloutUrl: `${url}/experience/crm/v1/orders`,
    calloutToken,
  })
}
