import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Backend } from '../database/backend.ts'

/** Set by the test command, which starts the embedded Postgres. */
export const serverUrl = process.env.GANTRY_TEST_DATABASE_URL ?? process.env.DATABASE_URL

/** What tests speak to that do not say: `GANTRY_TEST_BACKEND=cockroachdb` runs all of them on that path. */
export const BACKEND = (process.env.GANTRY_TEST_BACKEND ?? 'postgres') as Backend

/** What a database begins with. `name` says it in a word: what is prepared under one name is the same each time. */
export type Prepared = { name: string; prepare: (url: string) => Promise<void> }

/**
 * A database of its own for a test file, on the server of the tests unless another is named; dropped by `drop`. What is
 * `prepared` is done once in a run of the tests and copied from then on, where `templates.ts` is the set-up of the run.
 */
export async function freshDatabase(
  server = serverUrl,
  prepared?: Prepared,
): Promise<{ url: string; drop: () => Promise<void> }> {
  if (!server) throw new Error('Run the tests with: npx -y pnpm@12 test [files]')
  const name = `test_${randomBytes(6).toString('hex')}`
  const run = process.env.GANTRY_TEST_RUN
  const template = run && prepared ? `template_${run}_${prepared.name}` : undefined
  if (template) await ensureTemplate(server, template, prepared!.prepare)
  await administer(server, (client) =>
    client.query(`create database ${name}${template ? ` template ${template}` : ''}`),
  )
  const url = addressOf(server, name)
  if (!template) await prepared?.prepare(url)
  return {
    url,
    drop: () => administer(server, async (client) => void (await client.query(dropping(name)))),
  }
}

/** Drops what was copied in a run of the tests. */
export const dropTemplates = (server: string, run: string): Promise<void> =>
  administer(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database where datname ^@ $1', [
      `template_${run}_`,
    ])
    for (const { datname } of rows) await client.query(dropping(datname))
  })

/** Made by whoever comes first, while the others wait; one that was made half is made again. */
const ensureTemplate = (server: string, template: string, prepare: Prepared['prepare']): Promise<void> =>
  administer(server, async (client) => {
    // Ends with the session, whatever happens.
    await client.query('select pg_advisory_lock(hashtextextended($1, 5))', [template])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template])
    if (rowCount) return
    const making = `${template}_half`
    await client.query(dropping(making))
    await client.query(`create database ${making}`)
    await prepare(addressOf(server, making))
    // Nobody works on it from here on: Postgres copies no database that has sessions.
    await client.query(`alter database ${making} rename to ${template}`)
  })

const dropping = (name: string) => `drop database if exists ${name} with (force)`

function addressOf(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function administer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
