import { z } from '@hono/zod-openapi'
import type { Acceptance } from '../acceptance/acceptance.ts'
import type { Class } from '../data/classification.ts'
import type { Identity } from '../security/identity.ts'
import type { FileContent } from './file.ts'

export { z }

type Schema = z.ZodType
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

export type Operation = {
  readonly method: Method
  /** OpenAPI path template, e.g. `/things/{id}`. */
  readonly path: string
  /** One sentence: what the call means to the business. */
  readonly summary: string
  /** What else a consumer must know; after it the document says whom the call asks for and how a repeat is safe. */
  readonly description?: string
  readonly body?: Schema
  readonly query?: z.ZodObject
  readonly returns: Schema
  /** The answer is a file of this media type: whoever accepts it is sent the bytes in the place of the JSON. */
  readonly returnsFile?: string
  readonly status?: 200 | 201 | 202
  /** The caller must send an `Idempotency-Key`; the same key with the same body takes effect once. */
  readonly idempotent?: boolean
  /** A `post` that changes nothing (RFC 9110, 9.2.1): what it asks leaves nothing in the audit log. */
  readonly safe?: true
  /** `tier.resource.action`, where it is not `tier.contract.operation`: what a token has to permit. */
  readonly scope?: string
}

type OperationOptions = Omit<Operation, 'method' | 'path' | 'returnsFile'> &
  ({ readonly returnsFile?: never } | { readonly returnsFile: string; readonly returns: z.ZodType<FileContent> })

export type EventType<T extends Schema = Schema> = {
  /** `contract.event`, given by `defineContract`. */
  readonly name: string
  /** One sentence: what has happened. */
  readonly summary?: string
  readonly data: T
  /** The business key a wait matches on. */
  key(data: z.output<T>): string
}

export type Tier = 'system' | 'process' | 'experience'

/** Who may use an API: our own tiers and teams, partners, or anybody. */
export type Audience = 'internal' | 'partner' | 'public'

/** What its owner promises: availability in percent of a month, and the time within which 95 of 100 calls are answered. */
export type Objectives = { readonly availabilityPercent: number; readonly p95Ms: number }

/** The end of a major version. Days are calendar days in UTC, `2027-03-31`; both begin at midnight. */
export type Deprecation = {
  /** From when on consumers are told (`Deprecation`, RFC 9745). */
  readonly since: string
  /** From when on it answers 410 (`Sunset`, RFC 8594). */
  readonly sunset: string
  /** The version to move to. */
  readonly successor: string
  /** How to move: an address, or a path on the host. */
  readonly migration: string
}

export type ContractInput = {
  readonly name: string
  /** Semantic version of the published document. */
  readonly version: string
  readonly tier: Tier
  readonly title: string
  readonly description: string
  /** The team that answers for it. */
  readonly owner: string
  /** The mailbox of that team. */
  readonly contact?: string
  readonly criticality: 'standard' | 'financial'
  readonly lifecycle: 'draft' | 'active' | 'deprecated' | 'retired'
  /** Default: internal. */
  readonly audience?: Audience
  readonly objectives?: Objectives
  /** The team of finance that approves each change; a financial contract cannot be published without one. */
  readonly approver?: string
  /** What each version brought, one sentence by version. */
  readonly changelog?: Readonly<Record<string, string>>
  /** How to move here from the major version before: an address, or a path on the host. */
  readonly migration?: string
  /** Goes with the lifecycle `deprecated`. */
  readonly deprecation?: Deprecation
  /** Partners may call it: what it answers is bounded by the caller's partner. Any other API is closed to them. */
  readonly partners?: true
  readonly operations: Record<string, Operation>
  readonly events?: Record<string, Omit<EventType, 'name'>>
  /**
   * Classes of data that whoever may call an experience API sees in its answers; all others are masked for callers without
   * the scope `data.<class>` (core/data/masking.ts).
   */
  readonly discloses?: readonly Class[]
  /** What a connector that provides this capability must stand. */
  readonly acceptance?: () => Promise<{ default: Acceptance }>
}

export type Contract = Omit<ContractInput, 'events'> & { readonly events: Record<string, EventType> }

type Named<E> = E extends Record<string, unknown> ? { [K in keyof E]: E[K] & { readonly name: string } } : unknown

