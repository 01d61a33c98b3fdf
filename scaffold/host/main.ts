import { parseArgs } from 'node:util'
import { openLog } from '@gantry/core/observe/log'
import { startHost } from '@gantry/core/runtime/host'
import { environmentWith } from '@gantry/core/security/secrets/store'
import { readAuditKey } from '../audit-key.ts'
import { readKeyring } from '../encryption-keys.ts'
import { openProject } from '../project.ts'
import { secretStoreOf } from '../secret-store.ts'
import { doorOf } from './door.ts'

/*
 * One process of Gantry, for the project it is started in; its arguments give it its roles:
 *   node scaffold/host/main.ts --serve system,process,experience --port 4000 --work
 *   node scaffold/host/main.ts --serve process,experience --port 4000 --address system=http://127.0.0.1:4001
 * From the environment: DATABASE_URL, GANTRY_IDENTITY_KEY, GANTRY_TENANT, GANTRY_METRICS_TOKEN (opens /metrics),
 * GANTRY_ENCRYPTION_KEYS_FILE (seals what is personal or secret in the database; docs/data-protection.md),
 * GANTRY_AUDIT_KEY_FILE (signs the audit log's heads) with GANTRY_AUDIT_HEADS (the file they go to), and what
 * gantry.config.ts reads.
 */
const { values } = parseArgs({
  options: {
    serve: { type: 'string', default: '' },
    work: { type: 'boolean', default: false },
    flows: { type: 'string' },
    'no-projections': { type: 'boolean', default: false },
    'drop-versions': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    address: { type: 'string', multiple: true, default: [] },
    concurrency: { type: 'string' },
    development: { type: 'boolean', default: false },
    name: { type: 'string', default: 'gantry' },
  },
})
const list = (text: string) => text.split(',').filter(Boolean)
const { DATABASE_URL, GANTRY_IDENTITY_KEY, GANTRY_TENANT, GANTRY_METRICS_TOKEN, LOG_LEVEL, ...rest } = process.env
const { GANTRY_AUDIT_KEY_FILE, GANTRY_AUDIT_HEADS, GANTRY_ENCRYPTION_KEYS_FILE } = process.env
const log = openLog({ name: values.name, level: LOG_LEVEL ?? 'info' })

async function start() {
  if (!DATABASE_URL || !GANTRY_IDENTITY_KEY || !GANTRY_TENANT)
    throw new Error('Set DATABASE_URL, GANTRY_IDENTITY_KEY and GANTRY_TENANT.')
  if (values.development && process.env.NODE_ENV === 'production')
    throw new Error('--development lets anybody in: it is refused where NODE_ENV is production.')
  const { config, root } = await openProject()
  const environment = await environmentWith(secretStoreOf(process.env, root), rest)
  return startHost({
    config,
    environment,
    databaseUrl: DATABASE_URL,
    identityKey: GANTRY_IDENTITY_KEY,
    tenant: GANTRY_TENANT,
    serve: list(values.serve),
    work: values.flows === undefined ? values.work : list(values.flows),
    port: Number(values.port),
    addresses: Object.fromEntries(
      values.address.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    ),
    ...(values.concurrency && { concurrency: Number(values.concurrency) }),
    ...(values['no-projections'] && { project: false }),
    ...doorOf(process.env, values.development),
    dropVersions: values['drop-versions'],
    ...(GANTRY_ENCRYPTION_KEYS_FILE && { keyring: await readKeyring(GANTRY_ENCRYPTION_KEYS_FILE) }),
    ...(GANTRY_AUDIT_KEY_FILE &&
      GANTRY_AUDIT_HEADS && {
        auditHeads: { path: GANTRY_AUDIT_HEADS, key: await readAuditKey(GANTRY_AUDIT_KEY_FILE) },
      }),
    ...(GANTRY_METRICS_TOKEN && { metricsToken: GANTRY_METRICS_TOKEN }),
    name: values.name,
    development: values.development,
    log,
  })
}

try {
  const host = await start()
  log.info({ url: host.url, serve: values.serve, work: values.work }, 'host ready')
  process.send?.({ ready: { url: host.url } })
  let stopping = false
  const stop = (because: string) => {
    if (stopping) return
    stopping = true
    log.info({ because }, 'stopping')
    void host.close().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
  process.on('disconnect', () => stop('the parent is gone'))
} catch (error) {
  log.fatal({ err: error }, 'the host did not start')
  process.exitCode = 1
  setTimeout(() => process.exit(1), 100)
}
