/**
 * Who acts. Travels with every call, in process too. The tenant is taken from here and from nowhere else.
 * `onBehalfOf` names the human or client that started the run a flow acts for.
 */
export type Identity = { tenant: string; principal: string; scopes: readonly string[]; onBehalfOf?: string }

/** The scope that permits everything: held by the development identity only. */
export const ANY_SCOPE = '*'

export function developmentIdentity(tenant: string): Identity {
  return { tenant, principal: 'developer', scopes: [ANY_SCOPE] }
}

export function permits(identity: Identity, scope: string): boolean {
  return identity.scopes.some(
    (held) => held === ANY_SCOPE || held === scope || (held.endsWith('.*') && scope.startsWith(held.slice(0, -1))),
  )
}
