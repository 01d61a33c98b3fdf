/**
 * How a failure is treated.
 * - `transient`: time-outs, 429, 5xx, lost connections. Retried with backoff.
 * - `data`: the payload or master data is wrong. Never retried; opens an exception.
 * - `policy`: a rule forbids it (closed period, credit hold). Never retried; opens an exception.
 * - `bug`: our own code is at fault. Never retried; opens an exception for the platform team.
 */
export type FailureKind = 'transient' | 'data' | 'policy' | 'bug'

/** One invalid field: a JSON path such as `body.lines.0.quantity`, and what is wrong with it. */
export type FieldProblem = { path: string; message: string }

export type IntegrationErrorOptions = {
  kind: FailureKind
  /** HTTP status at an edge; derived from `kind` where absent. */
  status?: number
  /** Technical detail for an engineer. Never a secret. */
  detail?: string
  /** Earliest useful repeat, in milliseconds from now (from the vendor's Retry-After). */
  retryAfterMs?: number
  errors?: FieldProblem[]
  /** The team that can mend it. */
  team?: string
  /** The request may have taken effect although no answer came. */
  outcomeUnknown?: boolean
  /** No request left: nothing was tried, so that it counts as no attempt. */
  unsent?: boolean
  /** The one other region that would take the request. */
  region?: string
  cause?: unknown
}

const STATUS: Record<FailureKind, number> = { transient: 503, data: 422, policy: 409, bug: 500 }

/** RFC 9457 problem details, with our extension members. */
export type Problem = {
  type: string
  title: string
  status: number
  detail?: string
  code: string
  kind: FailureKind
  retryAfterMs?: number
  outcomeUnknown?: boolean
  unsent?: boolean
  team?: string
  errors?: FieldProblem[]
  /** For hosts that pass the request on. Documents do not promise it. */
  region?: string
  correlation?: string
}

/** The one error family. `code` is kebab-case and stable: runbooks are keyed by it. `message` is one business sentence. */
export class IntegrationError extends Error {
  readonly code: string
  readonly kind: FailureKind
  readonly status: number
  readonly detail?: string
  readonly retryAfterMs?: number
  readonly errors?: FieldProblem[]
  readonly team?: string
  readonly outcomeUnknown?: boolean
  readonly unsent?: boolean
  readonly region?: string

  constructor(code: string, message: string, options: IntegrationErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'IntegrationError'
    this.code = code
    this.kind = options.kind
    this.status = options.status ?? STATUS[options.kind]
    if (options.detail !== undefined) this.detail = options.detail
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
    if (options.errors !== undefined) this.errors = options.errors
    if (options.team !== undefined) this.team = options.team
    if (options.outcomeUnknown !== undefined) this.outcomeUnknown = options.outcomeUnknown
    if (options.unsent !== undefined) this.unsent = options.unsent
    if (options.region !== undefined) this.region = options.region
  }

  get retryable(): boolean {
    return this.kind === 'transient'
  }
}

/** Any thrown value as an `IntegrationError`; what is not one already is a bug of ours. */
export function toIntegrationError(thrown: unknown): IntegrationError {
  if (thrown instanceof IntegrationError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new IntegrationError('internal-error', 'Something went wrong inside Gantry.', {
    kind: 'bug',
    detail: message,
    cause: thrown,
  })
}

export function toProblem(error: IntegrationError, correlation?: string): Problem {
  return {
    type: `https://gantry.dev/problems/${error.code}`,
    title: error.message,
    status: error.status,
    code: error.code,
    kind: error.kind,
    // A bug's detail may name internals: it goes to the log, not to the caller.
    ...(error.detail !== undefined && error.kind !== 'bug' && { detail: error.detail }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error.outcomeUnknown && { outcomeUnknown: true }),
    ...(error.unsent && { unsent: true }),
    ...(error.team !== undefined && { team: error.team }),
    ...(error.errors !== undefined && { errors: error.errors }),
    ...(error.region !== undefined && { region: error.region }),
    ...(correlation !== undefined && { correlation }),
  }
}

export function fromProblem(problem: Problem): IntegrationError {
  return new IntegrationError(problem.code, problem.title, problem)
}
