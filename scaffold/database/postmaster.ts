import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { linesSince, sizeOf } from '../processes/log-tail.ts'
import { readProcess } from '../processes/process-table.ts'
import { Refusal } from '../refusal.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'

/** What to run. `log` takes the server's own messages; `port` is on 127.0.0.1 only. */
export type ServerPlan = {
  data: string
  port: number
  log: string
  binaries: Binaries
  account: Account | undefined
}

export type Postmaster = { pid: number; exited: Promise<void>; stop(): Promise<void> }

/** A server that did not come up; `reason` is its own last FATAL line. */
export class NotStarted extends Error {
  readonly reason: string
  constructor(reason: string) {
    super(`PostgreSQL did not start: ${reason}`)
    this.reason = reason
  }
}

const POLL_MS = 15
/** Crash recovery replays the write-ahead log first. */
const READY_WITHIN_MS = 60_000
/** Who started a server, told on its command line, where the next start reads it. */
const OWNER = 'gantry.owner'

/** Starts PostgreSQL; resolves when it takes connections. Rejects with `NotStarted`. */
export async function startPostmaster(plan: ServerPlan): Promise<Postmaster> {
  passOverForeignPid(plan.data)
  const messagesFrom = sizeOf(plan.log)
  const log = openSync(plan.log, 'a')
  // A session of its own: Ctrl-C in the terminal must not stop the database before the workers that still use it.
  // cwd and environment: the account may not be able to enter ours, and has no business with our credentials.
  const child = spawn(plan.binaries.postgres, serverArguments(plan), {
    ...plan.account,
    cwd: '/',
    detached: true,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const { pid, exited } = lifeOf(child)
  if (pid === undefined) {
    await exited
    throw new NotStarted('its program could not be run')
  }
  const watchdog = watchOver(pid, plan.account)
  let ended = false
  const over = exited.then(() => {
    ended = true
    // Its number may soon be another process's: nothing is left to signal.
    watchdog.kill('SIGKILL')
  })

  const deadline = Date.now() + READY_WITHIN_MS
  while (!ended && !isReady(plan.data, pid)) {
    if (Date.now() > deadline) await endPostmaster(pid)
    await pause(POLL_MS)
  }
  if (ended) throw new NotStarted(lastFatal(plan.log, messagesFrom))
  return { pid, exited: over, stop: () => endPostmaster(pid).then(() => over) }
}

/**
 * Makes an end of a server that still runs on this data because whoever started it was killed. Refuses when that start
 * is alive: two of them cannot share one database folder.
 */
export async function retireEarlier(data: string, log: (line: string) => void): Promise<void> {
  const pid = readPidFile(data)?.pid
  const found = pid === undefined ? undefined : readProcess(pid)
  if (!found || !runsOn(data, found.arguments)) return
  const owner = Number(new RegExp(`${OWNER}=(\\d+)`).exec(found.arguments)?.[1])
  // A process whose parent has died is handed to another, a moment later: the owner itself must still be there.
  if (found.parent === owner && readProcess(owner)) {
    throw new Refusal(
      `Gantry is already running in this folder (process ${owner}).`,
      `Stop it first (Ctrl-C in its terminal, or kill ${owner}), or start in a copy of the project.`,
    )
  }
  log(`Stopping the database that an earlier start has left behind (process ${found.pid}).`)
  await endPostmaster(found.pid)
}

const runsOn = (data: string, command: string): boolean => /postgres/.test(command) && command.includes(` -D ${data} `)

function serverArguments({ data, port }: ServerPlan): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '64MB',
    max_connections: '100',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // A table that was empty when its plan was made is read as a whole for as long as nobody counted it again: every
    // claim of a run did, through the first minute of a new database.
    autovacuum_naptime: '5s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    [OWNER]: String(process.pid),
  }
  return [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

function lifeOf(child: ChildProcess): { pid: number | undefined; exited: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.once('error', () => resolve())
  return { pid: child.pid, exited: promise }
}

/**
 * Ends the server when this process is gone, however it went: the watchdog reads from a pipe that only we hold open.
 * Without it a start killed with SIGKILL would leave the server running until the next start.
 */
function watchOver(pid: number, account: Account | undefined): ChildProcess {
  const watchdog = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(pid)], {
    ...account,
    cwd: '/',
    detached: true,
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a shell the server merely lingers until the next start.
  watchdog.on('error', () => {})
  return watchdog
}

/** Fast shutdown (a checkpoint, no recovery at the next start); immediate shutdown where that takes too long. */
async function endPostmaster(pid: number): Promise<void> {
  for (const [signal, withinMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!readProcess(pid)) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (const deadline = Date.now() + withinMs; Date.now() < deadline; await pause(POLL_MS)) {
      if (!readProcess(pid)) return
    }
  }
}

/** `postmaster.pid` holds, line by line: pid, data folder, start time, port, socket folder, address, memory key, state. */
function readPidFile(data: string): { pid: number; state: string; lines: string[] } | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), state: lines[7]?.trim() ?? '', lines }
  } catch {
    return undefined
  }
}

function isReady(data: string, pid: number): boolean {
  const file = readPidFile(data)
  return file?.pid === pid && file.state === 'ready'
}

/**
 * A server that was killed leaves its number behind, and another process may have that number now (in a restarted
 * container it nearly always has): PostgreSQL would refuse to start. It passes over its own parent's number, so that is
 * put there. The file itself stays: by its memory key PostgreSQL sees whether sessions of the dead server live on.
 */
function passOverForeignPid(data: string): void {
  const file = readPidFile(data)
  if (file) writeFileSync(join(data, 'postmaster.pid'), [process.pid, ...file.lines.slice(1)].join('\n'))
}

function lastFatal(log: string, from: number): string {
  const lines = linesSince(log, from)
  const line = lines.findLast((candidate) => /FATAL|PANIC/.test(candidate)) ?? lines.at(-1) ?? ''
  return line.replace(/^.*?(FATAL|PANIC): {2}/, '') || 'it ended without a word'
}
