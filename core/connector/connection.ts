import type { Logger } from 'pino'
import type { Call, Contract, Port } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Allowance, Limits } from './allowance.ts'
import { type GrantStore, grantsInMemory } from './auth/grant-store.ts'
import type { ConnectContext, Connector, ConnectorEvent, Delivery, Heard } from './connector.ts'
import { currentCall } from './current-call.ts'
import { horizonMs, withinHorizon } from './horizon.ts'
import type { Answered } from './lineage.ts'
import { LONGEST_REQUEST_MS, outbound } from './outbound.ts'
import type { Performed } from './vendor-acts.ts'

export type ConnectionOptions = {
  /** The connection's name in the configuration, e.g. `acme` or `acme-eu`. */
  name: string
  /** Read from the environment or a secret store; validated here. */
  config: Record<string, unknown>
  /** The same before a secret was rotated, for as long as both are in force: webhooks signed with either are taken. */
  before?: Record<string, unknown> | undefined
  limits?: Partial<Connector['limits']>
  log: Logger
  /** Runs work for one reference at a time, over all workers. */
  exclusively: <T>(key: string, work: () => Promise<T>, longestRequestMs: number) => Promise<T>
  /** The time that signed assertions carry; this machine's where it is absent. */
  now?: () => Promise<Date>
  /** Tokens shared by all workers; those of this process alone where it is absent. */
  grants?: GrantStore
  /** Told of every answered operation; nobody is where it is absent. */
  answered?: (answered: Answered) => void
  /** Records what changed the books before the answer is heard; nobody does where it is absent. */
  performed?: (performed: Performed) => Promise<void>
  /** What vendors have told of; nothing where it is absent. */
  heard?: Heard
  /** Rate, number at once, pauses and breaker shared by all workers; those of this process alone where it is absent. */
  allowance?: (limits: Limits) => Allowance
}

/** A connector opened with one configuration. The vendor is not called before the first operation. */
export type Connection = {
  readonly name: string
  readonly connector: Connector
  provides: (contract: string) => boolean
  port<C>(contract: C): Promise<Port<C>>
  /** Verifies an incoming webhook and maps it; throws `webhook-forged`. */
  receive: (delivery: Delivery, now?: Date) => Promise<ConnectorEvent[]>
  changes: (cursor: string | undefined) => Promise<{ events: ConnectorEvent[]; cursor: string } | undefined>
}

export function openConnection(connector: Connector, options: ConnectionOptions): Connection {
  const parsed = connector.config.safeParse(options.config)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new IntegrationError('connection-misconfigured', `The connection "${options.name}" is not configured.`, {
      kind: 'policy',
      team: 'integration',
      // Zod's messages name fields and expected types, never the values.
      detail: faults.join('; '),
    })
  }
  for (const repeat of Object.values(connector.manifest)) if (repeat.repeat === 'key') horizonMs(repeat.horizon)
  const config = parsed.data
  const log = options.log.child({ connection: options.name })
  const timeoutMs = connector.behaviour?.longestRequestMs ?? LONGEST_REQUEST_MS
  const exclusively: ConnectContext<unknown>['exclusively'] = (reference, work) =>
    options.exclusively(`${options.name}:${reference}`, work, timeoutMs)
  let vendor: Promise<unknown> | undefined
  const connect = () => {
    vendor ??= (async () => {
      const limits = { ...connector.limits, ...options.limits }
      const { fetch, unlimited, authorized } = outbound({
        connection: connector.title,
        limits,
        log,
        timeoutMs,
        ...(options.allowance && { allowance: options.allowance(limits) }),
        ...(connector.news && { news: (response) => connector.news?.(response) }),
      })
      const grants = options.grants ?? grantsInMemory()
      const auth = {
        fetch: unlimited,
        grants,
        exclusively,
        vendor: connector.title,
        log,
        ...(options.now && { now: options.now }),
      }
      const heard: Heard = options.heard ?? (async () => undefined)
      return connector.connect({ config, log, fetch, authorized, auth, exclusively, heard })
    })()
    return vendor
  }
  return {
    name: options.name,
    connector,
    provides: (contract) => connector.provides.some((provision) => provision.contract.name === contract),
    port: async <C>(given: C) => {
      const contract = given as unknown as Contract
      const provision = connector.provides.find((candidate) => candidate.contract.name === contract.name)
      if (!provision) throw new Error(`${connector.name} does not provide ${contract.name}.`)
      return tracked(connector, options, contract, provision.port((await connect()) as never)) as Port<C>
    },
    receive: async (delivery, now = new Date()) => {
      if (!connector.webhooks)
        throw new IntegrationError('no-webhooks', `${connector.title} sends no webhooks to Gantry.`, {
          kind: 'data',
          status: 404,
        })
      const signedWith = async (secrets: typeof config) => {
        await connector.webhooks!.verify(delivery, secrets, now)
        return connector.webhooks!.events(delivery, secrets)
      }
      const before = options.before && connector.config.safeParse(options.before)
      try {
        return await signedWith(config)
      } catch (error) {
        if (!before?.success || !(error instanceof IntegrationError) || error.code !== 'webhook-forged') throw error
        return signedWith(before.data)
      }
    },
    changes: async (cursor) => connector.changes?.((await connect()) as never, cursor),
  }
}

type Operations = Record<string, (input: unknown, call: Call) => Promise<unknown>>

/** The port, each operation of which lets its requests know whose they are. */
function tracked(
  { manifest, title }: Connector,
  { name, answered, performed }: ConnectionOptions,
  contract: Contract,
  port: unknown,
): unknown {
  return Object.fromEntries(
    Object.entries(port as Operations).map(([id, perform]) => {
      const operation = `${contract.name}.${id}`
      const repeat = manifest[operation]
      const isMaterial =
        contract.criticality === 'financial' && contract.operations[id]?.method !== 'get' && repeat?.repeat !== 'read'
      return [
        id,
        async (input: unknown, given: Call) => {
          const call = withinHorizon(operation, title, repeat, given)
          const output = await currentCall.run({ operation, repeat, call }, () => perform(input, call))
          answered?.({ connection: name, operation, key: call.idempotencyKey, input, output })
          if (isMaterial) await performed?.({ connection: name, operation, call, input, output })
          return output
        },
      ]
    }),
  )
}
