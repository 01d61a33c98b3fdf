import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Connection, openConnection } from '../connector/connection.ts'
import type { Connector, Delivery, Rehearsal } from '../connector/connector.ts'
import { hole } from '../connector/hole.ts'
import { locksInProcess } from '../connector/locks-in-process.ts'
import type { Call, Contract, EventType } from '../contract/contract.ts'
import { parseInput, parseOutput } from '../contract/validation.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Heard } from '../sandbox/hearing.ts'
import type { Entry } from '../sandbox/sandbox.ts'
import { type RunningSandbox, startSandbox } from '../sandbox/server.ts'
import { developmentIdentity } from '../security/identity.ts'
import type { Bench, CallOptions } from './acceptance.ts'

const REPEATS = 12
/** No vendor's pause is waited out longer than this. */
const LONGEST_PAUSE_MS = 1_500

type Port = Record<string, (input: unknown, call: Call) => Promise<unknown>>
type Stats = { effects: number; lostAnswers: number; met: number; pendingDeliveries: number }

/** A connector on a sandbox of its own, with books on disk, real HTTP, and everything it logs kept. */
export class Stand {
  readonly connector: Connector
  readonly rehearsal: Rehearsal
  readonly #sandbox: RunningSandbox
  readonly #receiver: Server
  readonly #dir: string
  readonly #connections: Connection[]
  /** Every line the connector logged. */
  readonly logged: string[]
  /** Every failure it gave. */
  readonly failures: IntegrationError[] = []
  /** Webhooks the sandbox sent. */
  readonly deliveries: Delivery[]

  private constructor(parts: {
    connector: Connector
    rehearsal: Rehearsal
    sandbox: RunningSandbox
    receiver: Server
    dir: string
    connections: Connection[]
    logged: string[]
    deliveries: Delivery[]
  }) {
    this.connector = parts.connector
    this.rehearsal = parts.rehearsal
    this.#sandbox = parts.sandbox
    this.#receiver = parts.receiver
    this.#dir = parts.dir
    this.#connections = parts.connections
    this.logged = parts.logged
    this.deliveries = parts.deliveries
  }

  static async open(connector: Connector, heard?: (exchange: Heard) => void): Promise<Stand> {
    const dir = await mkdtemp(join(tmpdir(), 'gantry-acceptance-'))
    const deliveries: Delivery[] = []
    const receiver = await receive(deliveries)
    const { port } = receiver.address() as { port: number }
    const rehearsal = (await connector.rehearsal()).default()
    const sandbox = await startSandbox((await connector.sandbox()).default, {
      port: 0,
      dir,
      settings: { ...rehearsal.settings, webhookUrl: `http://127.0.0.1:${port}/` },
      ...(heard && { heard }),
    })
    const logged: string[] = []
    const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
    const exclusively = locksInProcess()
    // Two, as two workers would have.
    const connections: Connection[] = [1, 2].map(() =>
      openConnection(connector, {
        name: connector.name,
        config: rehearsal.config(sandbox.url),
        limits: { requestsPerSecond: 5000, concurrency: 64 },
        log,
        exclusively,
        heard: (event, key) => heardIn(deliveries, connections[0]!, event, key),
      }),
    )
    return new Stand({ connector, rehearsal, sandbox, receiver, dir, connections, logged, deliveries })
  }

  get connection(): Connection {
    return this.#connections[0]!
  }

  /** One attempt, by the first worker or the second. Throws `IntegrationError`; anything else it throws is a fault of ours. */
  async attempt(
    contract: Contract,
    operation: string,
    input: object,
    { idempotencyKey = randomUUID(), deadline = Date.now() + 30_000 }: CallOptions = {},
    worker = 0,
  ): Promise<Record<string, unknown>> {
    const declared = contract.operations[operation]!
    const port = (await this.#connections[worker % 2]!.port(contract)) as Port
    const call: Call = {
      identity: developmentIdentity('acceptance'),
      correlation: `acceptance-${contract.name}`,
      idempotencyKey,
      deadline,
    }
    try {
      const answer = await port[operation]!(parseInput(declared, input), call)
      return parseOutput(contract, operation, declared, answer) as Record<string, unknown>
    } catch (error) {
      if (error instanceof IntegrationError) this.failures.push(error)
      throw error
    }
  }

  /** As a flow's step would: the same call again, with the same key, until what is wrong has passed. */
  async settle(
    contract: Contract,
    operation: string,
    input: object,
    { idempotencyKey = randomUUID(), ...options }: CallOptions = {},
    worker = 0,
  ): Promise<Record<string, unknown>> {
    for (let repeat = 1; ; repeat++)
      try {
        return await this.attempt(contract, operation, input, { idempotencyKey, ...options }, worker)
      } catch (error) {
        if (!(error instanceof IntegrationError && error.retryable) || repeat === REPEATS) throw error
        await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, error.retryAfterMs ?? 50)))
      }
  }

  benchOf(contract: Contract): Bench {
    return {
      call: (operation, input) => this.settle(contract, operation, input),
      act: (...given) => this.act(...given),
    }
  }

  /** Throws `mapping-missing` where the sandbox does not offer the action: what rests on it is not tried then. */
  async act(action: string, body: object = {}): Promise<Record<string, unknown>> {
    const { actions = {} } = (await this.connector.sandbox()).default
    if (action in actions) return this.#control('POST', `actions/${action}`, body)
    try {
      return hole(`the sandbox of ${this.connector.title} has no action "${action}"`)
    } catch (error) {
      this.failures.push(error as IntegrationError)
      throw error
    }
  }

  /** Puts the fault switches so; nothing given puts them all back. */
  async fault(faults: object = {}): Promise<void> {
    await this.#control('PUT', 'faults', faults)
  }

  stats(): Promise<Stats> {
    return this.#control('GET', 'stats')
  }

  async setClock(instant: string): Promise<void> {
    await this.#control('POST', 'clock', { set: instant })
  }

  ledger(): Promise<(Entry & { reference?: string })[]> {
    return this.#control('GET', 'ledger')
  }

  async close(): Promise<void> {
    this.#receiver.closeAllConnections()
    this.#receiver.close()
    await this.#sandbox.close()
    await rm(this.#dir, { recursive: true, force: true })
  }

  async #control<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#sandbox.url}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (response.ok) return (await response.json()) as T
    throw new Error(`The sandbox of ${this.connector.title} refused ${path}: ${(await response.text()).slice(0, 300)}`)
  }
}

/** What the vendor told of, newest first: in production the database remembers it. */
async function heardIn(deliveries: readonly Delivery[], connection: Connection, event: EventType, key: string) {
  for (const delivery of deliveries.toReversed())
    for (const told of await connection.receive(delivery))
      if (told.event.name === event.name && told.event.key(told.data) === key) return told.data
  return undefined
}

async function receive(deliveries: Delivery[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    deliveries.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
