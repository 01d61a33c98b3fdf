/** What was asked of an API when it failed: `contract.operation`, and the input it was given. */
export type FailedCall = { operation: string; input: unknown }

const calls = new WeakMap<object, FailedCall>()

/** Remembers beside a failure what was being asked. Of calls within calls the outermost is kept: the caller's own. */
export function noteFailedCall(thrown: unknown, call: FailedCall): void {
  if (typeof thrown === 'object' && thrown !== null) calls.set(thrown, call)
}

export const failedCallOf = (thrown: object): FailedCall | undefined => calls.get(thrown)
