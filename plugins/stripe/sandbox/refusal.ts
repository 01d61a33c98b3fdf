/** An answer with Stripe's error object (https://docs.stripe.com/api/errors). */
export class Refusal extends Error {
  readonly status: number
  readonly error: { type: string; code?: string; param?: string; message: string; doc_url?: string }

  constructor(status: number, message: string, { type = 'invalid_request_error', code, param }: RefusalOptions = {}) {
    super(message)
    this.status = status
    this.error = {
      ...(code && { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
      message,
      ...(param && { param }),
      type,
    }
  }
}

type RefusalOptions = { type?: string; code?: string; param?: string }

export const invalid = (message: string, param?: string, code?: string): Refusal =>
  new Refusal(400, message, { ...(param && { param }), ...(code && { code }) })

/** `path` records are named by the address (404), others by a parameter (400). */
export const missing = (object: string, id: string, param = 'id', status = 404): Refusal =>
  new Refusal(status, `No such ${object}: '${id}'`, { code: 'resource_missing', param })
