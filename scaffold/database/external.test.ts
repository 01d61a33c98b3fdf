import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../processes/ports.ts'
import { Refusal } from '../refusal.ts'
import { type Database, startDatabase } from './embedded.ts'

let dir: string
let server: Database
const lines: string[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gantry-test-'))
  chmodSync(dir, 0o755)
  server = await startDatabase({ dir, log: () => {} })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`create role reader login password 'reader-secret'`)
  await client.query(`create role still login password 'still-secret'`)
  await client.query('grant create on database gantry to still')
  await client.query('alter role still set default_transaction_read_only = on')
  await client.query(`create database latin encoding 'LATIN1' locale 'C' template template0`)
  await client.end()
})
afterAll(async () => {
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

const connect = (url: string, fresh = false) => startDatabase({ dir, url, fresh, log: (line) => lines.push(line) })
const changed = (change: (url: URL) => void): string => {
  const url = new URL(server.url)
  change(url)
  return url.href
}
const as = (user: string) => changed((url) => Object.assign(url, { username: user, password: `${user}-secret` }))

test('a server of one’s own is used as it is, and not emptied', async () => {
  const database = await connect(server.url, true)
  expect(database.url).toBe(server.url)
  expect(database.pid).toBeUndefined()
  expect(lines).toEqual([expect.stringContaining('left as it is')])
  await database.stop()
})

type Case = readonly [what: string, url: () => string, message: RegExp, next: RegExp]

test.each<Case>([
  [
    'a wrong password',
    () => changed((url) => Object.assign(url, { password: 'wrong-secret' })),
    /does not let the user gantry in/,
    /DATABASE_URL/,
  ],
  [
    'a missing database',
    () => changed((url) => Object.assign(url, { pathname: '/nowhere' })),
    /no database nowhere/,
    /create database "nowhere"/,
  ],
  [
    'a user without rights',
    () => as('reader'),
    /user reader may not create schemas/,
    /grant create on database "gantry"/,
  ],
  ['a user who may only read', () => as('still'), /only allows reading/, /primary/],
  ['another encoding', () => changed((url) => Object.assign(url, { pathname: '/latin' })), /encoded as LATIN1/, /UTF8/],
  [
    'another kind of address',
    () => 'mysql://me:odd-secret@127.0.0.1/x',
    /not the address of a PostgreSQL/,
    /postgres:\/\//,
  ],
  ['no address', () => 'odd-secret', /not the address of a PostgreSQL/, /postgres:\/\//],
])('%s is told in one sentence with what to do', async (_, url, message, next) => {
  const refusal: unknown = await connect(url()).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({ message: expect.stringMatching(message), next: expect.stringMatching(next) })
  expect(JSON.stringify([String(refusal), refusal])).not.toMatch(/secret/)
})

test('a port where nobody listens is told', async () => {
  const port = await freePort()
  await expect(connect(`postgres://me:odd-secret@127.0.0.1:${port}/x`)).rejects.toThrow(
    `No PostgreSQL answers at 127.0.0.1:${port}`,
  )
})
