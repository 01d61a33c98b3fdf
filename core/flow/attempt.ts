import { isDatabaseUnavailable } from '../database/failure.ts'
import { IntegrationError, toIntegrationError } from '../errors/integration-error.ts'
import type { Retry, StepCall } from './flow.ts'
import { identityOf, type Run } from './runs.ts'

export const STEP_TIMEOUT_MS = 60_000

/** What travels with one attempt of a step, or of its undo. */
export function callOf(run: Run, step: string, item: string, timeoutMs: number, phase?: 'undo'): StepCall {
  return {
    identity: identityOf(run),
    correlation: run.correlation,
    // An edit of the run counts the revision up: the vendor must not take it for a repeat of what came before.
    idempotencyKey: keyOf([run.id, step, item, run.revision ? `r${run.revision}` : '', phase ?? '']),
    deadline: Date.now() + timeoutMs,
  }
}

/** Every part keeps its place and no part holds a colon, so that no two effects ever share a key. */
const keyOf = (parts: string[]): string =>
  parts
    .slice(0, parts.findLastIndex((part) => part !== '') + 1)
    .map((part) => part && encodeURIComponent(part.toWellFormed()))
    .join(':')

/**
 * A failure of the author's own code. A lost connection there is no word about the engine's database: it counts as an
 * attempt, or a step that always fails so would be tried for ever and nobody would hear of it.
 */
export function failureOf(thrown: unknown): IntegrationError {
  if (thrown instanceof IntegrationError || !isDatabaseUnavailable(thrown)) return toIntegrationError(thrown)
  return new IntegrationError('unavailable', 'A system behind this step cannot be reached.', {
    kind: 'transient',
    detail: (thrown as Error).message,
    outcomeUnknown: true,
    cause: thrown,
  })
}

/** Timers and clocks are read to the millisecond, and may be one early. */
export const TIMER_MARGIN_MS = 2

/** Exponential backoff with jitter, never earlier than the vendor's Retry-After. */
export function pauseMs(error: IntegrationError, attempts: number, retry: Retry): number {
  const backoff =
    Math.min(retry.maxMs, retry.firstMs * 2 ** Math.min(Math.max(attempts - 1, 0), 20)) * (0.5 + Math.random() / 2)
  return Math.max(error.retryAfterMs === undefined ? 0 : error.retryAfterMs + TIMER_MARGIN_MS, backoff)
}

/** The work's result, or a transient `step-timed-out` of unknown outcome. */
export async function within<T>(ms: number, step: string, work: () => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => {
    const options = { kind: 'transient', outcomeUnknown: true } as const
    reject(new IntegrationError('step-timed-out', `"${step}" took too long.`, options))
  }, ms)
  try {
    Promise.resolve(work()).then(resolve, reject)
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

/** A result as JSON; nothing is null. */
export const encoded = (value: unknown): string => (value === undefined ? 'null' : JSON.stringify(value))

export const copied = <T>(value: T): T => JSON.parse(encoded(value)) as T

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
