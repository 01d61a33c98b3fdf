import type { Publication } from '@gantry/core/contract/publications'
import { IntegrationError } from '@gantry/core/errors'
import type { Guarded } from '@gantry/core/security/guarded-fetch'
import { signWebhook } from '@gantry/core/security/webhook-signature'
import pRetry, { AbortError } from 'p-retry'
import { keyOf } from './inspection.ts'
import { type Subscription, wants } from './subscription.ts'

/** What came of telling one subscriber of one publication. */
export type Announced = { subscriber: string; contract: string; version: string; id: string; failed?: string }

export type AnnounceOptions = {
  subscriptions: readonly Subscription[]
  publications: readonly Publication[]
  secretOf: (name: string) => string | undefined
  fetch: Guarded['fetch']
  now: () => Date
  /** Between attempts, in milliseconds; the second waits twice as long. */
  pauseMs?: number
}

/** Tried this often, then told as failed: to announce again is harmless, since the id stays the same. */
const ATTEMPTS = 4

/** Tells each subscriber of each publication it wants to hear of, by a signed webhook. Never throws for one who cannot be reached. */
export async function announce(options: AnnounceOptions): Promise<Announced[]> {
  const { subscriptions, publications } = options
  const wanted = subscriptions.flatMap((subscription) =>
    publications.filter((one) => wants(subscription, one)).map((publication) => ({ subscription, publication })),
  )
  return Promise.all(
    wanted.map(async ({ subscription, publication }) => {
      const about = {
        subscriber: subscription.subscriber,
        contract: keyOf(publication),
        version: publication.version,
        id: idOf(publication),
      }
      const failed = await deliver(options, subscription, publication).then(
        () => undefined,
        (error: Error) => error.message,
      )
      return failed === undefined ? about : { ...about, failed }
    }),
  )
}

/** The same for the same publication, so that a receiver takes a second delivery for no second event. */
const idOf = ({ digest, version }: Publication): string => `published_${version}_${digest.slice(0, 24)}`

function messageOf(publication: Publication): string {
  const { tier, name, version, publishedOn, lifecycle, level, changelog, changes, migration, deprecation } = publication
  return JSON.stringify({
    type: 'contract.published',
    timestamp: `${publishedOn}T00:00:00Z`,
    data: { tier, name, version, publishedOn, lifecycle, level, changelog, changes, migration, deprecation },
  })
}

async function deliver(
  { secretOf, fetch, now, pauseMs = 1_000 }: AnnounceOptions,
  { url, secret: variable }: Subscription,
  publication: Publication,
): Promise<void> {
  const secret = secretOf(variable)
  if (!secret?.startsWith('whsec_')) throw new Error(`${variable} holds no secret of a webhook (whsec_…).`)
  const body = messageOf(publication)
  const id = idOf(publication)
  const attempt = async () => {
    const headers = { 'content-type': 'application/json', ...signWebhook({ id, at: now(), body }, [secret]) }
    const answer = await fetch(url, { method: 'POST', headers, body }).catch((error: unknown) => {
      // Where it must not go it is not led by going again.
      if (error instanceof IntegrationError && error.kind !== 'transient') throw new AbortError(error)
      throw error
    })
    if (answer.ok) return
    const refused = new Error(`It answered ${answer.status}.`)
    throw answer.status >= 500 || answer.status === 429 ? refused : new AbortError(refused)
  }
  await pRetry(attempt, { retries: ATTEMPTS - 1, minTimeout: pauseMs, factor: 2 })
}
