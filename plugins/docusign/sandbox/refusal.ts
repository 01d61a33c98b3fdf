import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** DocuSign's own way of saying no. */
export class Refusal extends Error {
  readonly code: string
  readonly status: ContentfulStatusCode
  readonly headers: Record<string, string>

  constructor(code: string, message: string, status: ContentfulStatusCode = 400, headers: Record<string, string> = {}) {
    super(message)
    this.code = code
    this.status = status
    this.headers = headers
  }

  body() {
    return { errorCode: this.code, message: this.message }
  }
}
