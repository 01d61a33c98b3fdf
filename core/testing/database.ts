import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Set by the test command, which starts the embedded Postgres. */
export const serverUrl = process.env.GANTRY_TEST_DATABASE_URL ?? process.env.DATABASE_URL

/** A database of its own for a test file; dropped by `drop`. */
export async function freshDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  if (!serverUrl) throw new Error('Run the tests with: npx -y pnpm@12 test [files]')
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => administer(`drop database if exists ${name} with (force)`) }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}
