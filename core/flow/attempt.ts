import { IntegrationError } from '../errors/integration-error.ts'
import type { Retry, StepCall } from './flow.ts'
import { identityOf, type Run } from './runs.ts'

export const STEP_TIMEOUT_MS = 60_000

/** What travels with one attempt of a step, or of its undo. */
export function callOf(run: Run, step: string, item: string, timeoutMs: number, phase?: 'undo'): StepCall {
  return {
    identity: identityOf(run),
    correlation: run.correlation,
    // An edit of the run counts the revision up: the vendor must not take it for a repeat of what came before.
    idempotencyKey: [run.id, step, item, run.revision ? `r${run.revision}` : '', phase ?? ''].filter(Boolean).join(':'),
    deadline: Date.now() + timeoutMs,
  }
}

/** Exponential backoff with jitter, never earlier than the vendor's Retry-After. */
export function pauseMs(error: IntegrationError, attempts: number, retry: Retry): number {
  const backoff = Math.min(retry.maxMs, retry.firstMs * 2 ** Math.min(attempts - 1, 20)) * (0.5 + Math.random() / 2)
  return Math.max(error.retryAfterMs ?? 0, backoff)
}

/** The work's result, or a transient `step-timed-out` of unknown outcome. */
export async function within<T>(ms: number, step: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const options = { kind: 'transient', outcomeUnknown: true } as const
      reject(new IntegrationError('step-timed-out', `"${step}" took too long.`, options))
    }, ms)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}

export const copied = <T>(value: T): T => (value === undefined ? (null as T) : (JSON.parse(JSON.stringify(value)) as T))

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
