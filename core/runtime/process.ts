import type { Call, Client, Contract, EventType, Port } from '../contract/contract.ts'
import type { Earlier } from '../contract/earlier.ts'
import type { Eraser } from '../data/erasure.ts'
import type { Database, Transaction } from '../database/database.ts'
import type { MigrationFolder } from '../database/migrate.ts'
import type { Publication } from '../events/events.ts'
import type { StoredEvent } from '../events/subscription.ts'
import type { Flow } from '../flow/flow.ts'
import type { AccessRegister } from '../security/access-register.ts'
import type { Guarded } from '../security/guarded-fetch.ts'
import type { Rate } from '../security/rate-limit.ts'
import type { Engine } from './engine.ts'
import type { Lookups } from './residence.ts'

type ContractLike = { readonly name: string; readonly operations: Contract['operations'] }

/** Publishes an event of the projection's own, in the transaction that moves its cursor. */
export type Tell = (event: Omit<Publication, 'tenant'>) => void

/** A read model fed by events: applied in order, each event once. */
export type Projection = {
  readonly name: string
  readonly events: readonly EventType[]
  readonly project: (tx: Transaction, events: readonly StoredEvent[], tell: Tell) => Promise<void>
  /** Where it keeps something of people. */
  readonly erase?: Eraser
}

type Clients<U> = { [K in keyof U]: Client<U[K]> }

/** A contract of the landscape, and those it calls. */
export type Published = { contract: Contract; uses: Contract[] }

type LookupsOf<C> = {
  [K in keyof Port<C>]?: Port<C>[K] extends (input: infer I, call: Call) => unknown
    ? (input: I, call: Call) => Promise<unknown>
    : never
}

export type ProcessContext<U> = Clients<U> & {
  engine: Engine
  db: Database
  /** Who may call what. */
  access: AccessRegister
  /** The calls that each plan of a partner allows, by its name; empty where the host counts none. */
  plans: Readonly<Record<string, Rate>>
  /** Calls addresses that others set, and leads nobody into our network. */
  outbound: Guarded
  /** Every contract of the landscape. */
  published: () => Promise<Published[]>
  /** The folder of everything that was published; absent where the landscape keeps none. */
  registry?: URL | undefined
}

export type Process = {
  readonly contract: Contract
  readonly uses: Record<string, ContractLike>
  readonly flows: readonly Flow[]
  readonly projections: readonly Projection[]
  readonly migrations?: MigrationFolder
  /** Earlier major versions of the contract, served beside it. */
  readonly earlier?: readonly Earlier[]
  /** What requests are about that do not say whose they are; asked where data is bound to regions. */
  readonly residence?: (clients: never) => Lookups
  readonly serve: (context: never) => unknown
  readonly begin?: (context: never, call: Call) => Promise<void>
}

/** Declares a process API: its contract, the flows behind it, its own tables and read models, and how it answers. */
export function defineProcess<C, const U extends Record<string, ContractLike>>(process: {
  contract: C
  uses: U
  flows?: readonly Flow[]
  projections?: readonly Projection[]
  migrations?: MigrationFolder
  earlier?: readonly Earlier[]
  residence?: (clients: Clients<U>) => LookupsOf<C>
  serve: (context: ProcessContext<U>) => Port<C>
  /**
   * What it sees to as a worker that carries its flows has started: on every such host, at every start, and again a minute
   * after it failed. To do it once more must change nothing.
   */
  begin?: (context: ProcessContext<U>, call: Call) => Promise<void>
}): Process {
  return { flows: [], projections: [], ...process } as never
}
