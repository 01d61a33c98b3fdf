import { readdirSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../testing/database.ts'
import { openDatabase } from './database.ts'
import { CORE_MIGRATIONS, type MigrationFolder, migrate } from './migrate.ts'
import { type Access, inRole, lackOfSeparation, openAccess, protectTables, ROLES } from './roles.ts'
import { asTenant, tenantDatabase, withinTenant } from './tenant.ts'

/** Those of the process APIs too: whatever brings a table with a tenant is held to the same. */
const root = new URL('../../process-apis/', import.meta.url)
const folders: MigrationFolder[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name === 'migrations' && !entry.parentPath.includes('node_modules'))
  .map((entry) => ({
    owner: entry.parentPath.split('/').at(-1)!,
    folder: new URL(`file://${entry.parentPath}/migrations/`),
  }))

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let access: Access
let administrator: pg.Client
const open: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  fresh = await freshDatabase()
  access = await openAccess(fresh.url)
  const { db, close } = openDatabase(access.migration, { max: 2 })
  await migrate(db, [CORE_MIGRATIONS, ...folders])
  await close()
  await protectTables(access)
  administrator = new pg.Client({ connectionString: fresh.url })
  await administrator.connect()
  await administrator.query(`select gantry.make_archive_month('2031-02')`)
})
afterAll(async () => {
  for (const close of open) await close()
  await administrator?.end()
  await fresh?.drop()
})

async function as(role: string, url = fresh.url): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: inRole(url, role) })
  await client.connect()
  open.push(() => client.end())
  return client
}

type Column = { name: string; type: string }

async function tenantTables(): Promise<{ table: string; columns: Column[] }[]> {
  const { rows } = await administrator.query<{ table: string; columns: Column[] }>(`
    select format('gantry.%I', c.relname) as table, (
      select json_agg(json_build_object('name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod)))
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = ''
        and a.attname <> 'tenant') as columns
    from pg_class c join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant' and not t.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = 'gantry'::regnamespace order by 1`)
  return rows
}

/** Something that fits a column; checks and foreign keys do not count here, since the administrator turns them off. */
const fitting = (type: string): string => {
  if (type.endsWith('[]')) return `'{}'::${type}`
  if (type === 'uuid') return 'gen_random_uuid()'
  if (type === 'json' || type === 'jsonb') return `'{}'::${type}`
  if (type === 'date' || type.startsWith('timestamp')) return `'2031-02-03'::${type}`
  if (type === 'boolean') return 'false'
  if (type === 'bytea') return `'\\x00'::bytea`
  if (type === 'text') return `gen_random_uuid()::text`
  if (type === 'xid8') return `'1'::xid8`
  return `'1'::${type}`
}

const insert = (table: string, columns: Column[], tenant: string) =>
  `insert into ${table} (tenant, ${columns.map(({ name }) => name).join(', ')})
   values ('${tenant}', ${columns.map(({ type }) => fitting(type)).join(', ')})`