/** Declares an API: the only source of its OpenAPI document, its server's validation and its client's type. */
export function defineContract<const C extends ContractInput>(
  contract: C,
): Omit<C, 'events'> & { readonly events: Named<C['events']> & Record<never, never> } {
  const events = Object.fromEntries(
    Object.entries(contract.events ?? {}).map(([key, event]) => [key, { ...event, name: `${contract.name}.${key}` }]),
  )
  return { ...contract, events } as never
}

export function event<const T extends Schema>(
  data: T,
  options: { key: (data: z.output<T>) => string; summary?: string },
) {
  return { data, ...options } as { readonly data: T; readonly summary?: string; key(data: z.output<T>): string }
}

const verb =
  <const M extends Method>(method: M) =>
  <const P extends string, const O extends OperationOptions>(path: P, options: O) =>
    ({ method, path, ...options }) as { readonly method: M; readonly path: P } & O

/** Reads; never changes anything. */
export const get = verb('get')
/** Creates, or performs the named transition at the end of the path. */
export const post = verb('post')
/** Upserts by the reference in the path: repeating it changes nothing. */
export const put = verb('put')
/** Changes some fields. */
export const patch = verb('patch')
/** Removes. */
export const del = verb('delete')

type PathParams<P extends string> = P extends `${string}{${infer K}}${infer Rest}`
  ? { [k in K]: string } & PathParams<Rest>
  : unknown

/** What a caller passes: path parameters by name, `body`, `query`. */
export type Input<O extends Operation> = PathParams<O['path']> &
  (O['body'] extends Schema ? { body: z.input<O['body']> } : unknown) &
  (O['query'] extends Schema ? QueryOf<z.input<O['query']>> : unknown)

type QueryOf<Q> = Record<never, never> extends Q ? { query?: Q } : { query: Q }

/** What the port receives: validated, with defaults applied. */
export type Received<O extends Operation> = PathParams<O['path']> &
  (O['body'] extends Schema ? { body: z.output<O['body']> } : unknown) &
  (O['query'] extends Schema ? { query: z.output<O['query']> } : unknown)

/** What travels with every call. */
export type Call = {
  readonly identity: Identity
  /** One id from the first request to the last ledger entry. */
  readonly correlation: string
  /** Makes a repeat safe; inside a flow's step it is `run:step`. */
  readonly idempotencyKey?: string
  /** Epoch milliseconds after which the caller no longer waits. */
  readonly deadline?: number
  /** Since when, in epoch milliseconds, nobody knows whether an earlier call with this key took effect. */
  readonly uncertainSince?: number
  /** Told to a connector: the vendor may have forgotten the key by now, so look for the effect before asking for it. */
  readonly lookFirst?: boolean
}

type OperationsOf<C> = C extends { readonly operations: infer O extends Record<string, Operation> } ? O : never

/** What a client of a contract is: the same shape whether it calls in process or over HTTP. */
export type Client<C> = {
  [K in keyof OperationsOf<C>]: (
    input: Input<OperationsOf<C>[K]>,
    call: Call,
  ) => Promise<z.output<OperationsOf<C>[K]['returns']>>
}

/** What a plugin, a process or a view implements. Every client of it is one too, up to defaults. */
export type Port<C> = {
  [K in keyof OperationsOf<C>]: (
    input: Received<OperationsOf<C>[K]>,
    call: Call,
  ) => Promise<z.input<OperationsOf<C>[K]['returns']>>
}

/** A page of a list; `next` is the cursor of the page after it, absent on the last. */
export const page = <T extends Schema>(item: T) => z.object({ items: z.array(item), next: z.string().optional() })

/** A path parameter. Control characters never belong in one, and the database takes no zero byte. */
export const PathParam = z
  .string()
  .min(1)
  .refine((text) => !/\p{Cc}/u.test(text), 'Expected no control characters.')

export const pathParams = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)

/** The scope an operation asks for, `tier.resource.action`: the contract and the operation, unless it names another. */
export const scopeOf = (contract: Pick<Contract, 'tier' | 'name' | 'operations'>, operationId: string): string =>
  contract.operations[operationId]?.scope ?? `${contract.tier}.${contract.name}.${operationId}`

export const majorOf = ({ version }: Pick<Contract, 'version'>): number => Number(version.split('.')[0])

/** Where a contract is mounted on a host: `/system/things/v1`. */
export const basePathOf = (contract: Pick<Contract, 'tier' | 'name' | 'version'>): string =>
  `/${contract.tier}/${contract.name}/v${majorOf(contract)}`
