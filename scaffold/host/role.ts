import { IntegrationError } from '@gantry/core/errors'
import { openLog } from '@gantry/core/observe/log'
import { type Host, startHost } from '@gantry/core/runtime/host'
import { environmentWith } from '@gantry/core/security/secrets/store'
import { checkDatabase } from '../database/external.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'
import { secretStoreOf } from '../secret-store.ts'
import { doorOf } from './door.ts'

/** What a host does: it serves the APIs, carries runs on, or both. */
export const ROLES = ['api', 'worker', 'both'] as const
export type Role = (typeof ROLES)[number]

export type RoleOptions = {
  role: Role
  hostname: string
  port: number
  concurrency?: number | undefined
  environment: Record<string, string | undefined>
}

const MEND: Record<string, string> = {
  DATABASE_URL: 'postgres://user:password@host:5432/database',
  GANTRY_IDENTITY_KEY: '32 random characters at least, the same for every host',
  GANTRY_TENANT: 'whose data this is',
}

/** A host of the project in its role, on the database that the environment names. Throws a `Refusal`. */
export async function startRole({ config, root }: Project, options: RoleOptions): Promise<Host> {
  const { role, hostname, port, concurrency } = options
  const { DATABASE_URL, GANTRY_IDENTITY_KEY, GANTRY_TENANT, GANTRY_METRICS_TOKEN, ...environment } = options.environment
  const missing = Object.keys(MEND).filter((name) => !options.environment[name])
  if (!DATABASE_URL || !GANTRY_IDENTITY_KEY || !GANTRY_TENANT)
    throw new Refusal(
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
      `Set ${missing.map((name) => `${name} (${MEND[name]})`).join(', ')}; or try it out with: gantry dev`,
    )
  if (GANTRY_IDENTITY_KEY.length < 32)
    throw new Refusal('GANTRY_IDENTITY_KEY is shorter than 32 characters.', 'Make one: openssl rand -hex 32')
  await checkDatabase(DATABASE_URL)
  const name = `gantry-${role}`
  try {
    return await startHost({
      config,
      environment: await environmentWith(secretStoreOf(options.environment, root), environment),
      databaseUrl: DATABASE_URL,
      identityKey: GANTRY_IDENTITY_KEY,
      tenant: GANTRY_TENANT,
      serve: role === 'worker' ? [] : ['system', 'process', 'experience'],
      work: role !== 'api',
      port,
      ...doorOf(options.environment, false),
      hostname,
      name,
      ...(concurrency && { concurrency }),
      ...(GANTRY_METRICS_TOKEN && { metricsToken: GANTRY_METRICS_TOKEN }),
      log: openLog({ name, level: environment.LOG_LEVEL ?? 'info' }),
    })
  } catch (error) {
    if ((error as { code?: string }).code === 'EADDRINUSE')
      throw new Refusal(`Port ${port} is in use.`, 'Choose another: --port <n>', { cause: error })
    if (!(error instanceof IntegrationError)) throw error
    throw new Refusal(error.message, error.detail ?? `See the runbook of ${error.code}.`, { cause: error })
  }
}
