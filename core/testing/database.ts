import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Set by the test command, which starts the embedded Postgres. */
export const serverUrl = process.env.GANTRY_TEST_DATABASE_URL ?? process.env.DATABASE_URL

/** A database of its own for a test file, on the server of the tests unless another is named; dropped by `drop`. */
export async function freshDatabase(server = serverUrl): Promise<{ url: string; drop: () => Promise<void> }> {
  if (!server) throw new Error('Run the tests with: npx -y pnpm@12 test [files]')
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => administer(server, `drop database if exists ${name} with (force)`) }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(statement)
  await client.end()
}
