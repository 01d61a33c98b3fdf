import type { ConnectContext } from '@gantry/core/connector'
import { answerLost } from '@gantry/core/connector/answer-lost'
import { basic } from '@gantry/core/connector/auth/basic'
import { vendorFailure } from '@gantry/core/connector/outbound'
import { IntegrationError } from '@gantry/core/errors'
import { inPath } from './code.ts'
import { type AdjustTransaction, type CreateTransaction, Failure, Transaction } from './wire.ts'

export const VENDOR = 'Avalara AvaTax'

/** A transaction as read, and the record as it came. */
export type Recorded = { transaction: Transaction; native: unknown }

/** AvaTax's own words for why it did not do as asked. */
export type Refusal = {
  status: number
  /** Every code given, the general one first: `GetTaxError`, `DocStatusError`. */
  codes: string[]
  message: string
  retryAfter: string | null
}

/** `refused` keeps what the caller may know how to go on from; throw `failureOf` otherwise. */
export type Answer = ({ refused?: never } & Recorded) | { refused: Refusal }

type Config = { accountId: string; licenseKey: string; baseUrl: string }

/**
 * The few calls of AvaTax REST v2 that are used. The official SDK drives the sandbox in the tests and is not used
 * here: its transport would have to be replaced whole (it drops status and Retry-After), it does not escape codes in
 * paths, its types are not the wire's (enums as numbers), and loading it costs each process 46 MB.
 */
export class AvaTax {
  readonly #fetch: ConnectContext<Config>['fetch']
  readonly #base: string
  readonly #headers: Record<string, string>

  constructor({ config, authorized }: Pick<ConnectContext<Config>, 'config' | 'authorized'>) {
    this.#fetch = authorized(basic({ user: config.accountId, password: config.licenseKey }))
    this.#base = config.baseUrl.replace(/\/$/, '')
    this.#headers = {
      accept: 'application/json',
      'x-avalara-client': 'Gantry; 0.1.0; REST; v2; gantry',
    }
  }

  create(model: CreateTransaction): Promise<Answer> {
    // An estimate is not recorded: asking for it again changes nothing.
    const repeatable = model.type === 'SalesOrder'
    return this.#send('POST', '/api/v2/transactions/create?$include=Details', model, repeatable)
  }

  async get(companyCode: string, code: string): Promise<Recorded> {
    return accepted(await this.#send('GET', `${pathOf(companyCode, code)}?documentType=SalesInvoice&$include=Details`))
  }

  void(companyCode: string, code: string): Promise<Answer> {
    const path = `${pathOf(companyCode, code)}/void?documentType=SalesInvoice&$include=Details`
    return this.#send('POST', path, { code: 'DocVoided' })
  }

  /** Takes a document out of the next tax return; it can be replaced then. */
  uncommit(companyCode: string, code: string): Promise<Answer> {
    return this.#send('POST', `${pathOf(companyCode, code)}/uncommit?documentType=SalesInvoice&$include=Details`)
  }

  /** Makes a new revision, whatever the document holds: who repeats it makes another. */
  adjust(companyCode: string, code: string, model: AdjustTransaction): Promise<Answer> {
    const path = `${pathOf(companyCode, code)}/adjust?documentType=SalesInvoice&$include=Details`
    return this.#send('POST', path, model)
  }

  async #send(method: 'GET' | 'POST', path: string, body?: object, repeatable = method === 'GET'): Promise<Answer> {
    const response = await this.#fetch(this.#base + path, {
      method,
      headers: { ...this.#headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      repeatable,
    })
    const native = await read(response, `${method} ${path.split('?')[0]}`)
    if (!response.ok) return { refused: refusalOf(response, native) }
    const parsed = Transaction.safeParse(native)
    if (parsed.success) return { transaction: parsed.data, native }
    throw new IntegrationError('vendor-answer-unexpected', `${VENDOR} answered in a form that is not known.`, {
      kind: 'bug',
      detail: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      outcomeUnknown: method !== 'GET',
    })
  }
}

const pathOf = (companyCode: string, code: string) =>
  `/api/v2/companies/${inPath(companyCode)}/transactions/${inPath(code)}`

/** The body, or undefined where a failure has none that can be read; a success cut off on its way is transient. */
async function read(response: Response, request: string): Promise<unknown> {
  try {
    return await response.json()
  } catch (cause) {
    if (!response.ok) return undefined
    const detail = `${request}: ${response.status} with an unreadable body`
    throw answerLost({ vendor: VENDOR, detail, changesNothing: request.startsWith('GET'), cause })
  }
}

function refusalOf(response: Response, body: unknown): Refusal {
  const error = Failure.safeParse(body).data?.error
  const details = error?.details ?? []
  const codes = [error?.code, ...details.flatMap((detail) => [detail.code, detail.faultSubCode])]
  const said = details.flatMap((detail) => [detail.message, detail.description])
  const words = [error?.message, ...said].filter((word) => word && word !== '')
  return {
    status: response.status,
    codes: [...new Set(codes.filter((code) => code != null && code !== ''))] as string[],
    message: [...new Set(words)].join(' ') || response.statusText || 'no explanation',
    retryAfter: response.headers.get('retry-after'),
  }
}

/** What a refusal means to the business. */
export function failureOf(refused: Refusal): IntegrationError {
  const failure = vendorFailure({ vendor: VENDOR, ...refused, code: refused.codes.join('/') })
  if (refused.codes.includes('CompanyNotFoundError'))
    return new IntegrationError(
      'legal-entity-unknown',
      `${VENDOR} has no company for this legal entity: add it there.`,
      {
        kind: 'data',
        team: 'tax',
        ...(failure.detail && { detail: failure.detail }),
      },
    )
  if (refused.codes.includes('CannotModifyLockedTransaction'))
    return new IntegrationError(
      'tax-document-reported',
      'The tax return with this document is filed: credit it instead.',
      {
        kind: 'policy',
        team: 'tax',
        ...(failure.detail && { detail: failure.detail }),
      },
    )
  return failure
}

export function accepted(answer: Answer): Recorded {
  if (answer.refused) throw failureOf(answer.refused)
  return answer
}
