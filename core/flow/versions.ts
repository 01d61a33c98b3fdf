import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Flow } from './flow.ts'

/** A flow version that has runs which have not ended, or that some host carries. */
export type FlowVersion = {
  flow: string
  version: number
  /** Runs that have not ended. */
  runs: number
  /** Names of the live hosts that carry it. */
  hosts: string[]
}

const SEEN_MS = 10_000
/** A host that was not seen for this long is gone. */
const GONE_MS = 60_000

/** Every flow version in use, by name and version. */
export async function listVersions(db: Database): Promise<FlowVersion[]> {
  const { rows } = await sql<FlowVersion>`
    with live as (
      select flow, version from gantry.run where due_at is not null and state in ('queued', 'waiting')
      union all select flow, version from gantry.run where lease_until is not null and state = 'running'
      union all select flow, version from gantry.run where due_at is null and state in ('blocked', 'held', 'waiting')
    ), counted as (select flow || '@' || version as name, count(*)::int as runs from live group by flow, version
    ), carried as (
      select c.version as name, array_agg(distinct h.name order by h.name) as hosts
      from gantry.host h, unnest(h.carries) as c(version)
      where h.seen_at > clock_timestamp() - ${GONE_MS}::float8 * interval '1 ms' group by c.version
    )
    select split_part(name, '@', 1) as flow, split_part(name, '@', 2)::int as version, coalesce(runs, 0) as runs,
      coalesce(hosts, '{}') as hosts
    from counted full join carried using (name) order by 1, 2`.execute(db)
  return rows
}

/**
 * Refuses a release that no longer has a flow version with live runs: nobody would ever carry them on. `flows` are all of
 * the release, whichever this host carries. Throws `versions-dropped`.
 */
export async function refuseDroppedVersions(db: Database, flows: readonly Pick<Flow, 'name' | 'version'>[]) {
  const kept = new Set(flows.map(({ name, version }) => `${name}@${version}`))
  const dropped = (await listVersions(db)).filter(
    ({ flow, version, runs }) => runs > 0 && !kept.has(`${flow}@${version}`),
  )
  if (dropped.length === 0) return
  const named = dropped.map(
    ({ flow, version, runs }) => `${flow} version ${version} with ${runs} live ${runs === 1 ? 'run' : 'runs'}`,
  )
  throw new IntegrationError('versions-dropped', `This release drops ${named.join(', ')}.`, {
    kind: 'policy',
    team: 'platform',
    detail: 'Keep the version until its runs have ended, or start with --drop-versions and see to them by hand.',
  })
}

/** Says which flow versions this host carries, for as long as it lives. */
export async function announceHost(
  db: Database,
  host: { id: string; name: string; flows: readonly Pick<Flow, 'name' | 'version'>[] },
): Promise<{ close: () => Promise<void> }> {
  const carries = host.flows.map(({ name, version }) => `${name}@${version}`)
  const announce = async () => {
    await sql`insert into gantry.host (id, name, carries) values (${host.id}, ${host.name}, ${carries})
      on conflict (id) do update set seen_at = clock_timestamp()`.execute(db)
    await sql`delete from gantry.host where seen_at < clock_timestamp() - ${GONE_MS}::float8 * interval '1 ms'`.execute(
      db,
    )
  }
  await announce()
  // Missed while the database is away; the next one makes up for it.
  const timer = setInterval(() => void announce().catch(() => {}), SEEN_MS)
  return {
    close: async () => {
      clearInterval(timer)
      await sql`delete from gantry.host where id = ${host.id}`.execute(db).catch(() => {})
    },
  }
}
