import type { Call, Client, Contract, EventType, z } from '../contract/contract.ts'
import type { Transaction } from '../database/database.ts'

/** How often and how patiently a transient failure is repeated. Times in milliseconds. */
export type Retry = { attempts: number; firstMs: number; maxMs: number }

export const RETRY: Retry = { attempts: 30, firstMs: 200, maxMs: 60_000 }

export type StepOptions = {
  /** The business id of the item, for a step inside a loop. */
  item?: string
  retry?: Partial<Retry>
  /** Longest time one attempt may take, in milliseconds. */
  timeoutMs?: number
  /**
   * What a refusal for good (data, policy, bug, or retries used up) does:
   * `hold` opens an exception and waits for a person; `throw` throws it at the flow, which compensates unless it catches.
   */
  refused?: 'hold' | 'throw'
}

/** A person's leave to do what a rule forbade: the code of the refusal, who gave it, why, and when (ISO 8601 UTC). */
export type Consent = { code: string; by: string; reason: string; at: string }

/** Context of one attempt: identity, correlation, deadline, and the idempotency key of the step. */
export type StepCall = Required<Pick<Call, 'identity' | 'correlation' | 'idempotencyKey' | 'deadline'>> & {
  /** Where a person has approved what the step was refused for. */
  readonly approval?: Consent
  readonly uncertainSince?: number
}

/** A durable step: runs once for each name and item, and its result is what every later replay gets. */
export type Step = <T>(
  name: string,
  run: (call: StepCall) => Promise<T>,
  undo?: ((result: T, call: StepCall) => Promise<unknown>) | StepOptions,
  options?: StepOptions,
) => Promise<T>

/** A step whose rows and checkpoint commit in one transaction; it calls nobody. */
export type LocalStep = <T>(name: string, run: (tx: Transaction) => Promise<T>, options?: StepOptions) => Promise<T>

export type Within = { within: { days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number } }

export type WaitOptions = Within & {
  item?: string
  /** The event happens once for its key: one that came before the run began is the one. */
  ofAnyAge?: boolean
}

/** Waits for an event with this key; one that came since the run began counts. Throws `wait-timed-out` at the deadline. */
export type Wait = <T extends z.ZodType>(
  name: string,
  event: EventType<T>,
  key: string,
  options: WaitOptions,
) => Promise<z.output<T>>

/**
 * Publishes an event and its checkpoint in one transaction; under the run's correlation id, unless the run has learnt
 * of the one its subject belongs to.
 */
export type Emit = <T extends z.ZodType>(
  name: string,
  event: EventType<T>,
  data: z.input<T>,
  options?: { item?: string; correlation?: string },
) => Promise<void>

/** Waits for a signal that the flow declares; one that came earlier counts. Throws `wait-timed-out` at the deadline. */
export type AwaitSignal<S> = <K extends keyof S & string>(
  name: K,
  options: Within & { item?: string },
) => Promise<S[K] extends z.ZodType ? z.output<S[K]> : never>

export type ApprovalOptions = Within & {
  /** The team that decides: whoever holds the scope `approve.<team>`. */
  by: string
  /** What is asked, in one sentence, and what one must know to decide, as JSON. */
  ask: { subject: string; detail?: object }
  /** Whoever started the run may not decide. */
  fourEyes?: boolean
  item?: string
}

/** Who approved, when (ISO 8601, UTC), and why. */
export type Approved = { by: string; at: string; reason: string }

/** Waits until a person approves. Throws `approval-rejected`, and `approval-timed-out` at the deadline. */
export type Approval = (name: string, options: ApprovalOptions) => Promise<Approved>

export type ChildOptions<R> = {
  item?: string
  /** Undoes what the child did, where the parent fails after the child has completed. */
  undo?: (output: R, call: StepCall) => Promise<unknown>
}

type OutputOf<F> = F extends { readonly run: (input: never, context: never) => Promise<infer R> } ? R : never

/**
 * Runs another flow and waits for its end without holding a worker's place; gives its output, or throws its failure.
 * The child is the run of its own business key: one that exists already is waited for.
 */
