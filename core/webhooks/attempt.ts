import { IntegrationError, toIntegrationError } from '../errors/integration-error.ts'
import type { Guarded } from '../security/guarded-fetch.ts'
import { signWebhook } from '../security/webhook-signature.ts'
import type { Outcome } from './deliveries.ts'

/** Past this, in milliseconds, a receiver's Retry-After is not waited for. */
const LONGEST_WAIT_MS = 6 * 3600_000

export type Sending = { url: string; message: string; body: string; keys: readonly string[] }
/** What came of it; `again` is what the flow is told where it is to be repeated. */
export type Attempted = { outcome: Outcome; gone?: true; again?: IntegrationError }

/** Sends a webhook once. Any 2xx is taken for delivered; 410 says that nobody listens there any more. */
export async function attempt(outbound: Guarded, { url, message, body, keys }: Sending): Promise<Attempted> {
  const began = performance.now()
  const took = () => ({ tookMs: Math.round(performance.now() - began) })
  try {
    const answer = await outbound.fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Gantry-Webhooks/1.0',
        ...signWebhook({ id: message, at: new Date(), body }, keys),
      },
    })
    const { status } = answer
    if (status >= 200 && status < 300) return { outcome: { state: 'delivered', status, ...took() } }
    const reason = `It answered ${status}.`
    if (status === 410) return { outcome: { state: 'failed', status, reason, ...took() }, gone: true }
    const again = refused(reason, retryAfterOf(answer.headers.get('retry-after')))
    return { outcome: { state: 'pending', status, reason, ...took() }, again }
  } catch (thrown) {
    const error = toIntegrationError(thrown)
    const { message: reason } = error
    // An address that leads where it may not does so tomorrow too.
    if (error.code === 'address-refused') return { outcome: { state: 'failed', reason, ...took() } }
    return { outcome: { state: 'pending', reason, ...took() }, again: refused(reason) }
  }
}

const refused = (detail: string, retryAfterMs?: number) =>
  new IntegrationError('webhook-not-taken', 'The endpoint did not take the webhook.', {
    kind: 'transient',
    detail,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterOf(text: string | null): number | undefined {
  if (text === null) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return ms > 0 ? Math.min(ms, LONGEST_WAIT_MS) : undefined
}
