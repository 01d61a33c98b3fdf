import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { asFunction, asValue, createContainer, InjectionMode } from 'awilix'
import { sharedGrants } from '../connector/auth/shared-grants.ts'
import type { Connector } from '../connector/connector.ts'
import { Lineage } from '../connector/lineage.ts'
import { Locks } from '../connector/locks.ts'
import { SharedAllowances } from '../connector/shared-allowance.ts'
import { VendorActs } from '../connector/vendor-acts.ts'
import { maskingLogged } from '../data/masking.ts'
import { idleRules } from '../data/retention-rules.ts'
import { openDatabase } from '../database/database.ts'
import { databaseTime } from '../database/database-time.ts'
import { postgresIdempotency } from '../database/idempotency.ts'
import { openAccess } from '../database/roles.ts'
import { tenantDatabase } from '../database/tenant.ts'
import { latest } from '../events/events.ts'
import { registerSubscription } from '../events/subscription.ts'
import { triggerName } from '../flow/triggers.ts'
import { announceHost } from '../flow/versions.ts'
import { Wakes } from '../flow/wakes.ts'
import type { Worker } from '../flow/worker.ts'
import { maskingLog } from '../observe/log.ts'
import { openMetrics } from '../observe/metrics.ts'
import { Pressure } from '../observe/pressure.ts'
import { Usage } from '../observe/usage.ts'
import { Sequencer } from '../security/audit/sequencer.ts'
import { guardedFetch } from '../security/guarded-fetch.ts'
import { Tokens } from '../security/tokens.ts'
import { openBeginnings } from './beginnings.ts'
import { Engine } from './engine.ts'
import { checkDatabase, migrateAll } from './host-database.ts'
import { listen } from './host-door.ts'
import type { HostOptions } from './host-options.ts'
import type { HostParts } from './host-parts.ts'
import { carriedOf, startWorker } from './host-worker.ts'
import { Landscape } from './landscape.ts'
import { openEdge } from './open-edge.ts'
import { OtherRegions } from './other-regions.ts'
import { pressedOf } from './pressed.ts'
import { projectionName, projectionsOf } from './projections.ts'
import { rulingOf } from './ruling.ts'
import { readChangesEachMinute, sweepEachHour } from './schedules.ts'
import { servedApis } from './served-apis.ts'

export type Host = { url?: string; worker?: Worker; close: () => Promise<void> }

