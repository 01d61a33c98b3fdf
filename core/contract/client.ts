import { fromProblem, IntegrationError, type Problem } from '../errors/integration-error.ts'
import { type Identity, permits } from '../security/identity.ts'
import { basePathOf, type Call, type Client, type Contract, type Operation, type Port, scopeOf } from './contract.ts'
import { noteFailedCall } from './failed-call.ts'
import { CORRELATION_LIMIT } from './limit.ts'
import { refuseAfterSunset } from './sunset.ts'
import { parseInput, parseOutput } from './validation.ts'

/** How a client reaches its port; chosen by configuration, invisible to the caller. */
export type Transport =
  | { kind: 'direct'; port: Port<Contract> | (() => Promise<Port<Contract>>) }
  | {
      kind: 'http'
      /** Origin of the host that serves the contract. */
      baseUrl: string
      fetch: (request: Request) => Response | Promise<Response>
      /** A bearer token that carries the identity across. */
      token: (identity: Identity) => Promise<string>
    }

type AnyPort = Record<string, (input: unknown, call: Call) => Promise<unknown>>

const copy = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

/** A typed client of `contract`. Values are copied on the way, and validated on both sides, whatever the transport. */
export function client<C extends { readonly operations: Record<string, Operation> }>(
  contract: C,
  transport: Transport,
): Client<C> {
  const whole = contract as unknown as Contract
  const call = transport.kind === 'direct' ? direct(whole, transport.port) : overHttp(whole, transport)
  return Object.fromEntries(
    Object.entries(contract.operations).map(([id, operation]) => [
      id,
      (input: unknown, context: Call) =>
        call(id, operation, input, context).catch((thrown: unknown) => {
          noteFailedCall(thrown, { operation: `${whole.name}.${id}`, input })
          throw thrown
        }),
    ]),
  ) as Client<C>
}

type Invoke = (id: string, operation: Operation, input: unknown, call: Call) => Promise<unknown>

function direct(contract: Contract, given: Port<Contract> | (() => Promise<Port<Contract>>)): Invoke {
  let port: Promise<AnyPort> | undefined
  return async (id, operation, input, call) => {
    authorize(contract, id, call.identity)
    refuseAfterSunset(contract)
    const received = parseInput(operation, copy(input))
    port ??= Promise.resolve(typeof given === 'function' ? given() : given) as Promise<AnyPort>
    const answer = await (await port)[id]!(received, call)
    return parseOutput(contract, id, operation, copy(answer))
  }
}

export function authorize(
  contract: Pick<Contract, 'tier' | 'name' | 'operations'>,
  operationId: string,
  identity: Identity,
): void {
  const scope = scopeOf(contract, operationId)
  if (permits(identity, scope)) return
  throw new IntegrationError('forbidden', `${identity.principal} may not call ${contract.name}.${operationId}.`, {
    kind: 'policy',
    status: 403,
    detail: `The scope ${scope} is missing.`,
  })
}

function overHttp(contract: Contract, transport: Extract<Transport, { kind: 'http' }>): Invoke {
  const base = transport.baseUrl.replace(/\/$/, '') + basePathOf(contract)
  return async (id, operation, input, call) => {
    const given = (input ?? {}) as Record<string, unknown> & { body?: unknown; query?: Record<string, unknown> }
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])))
    const url = new URL(base + path)
    for (const [name, value] of Object.entries(given.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, Array.isArray(value) ? value.join(',') : String(value))
    const remaining = call.deadline === undefined ? undefined : call.deadline - Date.now()
    if (remaining !== undefined && remaining <= 0) throw deadlinePassed(contract, id)
    let response: Response
    try {
      response = await transport.fetch(
        new Request(url, {
          method: operation.method.toUpperCase(),
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${await transport.token(call.identity)}`,
            // A vendor's message may have told one of any length.
            'x-correlation-id': call.correlation.slice(0, CORRELATION_LIMIT),
            ...(given.body !== undefined && { 'content-type': 'application/json' }),
            ...(call.idempotencyKey && { 'idempotency-key': call.idempotencyKey }),
            // The time left, not the moment: clocks of two hosts differ.
            ...(remaining !== undefined && { 'x-timeout-ms': String(remaining) }),
            ...(call.uncertainSince && { 'x-uncertain-for-ms': String(Date.now() - call.uncertainSince) }),
          },
          ...(given.body !== undefined && { body: JSON.stringify(given.body) }),
          ...(remaining !== undefined && { signal: AbortSignal.timeout(remaining) }),
        }),
      )
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'TimeoutError') throw deadlinePassed(contract, id, cause)
      throw new IntegrationError('api-unreachable', `The ${contract.name} API cannot be reached.`, {
        kind: 'transient',
        detail: `${operation.method.toUpperCase()} ${url.pathname}: ${describe(cause)}`,
        outcomeUnknown: true,
        cause,
      })
    }
    if (!response.ok) throw await failure(contract, id, response)
    return parseOutput(contract, id, operation, await response.json())
  }
}

async function failure(contract: Contract, id: string, response: Response): Promise<IntegrationError> {
  const text = await response.text()
  if (response.headers.get('content-type')?.includes('application/problem+json'))
    return fromProblem(JSON.parse(text) as Problem)
  return new IntegrationError('api-failed', `The ${contract.name} API answered ${response.status}.`, {
    kind: response.status >= 500 || response.status === 429 ? 'transient' : 'bug',
    detail: `${contract.name}.${id}: ${text.slice(0, 500)}`,
  })
}

function deadlinePassed(contract: Contract, id: string, cause?: unknown): IntegrationError {
  return new IntegrationError('deadline-passed', `The ${contract.name} API did not answer in time.`, {
    kind: 'transient',
    status: 504,
    detail: `${contract.name}.${id}`,
    outcomeUnknown: true,
    cause,
  })
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message
}
