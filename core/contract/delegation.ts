import type { Identity } from '../security/identity.ts'
import { type Call, type Client, type Contract, scopeOf } from './contract.ts'

type AnyClient = Record<string, (input: unknown, call: Call) => Promise<unknown>>

/**
 * A client for an API that declares its use of the contract. A caller's scopes are for the API it calls; what that API
 * asks of others it asks by its declaration, for the same tenant and partner and in the same name.
 */
export function delegated<C>(contract: Contract, client: Client<C>): Client<C> {
  const scopes = scopesOf(contract)
  const known = new WeakMap<Identity, Identity>()
  const actingFor = (identity: Identity): Identity => {
    let acting = known.get(identity)
    if (!acting) {
      acting = { ...identity, scopes: [...new Set([...identity.scopes, ...scopes])] }
      known.set(identity, acting)
    }
    return acting
  }
  return Object.fromEntries(
    Object.entries(client as AnyClient).map(([id, ask]) => [
      id,
      (input: unknown, call: Call) => ask(input, { ...call, identity: actingFor(call.identity) }),
    ]),
  ) as Client<C>
}

/** The scopes of all operations of a contract, in few words. */
function scopesOf(contract: Contract): string[] {
  const own = Object.keys(contract.operations).map((id) => scopeOf(contract, id))
  const whole = `${contract.tier}.${contract.name}.`
  return [`${whole}*`, ...own.filter((scope) => !scope.startsWith(whole))]
}