export type ChildFlow = <F extends Flow>(
  name: string,
  flow: F,
  input: z.input<F['input']>,
  options?: ChildOptions<OutputOf<F>>,
) => Promise<OutputOf<F>>

export type Sleep = (name: string, options: Within) => Promise<void>

type Clients<U> = { [K in keyof U]: Client<U[K]> }

export type FlowContext<U, S = Record<never, never>> = Clients<U> & {
  step: Step
  local: LocalStep
  wait: Wait
  sleep: Sleep
  emit: Emit
  signal: AwaitSignal<S>
  approval: Approval
  child: ChildFlow
  /** The run itself: its ids, and when it began (the same at every replay). */
  run: { id: string; key: string; tenant: string; correlation: string; startedAt: Date }
}

/** Starts a run when an event arrives; `input` may return undefined to let one pass. */
export type Trigger = {
  readonly event: EventType
  readonly input: (data: never, meta: { correlation: string; at: string }) => unknown
}

export function on<T extends z.ZodType, I>(
  event: EventType<T>,
  input: (data: z.output<T>, meta: { correlation: string; at: string }) => I | undefined,
): Trigger {
  return { event: event as unknown as EventType, input: input as Trigger['input'] }
}

type ContractLike = { readonly name: string; readonly operations: Contract['operations'] }

/** Whose runs go first where places are few; what waits long enough goes up. */
export type Priority = 'interactive' | 'normal' | 'bulk'

export type Flow = {
  readonly name: string
  /** Runs keep the version they began with. */
  readonly version: number
  /** The team that owns its exceptions. */
  readonly team: string
  readonly input: z.ZodType
  readonly key: (input: never) => string
  readonly digest: (input: never) => unknown
  readonly orderedBy?: (input: never) => string | undefined
  readonly about?: (input: never) => string | undefined
  readonly onParked: 'block' | 'pass'
  readonly priority: Priority
  readonly startsOn: readonly Trigger[]
  readonly signals: Record<string, z.ZodType>
  readonly uses: Record<string, ContractLike>
  readonly run: (input: never, context: never) => Promise<unknown>
}

/**
 * Declares a durable flow: an ordinary async function over real values. Everything outside of what its context does runs
 * again at each replay and must give the same: no clock, no random number, no I/O of its own.
 */
export function defineFlow<
  I extends z.ZodType,
  const U extends Record<string, ContractLike>,
  R,
  const S extends Record<string, z.ZodType> = Record<never, never>,
>(flow: {
  name: string
  version: number
  team: string
  input: I
  /** The business key: a second start with it is the same run. */
  key: (input: z.output<I>) => string
  /** The fields that make two starts the same; all of the input where absent. */
  digest?: (input: z.output<I>) => unknown
  /** Runs that share it go one after another, up to their first wait. */
  orderedBy?: (input: z.output<I>) => string | undefined
  /** What people call the thing a run is about, such as the order's reference: runs are found by it. */
  about?: (input: z.output<I>) => string | undefined
  /** Whether a run held by an exception keeps later runs of its order waiting. */
  onParked?: 'block' | 'pass'
  /** `interactive` where a person waits for the run, `bulk` where nobody does; `normal` where absent. */
  priority?: Priority
  startsOn?: Trigger[]
  /** What people and programs may tell a run while it is under way. */
  signals?: S
  uses: U
  run: (input: z.output<I>, context: FlowContext<U, S>) => Promise<R>
}): Declared<I, S, R> {
  return {
    ...{ digest: (input: unknown) => input, onParked: 'block', priority: 'normal', startsOn: [], signals: {} },
    ...flow,
  } as never
}

type Declared<I, S, R> = Omit<Flow, 'input' | 'signals' | 'run'> & {
  readonly input: I
  readonly signals: S
  readonly run: (input: never, context: never) => Promise<R>
}

export const millisecondsOf = ({ within }: Within): number => {
  const { days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 } = within
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms
}
