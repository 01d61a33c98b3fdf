import type { Context } from 'hono'

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
}

/** A refusal in NetSuite's words; thrown by any handler, answered by `problem`. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 404 | 405 | 429
  readonly code: string
  readonly path: string | undefined

  constructor(status: Refusal['status'], code: string, detail: string, path?: string) {
    super(detail)
    this.status = status
    this.code = code
    this.path = path
  }
}

/** A rule of the business, as NetSuite's forms and scripts state it. */
export const userError = (detail: string): Refusal =>
  new Refusal(400, 'USER_ERROR', `Error while accessing a resource. ${detail}`)

export const invalidContent = (detail: string, path?: string): Refusal =>
  new Refusal(400, 'INVALID_CONTENT', `Error while accessing a resource. ${detail}`, path)

export const noRecord = (): Refusal =>
  new Refusal(404, 'NONEXISTENT_ID', 'The record instance does not exist. Provide a valid record instance ID.')

/** Oracle help, "Error Handling in REST Web Services". */
export function problem(c: Context, { status, code, message, path }: Refusal): Response {
  const section = status === 400 ? '#sec10.4.1' : ''
  return c.body(
    JSON.stringify({
      type: `https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html${section}`,
      title: TITLES[status],
      status,
      'o:errorDetails': [{ detail: message, 'o:errorCode': code, ...(path !== undefined && { 'o:errorPath': path }) }],
    }),
    status,
    { 'content-type': 'application/vnd.oracle.resource+json; type=error; charset=UTF-8' },
  )
}