describe('every table that has a tenant', () => {
  beforeAll(async () => {
    // A row of two tenants in each of them, whatever the table's own checks say.
    await administrator.query(`do $$ declare c record; begin
      for c in select conrelid::regclass as of, conname from pg_constraint
        where connamespace = 'gantry'::regnamespace and contype in ('c', 'f', 'p', 'u') and coninhcount = 0
        order by contype = 'f' desc
      loop execute format('alter table %s drop constraint %I cascade', c.of, c.conname); end loop; end $$`)
    for (const { table, columns } of await tenantTables())
      for (const tenant of ['mine', 'theirs']) await administrator.query(insert(table, columns, tenant))
  })

  test('is known: a new one without a policy would fail what follows', async () => {
    const names = (await tenantTables()).map(({ table }) => table)
    expect(names.length).toBeGreaterThan(20)
    expect(names).toEqual(expect.arrayContaining(['gantry.run', 'gantry.trail_order', 'gantry.run_archive_2031_02']))
  })

  test('shows no row to a run-time role without a tenant, and takes none', async () => {
    const client = await as(ROLES.runtime)
    for (const { table, columns } of await tenantTables()) {
      expect((await client.query(`select 1 from ${table}`)).rows, table).toEqual([])
      await expect(client.query(insert(table, columns, 'mine')), table).rejects.toMatchObject({ code: '42501' })
      await expect(client.query(insert(table, columns, '')), table).rejects.toMatchObject({ code: '42501' })
    }
  })

  test('shows a tenant its own rows only, whatever the statement forgets to say', async () => {
    const client = await as(ROLES.runtime)
    for (const { table, columns } of await tenantTables()) {
      await client.query('begin')
      await client.query(`select gantry.enter_tenant('mine')`)
      const { rows } = await client.query<{ tenant: string }>(`select distinct tenant from ${table}`)
      expect(rows, table).toEqual([{ tenant: 'mine' }])
      await expect(client.query(insert(table, columns, 'theirs')), table).rejects.toMatchObject({ code: '42501' })
      await client.query('rollback')
    }
  })

  test('shows the engine all of them, and is owned by neither', async () => {
    const client = await as(ROLES.engine)
    for (const { table } of await tenantTables()) {
      const { rows } = await client.query<{ tenant: string }>(`select distinct tenant from ${table} order by 1`)
      expect(rows, table).toEqual([{ tenant: 'mine' }, { tenant: 'theirs' }])
    }
    const { rows } =
      await administrator.query(`select distinct relowner::regrole::text as owner, relforcerowsecurity as forced
      from pg_class c where relnamespace = 'gantry'::regnamespace and relkind in ('r', 'p')
        and exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant')`)
    expect(rows).toEqual([{ owner: ROLES.migration, forced: true }])
    await expect(client.query('alter table gantry.run disable row level security')).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('keeps a handler within its call, and outside of one shows it nothing', async () => {
    const { pool, close } = openDatabase(access.engine, { max: 2 })
    const db = tenantDatabase(pool)
    const seen = () => db.selectFrom('gantry.run').select('tenant').execute()
    expect(await seen()).toEqual([])
    expect(await asTenant('mine', seen)).toEqual([{ tenant: 'mine' }])
    expect(await asTenant("mi'ne", seen)).toEqual([])
    const both = await Promise.all([asTenant('mine', seen), asTenant('theirs', seen), asTenant('mine', seen)])
    expect(both.flat().map(({ tenant }) => tenant)).toEqual(['mine', 'theirs', 'mine'])
    const within = await asTenant('theirs', () =>
      db.transaction().execute((tx) => tx.selectFrom('gantry.run').select('tenant').execute()),
    )
    expect(within).toEqual([{ tenant: 'theirs' }])
    await expect(asTenant('mine', () => db.deleteFrom('gantry.run').execute())).rejects.toMatchObject({ code: '42501' })
    // Nothing of it is left on the connections.
    expect(
      (await pool.query('select current_user as role, current_setting($1, true) as tenant', ['gantry.tenant'])).rows,
    ).toEqual([{ role: ROLES.engine, tenant: '' }])
    await close()
  })

  test('keeps a local step within its run’s tenant, and the engine goes on after it', async () => {
    const { db, close } = openDatabase(access.engine, { max: 1 })
    await db.transaction().execute(async (tx) => {
      const own = await withinTenant(tx, 'mine', () => tx.selectFrom('gantry.run').select('tenant').execute())
      expect(own).toEqual([{ tenant: 'mine' }])
      expect(await tx.selectFrom('gantry.run').select('tenant').execute()).toHaveLength(2)
    })
    await close()
  })
})

describe('an account', () => {
  const account = `account_${process.pid}`
  afterAll(async () => {
    await administrator.query(`drop owned by ${account}`).catch(() => {})
    await administrator.query(`drop role if exists ${account}`)
  })

  test('that may make no roles works without them, and is told what an administrator has to run', async () => {
    await administrator.query(`create role ${account} login password '${account}'`)
    const plain = await freshDatabase()
    try {
      await administrator.query(`alter database ${new URL(plain.url).pathname.slice(1)} owner to ${account}`)
      const url = new URL(plain.url)
      url.username = account
      url.password = account
      const without = await openAccess(url.href)
      expect(without).toMatchObject({ separated: false, engine: url.href, lacks: { sentence: expect.any(String) } })
      expect(await lackOfSeparation(url.href)).toEqual(without.lacks)
      const { db, close } = openDatabase(without.migration, { max: 1 })
      await migrate(db, [CORE_MIGRATIONS])
      await protectTables(without)
      await close()
      // What it is told to have run makes it whole, and what it made before is handed over.
      await administrator.query(without.lacks!.mend)
      const whole = await openAccess(url.href)
      expect(whole).toMatchObject({ separated: true })
      expect(await protectTables(whole)).toContain('run')
      expect(await protectTables(whole)).toEqual([])
      const client = await as(ROLES.runtime, url.href)
      expect((await client.query('select 1 from gantry.run')).rows).toEqual([])
      await client.end()
    } finally {
      await plain.drop()
    }
  })
})
