import type { Step, StepCall } from '../flow/flow.ts'

/** About a day: the pauses double from five seconds to two hours. */
const PATIENCE = { attempts: 22, firstMs: 5_000, maxMs: 2 * 3600_000 }

type Ask<T> = (input: { id: string }, call: StepCall) => Promise<T>

/** One delivery of a message to one endpoint, until it is taken or a day has passed: the body of a flow. */
export async function deliver<T>(
  step: Step,
  id: string,
  { attemptDelivery, giveUpDelivery }: { attemptDelivery: Ask<T>; giveUpDelivery: Ask<T> },
): Promise<T> {
  try {
    return await step('attempt', (call) => attemptDelivery({ id }, call), {
      retry: PATIENCE,
      refused: 'throw',
      timeoutMs: 20_000,
    })
  } catch {
    // It is the receiver's to see to: the log says why, and it can be replayed.
    return step('failure', (call) => giveUpDelivery({ id }, call))
  }
}
