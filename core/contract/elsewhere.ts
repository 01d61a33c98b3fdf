import type { Caller } from '../security/caller.ts'
import type { Call, Operation } from './contract.ts'

/** A request that was let in and fits its contract, and how it came. */
export type Incoming = {
  id: string
  operation: Operation
  input: object
  call: Call
  caller: Caller
  headers: Record<string, string>
  body: () => Promise<Uint8Array>
}

/** What answers a request elsewhere; undefined for what is to be answered here. `met` is the failure of having tried. */
export type Elsewhere = (incoming: Incoming, met?: unknown) => Promise<Response | undefined>
