import pg from 'pg'
import type { Backend } from './backend.ts'
import { withSetting } from './settings.ts'

/*
 * Who works on the database. Nobody logs in as these: a connection takes a role as it begins, so that DATABASE_URL may be
 * any account that is let into them. Row-level security (migrations/0020-row-level-security.sql) goes by the role.
 */
export const ROLES = {
  /** Owns schema and tables. */
  migration: 'gantry_migration',
  /** Claims, checkpoints, events: batches that span tenants. Owns the queue. */
  engine: 'gantry_engine',
  /** Handlers, projections and local steps: sees the tenant of its transaction. */
  runtime: 'gantry_runtime',
} as const

/** Addresses of one database for each kind of work. They are all `DATABASE_URL` where the roles are not there. */
export type Access = {
  migration: string
  engine: string
  /** Whether the database keeps tenants apart. */
  separated: boolean
  /** What is missing, in a sentence, and the statements that an administrator runs to mend it. */
  lacks?: { sentence: string; mend: string }
}

/**
 * Makes the roles where DATABASE_URL's account may, and gives each kind of work its address. Waits for other hosts that
 * do the same; changes nothing where all is in place.
 */
export async function openAccess(url: string, backend: Backend = 'postgres'): Promise<Access> {
  if (backend === 'cockroachdb') return { migration: url, engine: url, separated: false, lacks: ON_COCKROACH }
  const client = new pg.Client({ connectionString: url, application_name: 'gantry-roles' })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('gantry.roles', 3))`)
    await makeRoles(client)
    const missing = await missingOf(client)
    if (missing.length > 0) return { migration: url, engine: url, separated: false, lacks: lackOf(missing) }
    if (!(await takesRole(url, ROLES.engine))) return { migration: url, engine: url, separated: false, lacks: POOLED }
    await client.query(SCHEMAS)
    return { migration: inRole(url, ROLES.migration), engine: inRole(url, ROLES.engine), separated: true }
  } finally {
    await client.end()
  }
}

/** What keeps tenants from being told apart by the database, without changing anything; undefined where nothing does. */
export async function lackOfSeparation(url: string, backend: Backend = 'postgres'): Promise<Access['lacks']> {
  if (backend === 'cockroachdb') return ON_COCKROACH
  const client = new pg.Client({ connectionString: url, application_name: 'gantry-roles' })
  await client.connect()
  try {
    const missing = await missingOf(client)
    return missing.length > 0 ? lackOf(missing) : undefined
  } finally {
    await client.end()
  }
}

/** Puts the policies on every table that has a tenant and lacks them; returns the tables. Call once all are migrated. */
export async function protectTables({ migration, separated }: Access): Promise<string[]> {
  if (!separated) return []
  const client = new pg.Client({ connectionString: migration, application_name: 'gantry-roles' })
  await client.connect()
  try {
    const { rows } = await client.query<{ changed: string[] }>('select gantry.protect() as changed')
    await client.query(
      'grant execute on function gantry.make_archive_month, gantry.drop_archive_month, gantry.erase_audit_content to gantry_engine',
    )
    return rows[0]!.changed
  } finally {
    await client.end()
  }
}

async function makeRoles(client: pg.Client): Promise<void> {
  for (const role of Object.values(ROLES)) {
    // Roles belong to the whole server: another database's host may be making the same one. An account that may not make
    // any finds out below what is missing.
    await client.query(`create role ${role} nologin`).catch(tolerate('42710', '23505', '42501'))
    await client
      .query(
        `do $$ begin if not pg_has_role(session_user, '${role}', 'set') then
           execute format('grant ${role} to %I', session_user); end if; end $$`,
      )
      .catch(tolerate('42501', '42704', 'XX000', '23505'))
  }
}

const tolerate =
  (...codes: string[]) =>
  (error: { code?: string }) => {
    if (!codes.includes(error.code ?? '')) throw error
  }

/** Statements that an administrator must run, for this account to do its work under the roles. */
async function missingOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ account: string; database: string; creates: boolean }>(
    `select session_user as account, current_database() as database,
       has_database_privilege(current_database(), 'create') as creates`,
  )
  const { account, database, creates } = rows[0]!
  const missing: string[] = []
  for (const role of Object.values(ROLES)) {
    const found = await client.query<{ set: boolean }>(
      `select pg_has_role(session_user, oid, 'set') as set from pg_roles where rolname = $1`,
      [role],
    )
    if (!found.rows[0]) missing.push(`create role ${role} nologin;`)
    if (!found.rows[0]?.set) missing.push(`grant ${role} to ${client.escapeIdentifier(account)};`)
  }
  const schemas = await client.query<{ name: string; ours: boolean }>(
    `select n.nspname as name, pg_has_role(session_user, n.nspowner, 'usage') as ours
     from pg_namespace n where n.nspname in ('gantry', 'pgboss')`,
  )
  if (schemas.rows.length < 2 && !creates)
    missing.push(
      `grant create on database ${client.escapeIdentifier(database)} to ${client.escapeIdentifier(account)};`,
    )
  for (const { name, ours } of schemas.rows)
    if (!ours) missing.push(`alter schema ${name} owner to ${client.escapeIdentifier(account)};`)
  return missing
}

const ON_COCKROACH = {
  sentence: 'The database does not keep tenants apart: on CockroachDB each statement asks for its tenant alone.',
  mend: 'Give tenants that must not share a database one each, or use PostgreSQL.',
}

const POOLED = {
  sentence: 'The database does not keep tenants apart: what stands between it and Gantry passes no role on.',
  mend: 'Give Gantry the address of PostgreSQL itself; it keeps a pool of its own.',
}

const lackOf = (missing: readonly string[]) => ({
  sentence: 'The database does not keep tenants apart: its account may not take the roles of Gantry.',
  mend: missing.join(' '),
})

/** Gives schemas, tables and functions that an earlier release made to the roles; does nothing where they have them. */
const SCHEMAS = `
do $$
declare
  part record;
  it record;
begin
  for part in select * from (values ('gantry', '${ROLES.migration}'), ('pgboss', '${ROLES.engine}')) as p(schema, role) loop
    if to_regnamespace(part.schema) is null then
      execute format('create schema %I authorization %I', part.schema, part.role);
      continue;
    end if;
    if part.role <> (select nspowner::regrole::text from pg_namespace where nspname = part.schema) then
      execute format('alter schema %I owner to %I', part.schema, part.role);
    end if;
    for it in
      select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end as kind,
        c.oid::regclass::text as name
      from pg_class c
      where c.relnamespace = part.schema::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
        and c.relowner <> part.role::regrole
        -- A sequence of a column goes with its table.
        and not (c.relkind = 'S' and exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i')))
      union all
      select 'function', p.oid::regprocedure::text from pg_proc p
      where p.pronamespace = part.schema::regnamespace and p.proowner <> part.role::regrole
      union all
      select 'type', format_type(t.oid, null) from pg_type t
      where t.typnamespace = part.schema::regnamespace and t.typowner <> part.role::regrole and t.typtype in ('e', 'd')
    loop
      execute format('alter %s %s owner to %I', it.kind, it.name, part.role);
    end loop;
  end loop;
end $$`

/** The address, for connections that take the role as they begin. */
export const inRole = (url: string, role: string): string => withSetting(url, 'role', role)

/** A pooler in between may refuse or drop what a connection begins with. */
async function takesRole(url: string, role: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: inRole(url, role), application_name: 'gantry-roles' })
  try {
    await client.connect()
    const { rows } = await client.query<{ role: string }>('select current_user as role')
    return rows[0]?.role === role
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
