import { fileURLToPath } from 'node:url'
import type { Rehearsal } from '@gantry/core/connector'
import { auditFiles } from '../audit-key.ts'
import { sandboxEnvironment } from '../credentials.ts'
import { encryptionKeysFile } from '../encryption-keys.ts'
import type { ProcessSpec } from '../processes/launch.ts'
import type { PortUse } from '../processes/ports.ts'
import type { BooksOfRecord, Erp } from './books-of-record.ts'
import type { StartOptions } from './options.ts'

export type SandboxName = 'salesforce' | 'stripe' | 'avalara' | Erp

export type Addresses = { api: string; system: string; sandboxes: Partial<Record<SandboxName, string>> }

/** In the order of their ports. */
export const sandboxesOf = ({ used: [first, ...others] }: BooksOfRecord): SandboxName[] => [
  'salesforce',
  'stripe',
  first!,
  'avalara',
  ...others,
]

const loopback = (port: number) => `http://127.0.0.1:${port}`

/** Where everything will listen: fixed before anything starts, so that each can be told of the others. */
export function addressesOf({ port, sandboxPort, split }: StartOptions, books: BooksOfRecord): Addresses {
  const sandboxes = Object.fromEntries(sandboxesOf(books).map((name, index) => [name, loopback(sandboxPort + index)]))
  return {
    api: loopback(port),
    system: loopback(split ? port + 1 : port),
    sandboxes,
  }
}

export function portsOf({ port, sandboxPort, split }: StartOptions, books: BooksOfRecord): PortUse[] {
  return [
    { port, use: 'the control tower and the APIs', flag: '--port' },
    ...(split ? [{ port: port + 1, use: 'the system APIs', flag: '--port' }] : []),
    ...sandboxesOf(books).map((name, index) => ({
      port: sandboxPort + index,
      use: `the ${name} sandbox`,
      flag: '--sandbox-port',
    })),
  ]
}

const moduleOf = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))
const HOST = moduleOf('@gantry/scaffold/host/main')

/** On a large machine Node lets garbage lie: here many processes share one. */
const SMALL = ['--max-old-space-size=512', '--max-semi-space-size=8']

/** The faults of `--faults`, in every sandbox. */
const FAULTS = { error500: 0.1, commitThenDrop: 0.05 }

export type LandscapeSettings = {
  databaseUrl: string
  identityKey: string
  tenant: string
  calloutToken: string
  dir: string
  rehearsals: Record<string, Rehearsal>
}

/** Sandboxes first, then the hosts; workers last, so that they are the first to stop. */
export function specsOf(options: StartOptions, books: BooksOfRecord, settings: LandscapeSettings): ProcessSpec[] {
  const addresses = addressesOf(options, books)
  const { databaseUrl, identityKey, tenant, calloutToken, dir, rehearsals } = settings
  const callbacks: Partial<Record<SandboxName, Record<string, string>>> = {
    salesforce: { calloutUrl: `${addresses.api}/experience/crm/v1/orders`, calloutToken },
    stripe: { webhookUrl: `${addresses.system}/webhooks/stripe` },
    'sap-s4hana': { webhookUrl: `${addresses.system}/webhooks/sap-s4hana` },
  }
  const sandboxSpecs = sandboxesOf(books).map((name, index) => ({
    name,
    module: moduleOf('@gantry/core/sandbox/main'),
    args: [
      moduleOf(`@gantry/${name}/sandbox`),
      ...['--port', String(options.sandboxPort + index), '--dir', `${dir}/sandboxes/${name}`],
      ...(options.faults ? ['--faults', JSON.stringify(FAULTS)] : []),
    ],
    nodeArgs: SMALL,
    env: { SANDBOX_SETTINGS: JSON.stringify({ ...rehearsals[name]!.settings, ...callbacks[name] }) },
  }))
  const env = {
    ...sandboxEnvironment(rehearsals, addresses.sandboxes),
    DATABASE_URL: databaseUrl,
    GANTRY_IDENTITY_KEY: identityKey,
    GANTRY_ENCRYPTION_KEYS_FILE: encryptionKeysFile(dir),
    GANTRY_AUDIT_KEY_FILE: auditFiles(dir).key,
    GANTRY_AUDIT_HEADS: auditFiles(dir).heads,
    GANTRY_TENANT: tenant,
    ERP_ROUTES: books.routes,
    // Receivers of webhooks on this machine may be told.
    GANTRY_OUTBOUND: 'loopback',
  }
  const host = (name: string, stage: number, ...args: string[]): ProcessSpec => ({
    name,
    module: HOST,
    nodeArgs: SMALL,
    args: ['--name', name, '--development', ...args],
    env,
    stage,
  })
  const workers = (...args: string[]) =>
    Array.from({ length: options.workers }, (_, index) =>
      host(options.workers === 1 ? 'worker' : `worker-${index + 1}`, 2, '--work', ...args),
    )
  const port = String(options.port)
  if (!options.split)
    return [
      ...sandboxSpecs,
      host('api', 1, '--serve', 'system,process,experience', '--port', port),
      // They reach every API in their own process.
      ...workers().map((worker) => ({ ...worker, startsWith: 1 })),
    ]
  const system = ['--address', `system=${addresses.system}`]
  return [
    ...sandboxSpecs,
    host('system-apis', 1, '--serve', 'system', '--port', String(options.port + 1)),
    host('process-apis', 1, '--serve', 'process,experience', '--port', port, ...system),
    ...workers(...system),
  ]
}
