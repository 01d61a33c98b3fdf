/** A refusal as finance and operations apps word it; thrown by any handler. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 412 | 429 | 500
  readonly retryAfterS: number | undefined

  constructor(status: Refusal['status'], message: string, retryAfterS?: number) {
    super(message)
    this.status = status
    this.retryAfterS = retryAfterS
  }
}

/** A rule of the business: the texts of the infolog, as a failed write gives them. */
export const infolog = (entity: string, ...texts: string[]): Refusal =>
  new Refusal(
    400,
    `Write failed for table row of type '${entity}'. Infolog: ${[...texts, 'Update has been canceled.'].map((text) => `Error: ${text}`).join('; ')}.`,
  )

export const notInTable = (entity: string, field: string, value: string, table = field): Refusal =>
  infolog(entity, `The value '${value}' in field '${field}' is not found in the related table '${table}'.`)

export const noResource = (what: string): Refusal =>
  new Refusal(404, `No HTTP resource was found that matches ${what}.`)

/** The OData error (OData JSON format 4.0, section 19) with the platform's inner error. */
export const problemOf = (refusal: Refusal) => ({
  error: {
    code: '',
    message: refusal.status === 429 ? 'Too many requests.' : 'An error has occurred.',
    innererror: {
      message: refusal.message,
      type: 'Microsoft.Dynamics.Platform.Integration.Services.OData.ODataException',
      stacktrace: '',
    },
  },
})
