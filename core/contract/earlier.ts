import { type Client, type Contract, majorOf, type Port } from './contract.ts'

/** An earlier major version of an API, served beside the current one over it. */
export type Earlier = { readonly contract: Contract; readonly serve: (current: never) => unknown }

/**
 * Declares how an earlier version is answered by the current one: each operation of the old contract in terms of the
 * new. It holds no rules and keeps nothing, so that both versions tell the same truth.
 */
export function earlier<Old, Current>(
  contract: Old,
  _current: Current,
  serve: (current: Client<Current>) => Port<Old>,
): Earlier {
  return { contract, serve } as never
}

/** The earlier version that a contract names by its major version; undefined where it is the current one. */
export const earlierOf = (contract: Contract, all: readonly Earlier[] = []): Earlier | undefined =>
  all.find((one) => majorOf(one.contract) === majorOf(contract))
