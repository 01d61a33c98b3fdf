import { vendorFailure } from '@gantry/core/connector/outbound'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'

export const VENDOR = 'Dynamics 365 Finance'

const Problem = z.object({
  error: z.object({
    code: z.string().nullish(),
    message: z.string().nullish(),
    innererror: z
      .object({
        message: z.string().nullish(),
        internalexception: z.object({ message: z.string().nullish() }).nullish(),
      })
      .nullish(),
  }),
})

/** What the platform adds to the application's own texts. */
const NOISE = /^(validate(write|field|delete) failed|update has been cancell?ed|write failed for table row)/i
const CONFLICT = /update conflict|another user|deadlock/i
const PERIOD = /period\b.*\b(not open|closed|on hold)/i
const CURRENCY = /value '([^']*)' in field 'Currency' is not found/i

/**
 * What a refusal means to Gantry. The application's own words stand in the infolog inside of the error, whether the
 * status is 400 or 500: a write that failed so is rolled back.
 */
export function failureOf(status: number, body: string, retryAfter: string | null): IntegrationError {
  const said = messageIn(body)
  const reason = reasonIn(said)
  const detail = `${VENDOR} ${status}: ${said}`.slice(0, 1000)
  const fromInfolog = /Infolog:/i.test(said)
  if (status === 412 || ((status === 400 || status === 500) && CONFLICT.test(said)))
    return new IntegrationError('record-busy', `Somebody else is changing this record in ${VENDOR}.`, {
      kind: 'transient',
      detail,
    })
  if (status === 400 || (status === 500 && fromInfolog)) {
    if (PERIOD.test(reason))
      return policy('period-closed', `The accounting period of this document is closed in ${VENDOR}.`, detail)
    const currency = CURRENCY.exec(reason)?.[1]
    if (currency !== undefined) return policy('unknown-currency', `${VENDOR} has no currency "${currency}".`, detail)
    return new IntegrationError('vendor-refused', `${VENDOR} refused: ${reason}`.slice(0, 300), {
      kind: 'data',
      detail,
    })
  }
  return vendorFailure({ vendor: VENDOR, status, message: said, retryAfter })
}

const policy = (code: string, sentence: string, detail: string): IntegrationError =>
  new IntegrationError(code, sentence, { kind: 'policy', team: 'finance-systems', detail })

/** Understood, and said no to. */
export const isRefusal = (error: unknown): error is IntegrationError =>
  error instanceof IntegrationError && error.kind !== 'transient' && error.code !== 'vendor-denied'

/** The key is taken: by an earlier attempt of ours, or by a document of somebody else. */
export const isDuplicate = (error: unknown): boolean => isRefusal(error) && /already exists/i.test(error.detail ?? '')

export const isMissing = (error: unknown): boolean => error instanceof IntegrationError && error.code === 'not-found'

export const notFound = (what: string, reference: string): IntegrationError =>
  new IntegrationError('not-found', `${VENDOR} knows no ${what} ${reference}.`, { kind: 'data', status: 404 })

/** The failure of a request that changes nothing: its outcome is known, whatever became of the answer. */
export const withoutOutcome = (error: unknown): unknown => restated(error, false)

/** Work that follows a write: should it fail, the write has taken effect all the same. */
export async function afterWrite<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw restated(error, true)
  }
}

function restated(error: unknown, outcomeUnknown: boolean): unknown {
  if (!(error instanceof IntegrationError) || (error.outcomeUnknown ?? false) === outcomeUnknown) return error
  const { code, message, kind, status, detail, retryAfterMs, team, cause } = error
  return new IntegrationError(code, message, {
    kind,
    status,
    ...(detail !== undefined && { detail }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(team !== undefined && { team }),
    ...(cause !== undefined && { cause }),
    ...(outcomeUnknown && { outcomeUnknown }),
  })
}

function messageIn(body: string): string {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return 'an answer that is not JSON'
  }
  const { innererror, message } = Problem.safeParse(json).data?.error ?? {}
  return innererror?.internalexception?.message || innererror?.message || message || 'no reason given'
}

/** The infolog's own texts, or all that was said where there is none. */
function reasonIn(message: string): string {
  const [, infolog] = message.split(/Infolog:/i)
  if (infolog === undefined) return message
  const texts = infolog
    .split(';')
    .map((text) =>
      text
        .trim()
        .replace(/^(error|warning|info): */i, '')
        .replace(/\.+$/, ''),
    )
    .filter((text) => text !== '' && !NOISE.test(text))
  return texts.length > 0 ? `${texts.join('; ')}.` : message
}
