import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort, refuseTakenPorts } from '../processes/ports.ts'
import { Refusal } from '../refusal.ts'
import { type Binaries, readyBinaries } from './binaries.ts'
import { checkDatabase } from './external.ts'
import { type Location, locate, wipe } from './location.ts'
import { NotStarted, type Postmaster, retireEarlier, startPostmaster } from './postmaster.ts'

export type DatabaseOptions = {
  /** The project's folder; everything of the database lies in its `.gantry`, or is named there. */
  dir: string
  /** Begin with an empty database. A server of the user's own (`url`) is never emptied. */
  fresh?: boolean
  /** DATABASE_URL: a server of the user's own, in place of the embedded one. */
  url?: string
  /** On 127.0.0.1; any free one where absent. */
  port?: number
  log: (line: string) => void
}

export type Database = {
  /** Holds the password: never to be logged. The embedded server's user is a superuser, whom row policies do not bind. */
  url: string
  pid?: number
  dataDir?: string
  /** Resolves when the embedded server ends without having been told to. */
  failure: Promise<Refusal>
  stop(): Promise<void>
}

const NAME = 'gantry'
/** Sessions of a killed server may take a moment to notice and go. */
const SESSIONS_END_WITHIN_MS = 5_000

/** The database a project runs on: PostgreSQL from npm, under our own care, or the server at `url`. Throws `Refusal`. */
export async function startDatabase({ dir, fresh = false, url, port, log }: DatabaseOptions): Promise<Database> {
  if (url) {
    await checkDatabase(url)
    if (fresh) log('The database at DATABASE_URL is left as it is: Gantry empties only its own.')
    return { url, failure: new Promise(() => {}), stop: async () => {} }
  }
  if (process.platform === 'win32') {
    throw new Refusal(
      'The database that comes with Gantry runs on Linux and macOS.',
      'Set DATABASE_URL, or start under WSL.',
    )
  }
  const location = locate(realpathSync(dir))
  const binaries = readyBinaries(location.copies, location.account)
  await retireEarlier(location.data, log)
  if (fresh || location.abandoned) wipe(location)
  if (existsSync(join(location.data, 'PG_VERSION'))) checkKept(location, binaries)
  else await initialise(location, binaries)

  const { server, port: chosen } = await start(location, binaries, port)
  const address = `postgres://${NAME}:${readFileSync(location.password, 'utf8')}@127.0.0.1:${chosen}`
  await ensureDatabase(address).catch(async (error: unknown) => {
    await server.stop()
    throw error
  })
  return { url: `${address}/${NAME}`, pid: server.pid, dataDir: location.data, ...watch(server, location) }
}

function watch(server: Postmaster, { log }: Location): Pick<Database, 'failure' | 'stop'> {
  const { promise: failure, resolve } = Promise.withResolvers<Refusal>()
  let stopping: Promise<void> | undefined
  void server.exited.then(() => {
    if (!stopping)
      resolve(
        new Refusal('The database ended unexpectedly.', `Read ${log}, then start again: no committed data is lost.`),
      )
  })
  return {
    failure,
    stop: () => {
      stopping ??= server.stop()
      return stopping
    },
  }
}

function checkKept({ data, password }: Location, { version }: Binaries): void {
  const kept = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (kept !== version.split('.')[0]) {
    throw new Refusal(
      `The database in ${data} was made by PostgreSQL ${kept}, and Gantry now comes with ${version}.`,
      'Start once with --fresh to begin with an empty database.',
    )
  }
  if (!existsSync(password)) {
    throw new Refusal(
      `The password of the database in ${data} is lost.`,
      'Start once with --fresh to begin with an empty database.',
    )
  }
}

/** Made aside and renamed, so that a start cut short never leaves half a database that the next one takes for whole. */
async function initialise({ data, password, account }: Location, { initdb }: Binaries): Promise<void> {
  const aside = `${data}.new`
  const secret = `${data}.password`
  rmSync(aside, { recursive: true, force: true })
  rmSync(secret, { force: true })
  if (!existsSync(password)) writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  try {
    mkdirSync(aside, { mode: 0o700 })
    // initdb runs as the database's account, which cannot read our own copy.
    writeFileSync(secret, readFileSync(password), { mode: 0o600, flag: 'wx' })
    if (account) for (const path of [aside, secret]) chownSync(path, account.uid, account.gid)
    // The builtin collation is the same on every machine; the operating system's differs and changes under indexes.
    const options = [
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ]
    await promisify(execFile)(initdb, [`--pgdata=${aside}`, `--username=${NAME}`, `--pwfile=${secret}`, ...options], {
      ...account,
      cwd: '/',
      env: { PATH: process.env.PATH },
    }).catch(({ message, stderr }: Error & { stderr?: string }) => {
      throw new Refusal(
        `A database could not be made in ${data}: ${stderr?.trim().split('\n').at(-1) || message}`,
        'See that the disk has room (100 MB) and the folder can be written, or set DATABASE_URL.',
      )
    })
    renameSync(aside, data)
  } finally {
    rmSync(aside, { recursive: true, force: true })
    rmSync(secret, { force: true })
  }
}

async function start(location: Location, binaries: Binaries, wanted: number | undefined) {
  if (wanted) await refuseTakenPorts([{ port: wanted, use: 'the database', flag: '--database-port' }])
  const deadline = Date.now() + SESSIONS_END_WITHIN_MS
  for (;;) {
    const port = wanted ?? (await freePort())
    try {
      return { server: await startPostmaster({ ...location, port, binaries }), port }
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error
      // Somebody took the port since, or sessions of a killed server have not gone yet: both pass.
      const passes = /listen|TCP\/IP|shared memory block/.test(error.reason)
      if (!passes || Date.now() > deadline) {
        throw new Refusal(
          `The database did not start: ${error.reason}`,
          `Read ${location.log}; --fresh begins with an empty one.`,
        )
      }
      await pause(100)
    }
  }
}

/** Connects, which proves the password too, and makes our database where it is missing. */
async function ensureDatabase(address: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${address}/postgres` })
  try {
    await client.connect()
    const { rowCount } = await client.query('select from pg_database where datname = $1', [NAME])
    if (rowCount === 0) await client.query(`create database ${NAME}`)
  } catch (cause) {
    if ((cause as { code?: string }).code !== '28P01') throw cause
    throw new Refusal('The database kept here does not know its password any more.', 'Start once with --fresh.', {
      cause,
    })
  } finally {
    await client.end().catch(() => {})
  }
}
