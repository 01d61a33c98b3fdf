import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readProcess } from '../processes/process-table.ts'
import { Refusal } from '../refusal.ts'
import { canEnter, databaseAccount } from './account.ts'
import { type Database, startDatabase } from './embedded.ts'

const root = process.getuid?.() === 0
const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** World-reachable, so that the database can lie in it whoever runs the test. */
function project(parent = tmpdir(), mode = 0o755): string {
  const dir = mkdtempSync(join(parent, 'gantry-test-'))
  chmodSync(dir, mode)
  cleanUps.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

async function start(dir: string, options: { fresh?: boolean; log?: (line: string) => void } = {}): Promise<Database> {
  const database = await startDatabase({ dir, log: () => {}, ...options })
  cleanUps.push(() => database.stop())
  return database
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query({ text: sql, rowMode: 'array' }).finally(() => client.end())
  return rows.flat()
}

type Told = { url: string; pid: number; dataDir: string; refusal?: string }

/** A start in a process of its own; `as` an account other than the test's. */
async function startApart(
  dir: string,
  as?: { uid: number; gid: number },
): Promise<{ starter: ChildProcess; told: Told }> {
  const starter = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'start.ts'), dir], {
    ...as,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  // What is cleaned up goes backwards: first the start is killed, then its database goes.
  let pid = 0
  cleanUps.push(() => ended(pid))
  cleanUps.push(() => starter.kill('SIGKILL'))
  const [told] = (await once(starter, 'message')) as [Told]
  pid = told.pid
  return { starter, told }
}

const children = (pid: number): number[] =>
  execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child)

/** Kills a start so that nothing is left to end its database. */
function killWithWatchdog(starter: ChildProcess): void {
  const watchdog = children(starter.pid!).find((pid) => readProcess(pid)?.arguments.includes('read -r _'))
  process.kill(watchdog!, 'SIGKILL')
  starter.kill('SIGKILL')
}

const ended = (pid: number) =>
  vi.waitFor(() => expect(readProcess(pid)).toBeUndefined(), { timeout: 10_000, interval: 20 })

