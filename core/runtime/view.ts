import type { Client, Contract, Port } from '../contract/contract.ts'
import type { Earlier } from '../contract/earlier.ts'

type ContractLike = { readonly name: string; readonly operations: Contract['operations'] }

export type View = {
  readonly contract: Contract
  readonly uses: Record<string, ContractLike>
  /** A folder of static files, served under `/<name>/`; it calls nothing but this view's own API. */
  readonly page?: URL
  /** Large files from elsewhere, such as a package's browser bundle, by the name the page asks for; read when asked. */
  readonly assets?: Record<string, URL>
  /** Earlier major versions of the contract, served beside it. */
  readonly earlier?: readonly Earlier[]
  readonly serve: (clients: never) => unknown
}

/** Declares an experience API: a contract served from clients of process APIs. It shapes data and holds no rules. */
export function defineView<C, const U extends Record<string, ContractLike>>(view: {
  contract: C
  uses: U
  page?: URL
  assets?: Record<string, URL>
  earlier?: readonly Earlier[]
  serve: (clients: { [K in keyof U]: Client<U[K]> }) => Port<C>
}): View {
  return view as never
}
