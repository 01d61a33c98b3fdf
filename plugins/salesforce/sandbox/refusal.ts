/** An error the API answers as `[{message, errorCode, fields}]`. */
export class Refusal extends Error {
  readonly status: number
  readonly errorCode: string
  readonly fields: readonly string[] | undefined

  constructor(errorCode: string, message: string, status = 400, fields?: readonly string[]) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.fields = fields
  }

  /** As it stands in an error array of a single-record call. */
  body(): object {
    return { message: this.message, errorCode: this.errorCode, ...(this.fields && { fields: this.fields }) }
  }

  /** As it stands in the `errors` of a collection's result, where the code is called `statusCode`. */
  saveError(): { statusCode: string; message: string; fields: readonly string[] } {
    return { statusCode: this.errorCode, message: this.message, fields: this.fields ?? [] }
  }
}
