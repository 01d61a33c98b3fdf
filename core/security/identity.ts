/**
 * Who acts. Travels with every call, in process too. Tenant and partner are taken from here and from nowhere else.
 * `onBehalfOf` names the human or client that started the run a flow acts for.
 */
export type Identity = {
  tenant: string
  principal: string
  scopes: readonly string[]
  onBehalfOf?: string
  /** The program that calls, as its issuer or API key names it. Absent at our own pages and between our own hosts. */
  client?: string
  /** The partner that the caller belongs to; absent for our own people and programs. */
  partner?: string
  /** Partners below `partner` that were granted to it, one by one. A partner without a grant is not to be known of. */
  granted?: readonly string[]
  /** The plan of its partner, where that has one. */
  plan?: string
}

/** The scope that permits everything. */
export const ANY_SCOPE = '*'

/** Whoever works at this machine. */
export const DEVELOPER = 'developer'

export function developmentIdentity(tenant: string): Identity {
  return { tenant, principal: DEVELOPER, scopes: [ANY_SCOPE] }
}

export const permits = ({ scopes }: Pick<Identity, 'scopes'>, scope: string): boolean =>
  scopes.some((held) => covers(held, scope))

/** Whether a scope, or what begins so (`tier.resource.*`), permits all that another one does. */
export const covers = (held: string, scope: string): boolean =>
  held === ANY_SCOPE || held === scope || (held.endsWith('.*') && scope.startsWith(held.slice(0, -1)))

/** The scopes that both permit. */
export const narrowed = (scopes: readonly string[], bounds: readonly string[]): string[] => [
  ...new Set(
    scopes.flatMap((scope) =>
      bounds.flatMap((bound) => (covers(bound, scope) ? [scope] : covers(scope, bound) ? [bound] : [])),
    ),
  ),
]

const SANDBOX = '~sandbox'

/**
 * The partner that a sandbox client acts for: another one than the real, so that nothing real is its own. References of
 * partners hold no `~`.
 */
export const sandboxOf = (partner: string): string => `${partner}${SANDBOX}`

/** Whether the caller acts in a partner's sandbox, where nothing has an effect outside. */
export const inSandbox = ({ partner }: Identity): boolean => partner?.endsWith(SANDBOX) === true

/** Whose data the caller may know of; undefined where no partner bounds it. */
export const partnersOf = ({ partner, granted = [] }: Identity): readonly string[] | undefined =>
  partner === undefined ? undefined : [partner, ...granted]

/** Whether the caller may know of what belongs to this partner, or to none. What one may not know of is answered with 404. */
export function mayKnow(identity: Identity, owner: string | undefined): boolean {
  const partners = partnersOf(identity)
  return partners === undefined || (owner !== undefined && partners.includes(owner))
}
