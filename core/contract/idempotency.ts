import type { Identity } from '../security/identity.ts'

export type KeyedRequest = { identity: Identity; operation: string; key: string; input: unknown }

/**
 * `Idempotency-Key` at an edge: the same key with the same body takes effect once and gets the first answer again;
 * with another body it is refused with 422 `idempotency-key-reused`; while the first is in flight with 409
 * `idempotency-key-in-flight` (draft-ietf-httpapi-idempotency-key-header).
 */
export type Idempotency = { once<T>(request: KeyedRequest, perform: () => Promise<T>): Promise<T> }
