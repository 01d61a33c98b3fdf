import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { Refusal } from '../refusal.ts'
import { readProcess } from './process-table.ts'

/** Where a local start listens unless told otherwise; sandboxes take one port each, from this one up. */
export const defaultPorts = { api: 4000, sandboxes: 4010 } as const

/** `use` names in a person's words what will listen; `flag` is the option that moves it, such as `--port`. */
export type PortUse = { port: number; use: string; flag: string }

const LOOPBACK = '127.0.0.1'

/** Refuses when one of these ports is taken. To be called before anything is started. */
export async function refuseTakenPorts(uses: readonly PortUse[]): Promise<void> {
  for (const { port, use, flag } of uses) {
    const code = await tryListening(port)
    if (code === undefined) continue
    if (code === 'EACCES') {
      throw new Refusal(
        `Port ${port}, meant for ${use}, may only be opened by root.`,
        `Choose one above 1023: ${flag} <n>.`,
      )
    }
    const holder = portHolder(port)
    const by = holder ? `process ${holder.pid} (${holder.arguments.slice(0, 80)})` : 'another program'
    throw new Refusal(
      `Port ${port}, meant for ${use}, is in use by ${by}.`,
      `Stop that program, or choose another port: ${flag} <n>.`,
    )
  }
}

/** Below those that Linux (from 32768) and macOS (from 49152) give to outgoing connections: none takes it meanwhile. */
const OURS = { from: 10_240, to: 32_767 }
const TRIES = 50

/** A port that nothing listens on now. Another program may take it before it is used: be ready to ask again. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(OURS.from, OURS.to + 1)
    if ((await tryListening(port)) === undefined) return port
  }
  throw new Refusal(`No free port was found between ${OURS.from} and ${OURS.to}.`, 'Stop what listens on so many.')
}

/** The error's code when the port cannot be opened. */
function tryListening(port: number): Promise<string | undefined> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(undefined)))
  return promise
}

/** Who listens on the port: from /proc where there is one, and only processes that we are allowed to look into. */
function portHolder(port: number) {
  const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listeningSockets(table, port)))
  if (sockets.size === 0) return undefined
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    if (openFiles(pid).some((file) => sockets.has(file))) return readProcess(pid)
  }
  return undefined
}

/** The columns are those of proc_pid_net(5): 1 is address:port in hex, 3 the state (0A listens), 9 the inode. */
function listeningSockets(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return readOr('', () => readFileSync(`/proc/net/${table}`, 'utf8'))
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((column) => column[1]?.endsWith(suffix) && column[3] === '0A')
    .map((column) => `socket:[${column[9]}]`)
}

const openFiles = (pid: number): string[] =>
  readOr([], () => readdirSync(`/proc/${pid}/fd`)).map((fd) => readOr('', () => readlinkSync(`/proc/${pid}/fd/${fd}`)))

/** Processes end and files close while /proc is read. */
function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
