import { IntegrationError } from '../../errors/integration-error.ts'
import { TIMER_MARGIN_MS } from '../../flow/attempt.ts'
import type { AuthContext, Authorization } from './authorization.ts'
import type { Grant, KeptGrant } from './grant-store.ts'

/** Less than this before its end a token is not sent any more: it may end on the way. */
const LAST_MOMENT_MS = 5_000

/** Bearer tokens (RFC 6750) that all workers share. */
export type BearerAuthorization = Authorization & {
  /** The grant in use; its `more` may say where the account's API is. */
  grant(): Promise<Grant>
}

/**
 * Sends the token that `issue` fetches, and fetches each once: callers in a process wait for the same request, workers
 * take what another one stored. Renewed before its end, by one, while the others go on with the old one. A 401 renews it
 * at once. `issue` is given the grant to be replaced.
 */
export function bearer(
  { grants, exclusively, vendor, log }: AuthContext,
  name: string,
  issue: (replaced: Grant | undefined) => Promise<Grant>,
): BearerAuthorization {
  let known: Grant | undefined
  let pending: Promise<Grant> | undefined

  const kept = async (not: string | undefined): Promise<KeptGrant | undefined> => {
    const read = await grants.read(name)
    return read && read.grant.accessToken !== not && serves(read.grant) ? read : undefined
  }
  const renewed = async (not: string | undefined): Promise<Grant> => {
    const shared = await kept(not)
    if (shared) return shared.grant
    return exclusively(`grant:${name}`, async () => {
      const other = await kept(not)
      if (other) return other.grant
      const before = await grants.read(name)
      const forMs = (before?.refusedUntil ?? 0) - Date.now()
      if (forMs > 0) throw leftAlone(vendor, forMs)
      const grant = await issue(before?.grant).catch(async (error) => {
        if (error instanceof IntegrationError && error.retryAfterMs !== undefined)
          await grants.refuse(name, error.retryAfterMs + TIMER_MARGIN_MS)
        throw error
      })
      if (await grants.replace(name, before?.generation ?? 0, grant)) return grant
      // The lock was lost with its connection, and another worker was faster: where refresh tokens rotate, only the one
      // that is stored is sure to be the last.
      return (await grants.read(name))?.grant ?? grant
    })
  }
  /** One that is not `not`. */
  const renew = (not: string | undefined): Promise<Grant> => {
    pending ??= renewed(not)
      .then((grant) => {
        known = grant
        return grant
      })
      .finally(() => {
        pending = undefined
      })
    return pending
  }
  const grant = async (): Promise<Grant> => {
    if (!known || !serves(known)) return renew(known?.accessToken)
    if (known.renewAt !== undefined && Date.now() >= known.renewAt && !pending)
      renew(known.accessToken).catch((error: Error) => {
        log.warn({ vendor, grant: name, error: error.message }, 'a token could not be renewed early')
      })
    return known
  }
  return {
    grant,
    headers: async () => ({ authorization: `Bearer ${(await grant()).accessToken}` }),
    refused: async (response, sent) => {
      if (response.status !== 401) return false
      const token = sent.get('authorization')?.slice('Bearer '.length)
      if (known?.accessToken === token) {
        known = undefined
        await renew(token)
      }
      return true
    },
  }
}

const serves = ({ expiresAt }: Grant): boolean => expiresAt === undefined || Date.now() < expiresAt - LAST_MOMENT_MS

/** Whoever needs a token waits as long as the endpoint told the one who asked. */
const leftAlone = (vendor: string, retryAfterMs: number) =>
  new IntegrationError('rate-limited', `${vendor} asks to slow down.`, {
    kind: 'transient',
    unsent: true,
    retryAfterMs,
    detail: `Its token endpoint asked to be left alone for another ${Math.round(retryAfterMs)} ms.`,
  })
