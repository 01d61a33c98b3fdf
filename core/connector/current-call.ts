import { AsyncLocalStorage } from 'node:async_hooks'
import type { Call } from '../contract/contract.ts'
import type { Repeat } from './connector.ts'

/** The operation that a connector is carrying out: what its requests must know, without each of them being told. */
export type CurrentCall = {
  /** `contract.operation`. */
  operation: string
  repeat: Repeat | undefined
  call: Call
}

export const currentCall = new AsyncLocalStorage<CurrentCall>()

/** Whoever waits at a screen goes before what runs by itself: a run acts on behalf of whoever started it. */
export const isInteractive = (): boolean => {
  const current = currentCall.getStore()
  return current !== undefined && current.call.identity.onBehalfOf === undefined
}