/** The composition root: one process of Gantry, with the roles its options give it. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { config, tenant } = options
  const residency = config.residency?.(options.environment)
  const regions = residency && new OtherRegions(residency)
  const { backend, listen: told = true } = config.database ?? {}
  const container = createContainer<HostParts>({ injectionMode: InjectionMode.PROXY, strict: true })
  const access = await openAccess(options.databaseUrl, backend)
  if (!options.keyring)
    options.log.warn('personal and secret payloads lie readable in the database: no encryption key is given')
  if (access.lacks) options.log.warn({ mend: access.lacks.mend }, access.lacks.sentence)
  const database = openDatabase(access.engine, { max: 10, keyring: options.keyring, ownSessions: told, backend })
  const locks = new Locks(access.engine, backend)
  const allowances = new SharedAllowances(access.engine, tenant, backend)
  const acts = new VendorActs(database.db)
  const outbound = guardedFetch(config.outbound?.(options.environment))
  const processes = await Promise.all(Object.values(config.processes).map(async (load) => (await load()).default))
  await migrateAll(access, processes, backend)
  const flows = processes.flatMap((process) => process.flows)
  const { retention, ruling } = rulingOf(config, processes)
  const connectorOf = async (connection: string) =>
    (await config.connections[connection]?.connector())?.default as Connector | undefined
  const log = maskingLog(options.log, maskingLogged(ruling.names))
  const idle = idleRules(ruling, ruling.names)
  if (idle.length > 0) log.warn({ rules: idle }, 'no field of any contract has the class of these rules of retention')
  const lineage = new Lineage(database.db, tenant, log)
  await checkDatabase(database.db, flows, options).catch(async (error) => {
    await database.close()
    throw error
  })
  const wakes = await Wakes.open(access.engine, {
    ...config.database,
    supervise: options.work !== false,
    createSchema: !access.separated,
    log,
  })
  container.register({
    options: asValue(options),
    log: asValue(log),
    db: asValue(database.db),
    access: asValue(access),
    wakes: asValue(wakes),
    tokens: asFunction(() => new Tokens(options.identityKey)).singleton(),
    engine: asFunction(
      ({ db, wakes }: HostParts) => new Engine(db, wakes, flows, { ruling, residency, connectorOf }),
    ).singleton(),
    idempotency: asFunction(({ db }: HostParts) => postgresIdempotency(db)).singleton(),
    landscape: asFunction(({ options, db, tokens, log, engine }: HostParts) => {
      const landscape = new Landscape({
        config,
        environment: options.environment,
        addresses: options.addresses ?? {},
        db,
        tenantDb: tenantDatabase(database.pool, backend),
        tokens,
        outbound,
        rate: options.rate,
        tenant,
        residency,
        log,
        shared: (connection) => ({
          exclusively: (key, work, longestRequestMs) => locks.exclusively(`${tenant}\n${key}`, work, longestRequestMs),
          now: () => databaseTime(db),
          grants: sharedGrants(db, options.identityKey, tenant, connection),
          allowance: (limits) => allowances.of(connection, limits),
          heard: (event, key) => latest(db, tenant, event, key),
          answered: (answered) => lineage.record(answered),
          performed: (performed) => acts.record(performed),
        }),
      })
      landscape.useEngine(engine)
      return landscape
    }).singleton(),
  })
  const { landscape, engine } = container.cradle
  // Cursors stand before the first event: what comes before a subscription's first reader is not lost.
  for (const flow of flows) if (flow.startsOn.length > 0) await registerSubscription(database.db, triggerName(flow))
  for (const { projections } of processes)
    for (const projection of projections) await registerSubscription(database.db, projectionName(projection))
  const apis = await servedApis(options, processes, landscape)
  const metrics = options.metricsToken === undefined ? undefined : openMetrics(database.db)
  const listens = apis.length > 0 || metrics !== undefined
  const usage = new Usage(database.db, log)
  const door = listens ? await openEdge(options, database, container.cradle.tokens, regions) : undefined
  const listening = door && (await listen(container.cradle, apis, { metrics, door, usage, residency, regions }))
  const pressure = new Pressure(database.db)
  const carried = carriedOf(options, flows)
  const announced = await announceHost(database.db, {
    id: randomUUID(),
    name: options.name ?? `${hostname()}:${process.pid}`,
    flows: carried,
  })
  const subscriptions = (options.project ?? options.work !== false) ? projectionsOf(processes, wakes) : []
  const worker =
    carried.length > 0 || subscriptions.length > 0
      ? await startWorker(container.cradle, carried, subscriptions, pressedOf(options, processes, pressure))
      : undefined
  if (worker) {
    engine.carriedBy(worker)
    pressure.open()
  }
  const begun = processes.filter(({ flows }) => flows.some((flow) => carried.includes(flow)))
  const beginnings = openBeginnings(begun, { landscape, tenant, log })
  if (options.serve.includes('system'))
    await readChangesEachMinute({ db: database.db, wakes, landscape, log, tenant, residency })
  const sequencer = new Sequencer({ db: database.db, log, heads: options.auditHeads })
  if (options.work !== false) sequencer.open()
  if (options.work !== false) await sweepEachHour({ db: database.db, wakes, log, retention, ruling })
  return {
    ...(listening && { url: listening.url }),
    ...(worker && { worker }),
    close: async () => {
      await listening?.close()
      await beginnings.close()
      await usage.close()
      await door?.close()
      const stopped = worker?.stop()
      // Once it begins nothing new: what is let go would be tried again in place.
      allowances.drain()
      await stopped
      if (options.work !== false) await sequencer.close()
      pressure.close()
      metrics?.close()
      await announced.close()
      await wakes.close()
      await locks.close()
      await allowances.close()
      await lineage.close()
      await outbound.close()
      await regions?.close()
      await database.close()
    },
  }
}