describe('the embedded database', () => {
  test('keeps its data from one start to the next, until it is asked to begin afresh', async () => {
    const dir = project()
    const first = await start(dir)
    await query(first.url, 'create table kept as select 7 as n')
    await first.stop()
    expect(readProcess(first.pid!)).toBeUndefined()

    const again = await start(dir)
    expect(await query(again.url, 'select n from kept')).toEqual([7])
    await again.stop()

    const fresh = await start(dir, { fresh: true })
    expect(await query(fresh.url, `select to_regclass('kept')`)).toEqual([null])
  })

  test('is durable, small, and reached with its password on the loopback only', async () => {
    const dir = project()
    const { url, pid } = await start(dir)
    const settings = [
      'fsync',
      'synchronous_commit',
      'full_page_writes',
      'shared_buffers',
      'max_connections',
      'timezone',
    ]
    const shown = await query(url, `select ${settings.map((name) => `current_setting('${name}')`).join()}`)
    expect(shown).toEqual(['on', 'on', 'on', '64MB', '100', 'UTC'])
    expect(
      await query(url, `select setting from pg_settings where name ~ '^(listen_addr|unix_socket_dir)' order by name`),
    ).toEqual(['127.0.0.1', ''])
    expect(statSync(join(dir, '.gantry', 'postgres-password')).mode & 0o777).toBe(0o600)
    const guessed = new URL(url)
    guessed.password = 'guess'
    await expect(query(guessed.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    // The password is no argument: those are there for every user of the machine to read.
    expect(readProcess(pid!)?.arguments).not.toContain(new URL(url).password)
  })

  test('ends when whoever started it is killed', async () => {
    const { starter, told } = await startApart(project())
    starter.kill('SIGKILL')
    await ended(told.pid)
    expect(existsSync(join(told.dataDir, 'postmaster.pid'))).toBe(false)
  })

  test('is stopped cleanly by the next start when it was left running all the same', async () => {
    const dir = project()
    const { starter, told } = await startApart(dir)
    await query(told.url, 'create table kept as select 7 as n')
    killWithWatchdog(starter)
    await ended(starter.pid!)
    expect(readProcess(told.pid)).toBeDefined()

    const lines: string[] = []
    const next = await start(dir, { log: (line) => lines.push(line) })
    expect(lines.join()).toContain(`left behind (process ${told.pid})`)
    expect(next.pid).not.toBe(told.pid)
    expect(await query(next.url, 'select n from kept')).toEqual([7])
  })

  test('recovers what was committed when everything was killed at once, in mid-session', async () => {
    const dir = project()
    const { starter, told } = await startApart(dir)
    const session = new pg.Client({ connectionString: told.url })
    session.on('error', () => {})
    await session.connect()
    await session.query('create table kept (n int)')
    await session.query('insert into kept values (7)')
    const sleeping = session.query('select pg_sleep(60)').catch(() => {})
    killWithWatchdog(starter)
    process.kill(told.pid, 'SIGKILL')

    const next = await start(dir)
    await sleeping
    expect(await query(next.url, 'select n from kept')).toEqual([7])
  })

  test('starts although the number of its killed server is another process’s by now', async () => {
    const dir = project()
    const first = await start(dir)
    await first.stop()
    const other = spawn('sleep', ['60'], { ...databaseAccount(), cwd: '/' })
    cleanUps.push(() => other.kill('SIGKILL'))
    const pidFile = join(first.dataDir!, 'postmaster.pid')
    writeFileSync(pidFile, `${other.pid}\n${first.dataDir}\n1700000000\n5432\n\n127.0.0.1\n  0  0\nready\n`)

    const next = await start(dir)
    expect(await query(next.url, 'select 1')).toEqual([1])
    expect(readProcess(other.pid!)).toBeDefined()
  })

  test('refuses a second start beside a running one, and leaves that alone', async () => {
    const dir = project()
    const first = await start(dir)
    const { told } = await startApart(dir)
    expect(told.refusal).toBe(`Gantry is already running in this folder (process ${process.pid}).`)
    expect(await query(first.url, 'select 1')).toEqual([1])
  })

  test('says so when it ends unasked', async () => {
    const { pid, failure } = await start(project())
    process.kill(pid!, 'SIGKILL')
    expect((await failure).message).toBe('The database ended unexpectedly.')
  })

  test('begins again after an initialisation that was cut short', async () => {
    const dir = project()
    mkdirSync(join(dir, '.gantry', 'postgres.new', 'base'), { recursive: true })
    const { url } = await start(dir)
    expect(await query(url, 'select 1')).toEqual([1])
  })

  test('refuses data of another major version, and data whose password is lost', async () => {
    const dir = project()
    const { dataDir, stop } = await start(dir)
    await stop()
    rmSync(join(dir, '.gantry', 'postgres-password'))
    await expect(start(dir)).rejects.toThrow(/password .* is lost/)
    writeFileSync(join(dataDir!, 'PG_VERSION'), '17\n')
    const refusal = await start(dir).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Refusal)
    expect(refusal).toMatchObject({
      message: expect.stringContaining('PostgreSQL 17'),
      next: expect.stringContaining('--fresh'),
    })
  })
})

describe.skipIf(!root)('as root', () => {
  test('in a folder of mode 700, the data lies elsewhere, is found again, and goes with its project', async () => {
    const dir = project(homedir(), 0o700)
    const pointer = join(dir, '.gantry', 'postgres-location')
    const first = await start(dir)
    const removeData = () => rmSync(first.dataDir!, { recursive: true, force: true })
    cleanUps.splice(cleanUps.length - 1, 0, removeData)
    expect(readFileSync(pointer, 'utf8').trim()).toBe(first.dataDir)
    expect(first.dataDir).not.toContain(dir)
    await query(first.url, 'create table kept (n int)')
    await first.stop()

    const again = await start(dir)
    expect(await query(again.url, `select to_regclass('kept')`)).toEqual(['kept'])

    // A copy of the project is a project of its own, even while the first one runs.
    const copy = project(homedir(), 0o700)
    cpSync(join(dir, '.gantry'), join(copy, '.gantry'), { recursive: true })
    const other = await start(copy)
    cleanUps.splice(cleanUps.length - 1, 0, () => rmSync(other.dataDir!, { recursive: true, force: true }))
    expect(other.dataDir).not.toBe(first.dataDir)
    expect(await query(other.url, `select to_regclass('kept')`)).toEqual([null])
    await other.stop()
    await again.stop()

    // Whoever removes .gantry means all of it.
    rmSync(join(dir, '.gantry'), { recursive: true })
    const next = await start(dir)
    expect(next.dataDir).toBe(first.dataDir)
    expect(await query(next.url, `select to_regclass('kept')`)).toEqual([null])
  })
})

describe.skipIf(!root || !canEnter(databaseAccount(), import.meta.dirname))(
  'as an ordinary user (made by root)',
  () => {
    test('runs as that user, in the project’s own folder', async () => {
      const name = `gantry-test-${process.pid}`
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', name])
      cleanUps.push(() => execFileSync('userdel', [name]))
      const id = (option: string) => Number(execFileSync('id', [option, name], { encoding: 'utf8' }))
      const account = { uid: id('-u'), gid: id('-g') }
      const dir = project()
      chownSync(dir, account.uid, account.gid)

      const { starter, told } = await startApart(dir, account)
      expect(told.refusal).toBeUndefined()
      expect(told.dataDir).toBe(join(dir, '.gantry', 'postgres'))
      expect(statSync(told.dataDir).uid).toBe(account.uid)
      expect(await query(told.url, 'select 1')).toEqual([1])
      starter.kill('SIGKILL')
      await ended(told.pid)
    })
  },
)
