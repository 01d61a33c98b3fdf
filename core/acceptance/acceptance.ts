import type { Call, Contract, EventType } from '../contract/contract.ts'

/** A connector opened on a sandbox of its own, as trials see it. */
export type Bench = {
  /** Calls an operation of the capability, as a step of a flow would: checked, and repeated through what passes. */
  call: (operation: string, input: object) => Promise<Record<string, unknown>>
  /** Something people do at the vendor; the capability's README names the actions that its sandboxes offer. */
  act: (action: string, body: object) => Promise<Record<string, unknown>>
}

/** How one operation is tried. */
export type Trial = {
  /** Brings the books to where the operation can be called, and gives its input. No other trial has this `reference`. */
  input: (bench: Bench, reference: string) => Promise<object> | object
  /** The kind of document that it makes; its entry in the sandbox's ledger carries `reference`. Absent: it makes none. */
  makes?: string
  /** The same reference with other content. */
  altered?: (input: never) => object
  /** The month it posts into, `2026-03`; absent where it touches no accounting period. */
  posts?: string
  /** It takes records one by one: how many were refused in the end, as its answers tell. */
  refused?: (bench: Bench, answer: Record<string, unknown>) => Promise<number>
  /** A list: makes so many more documents that it finds. */
  grow?: (bench: Bench, reference: string, count: number) => Promise<unknown>
}

/** How an event of the capability is brought about; gives the key that the event must carry. */
export type Happening = {
  event: EventType
  /** People at the vendor delete a record. */
  deletes?: true
  happen: (bench: Bench, reference: string) => Promise<string>
}

/** How a capability's connectors are proven: the same for every vendor. */
export type Acceptance = {
  readonly contract: Contract
  /** What is there before the first trial. */
  readonly prepare: (bench: Bench) => Promise<void>
  /** One for each operation. */
  readonly trials: Readonly<Record<string, Trial>>
  readonly happenings: readonly Happening[]
}

/** Declares a capability's acceptance; an operation without a trial does not compile. */
export function defineAcceptance<C extends { readonly operations: object }>(
  contract: C,
  acceptance: {
    prepare?: Acceptance['prepare']
    trials: { [K in keyof C['operations']]: Trial }
    happenings?: Acceptance['happenings']
  },
): Acceptance {
  const { prepare = async () => {}, trials, happenings = [] } = acceptance
  return { contract: contract as unknown as Contract, prepare, trials: trials as Record<string, Trial>, happenings }
}

export type CallOptions = Partial<Pick<Call, 'idempotencyKey' | 'deadline'>>
