import { vendorFailure } from '@gantry/core/connector/outbound'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'

export const VENDOR = 'SAP S/4HANA'

/** Both versions of OData: V2 gives the message a language. */
const Problem = z.object({
  error: z.object({ code: z.string(), message: z.union([z.string(), z.object({ value: z.string() })]) }),
})

/** What a refusal means to Gantry. `body` is an OData error, a page of the web server, or whatever a proxy wrote. */
export function failureOf(status: number, body: string, retryAfter: string | null): IntegrationError {
  const { code, message } = reading(body)
  if (status === 412)
    return new IntegrationError('record-changed', 'Somebody changed the record in SAP S/4HANA meanwhile.', {
      kind: 'transient',
      detail: `${VENDOR} 412 ${code ?? ''}: ${message}`,
    })
  if (status === 428)
    return new IntegrationError('precondition-missing', 'SAP S/4HANA wants to know which state is changed.', {
      kind: 'bug',
      detail: `${VENDOR} 428 ${code ?? ''}: ${message}`,
    })
  if (status === 400 && code) return refusalOf(code, message)
  return vendorFailure({ vendor: VENDOR, status, message, retryAfter, ...(code && { code }) })
}

/** A business refusal by its message class and number, from an OData error or the log of a confirmation. */
export function refusalOf(code: string, message: string): IntegrationError {
  const detail = `${VENDOR} ${code}: ${message}`.slice(0, 1000)
  // F5 201 and the like: "Posting period 003 2026 is not open".
  if (code === 'F5/201' || /posting period .* (not open|closed)/i.test(message))
    return new IntegrationError('period-closed', 'The posting period of this document is closed in SAP S/4HANA.', {
      kind: 'policy',
      team: 'finance-systems',
      detail,
    })
  // V1 042, M3 024 and others: a person or a job holds the record's lock.
  if (/(currently|already|being) (being )?(processed|locked|edited|blocked) by/i.test(message))
    return new IntegrationError('record-busy', 'Somebody else is changing this record in SAP S/4HANA.', {
      kind: 'transient',
      detail,
    })
  return vendorFailure({ vendor: VENDOR, status: 400, code, message })
}

/** The failure of a request that changes nothing: its outcome is known, whatever became of the answer. */
export function withoutOutcome(error: unknown): unknown {
  if (!(error instanceof IntegrationError) || !error.outcomeUnknown) return error
  const { code, message, kind, status, detail, retryAfterMs, team, cause } = error
  return new IntegrationError(code, message, { kind, status, detail, retryAfterMs, team, cause })
}

export const notFound = (what: string, reference: string): IntegrationError =>
  new IntegrationError('not-found', `${VENDOR} knows no ${what} ${reference}.`, { kind: 'data', status: 404 })

export const unexpected = (where: string, what: string): IntegrationError =>
  new IntegrationError('unexpected-answer', `${VENDOR} answered in a way Gantry does not understand.`, {
    kind: 'bug',
    detail: `${where}: ${what}`,
  })

function reading(body: string): { code?: string; message: string } {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { message: 'an answer that is not JSON' }
  }
  const problem = Problem.safeParse(json).data?.error
  if (!problem) return { message: 'no reason given' }
  return { code: problem.code, message: typeof problem.message === 'string' ? problem.message : problem.message.value }
}
