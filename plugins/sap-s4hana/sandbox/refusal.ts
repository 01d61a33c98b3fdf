/** A refusal in SAP's words: thrown anywhere, shown in the error body of the protocol that asked. */
export class Refusal extends Error {
  readonly status: 400 | 403 | 404 | 405 | 412 | 428 | 500
  /** Message class and number, e.g. `F5/201`. */
  readonly code: string

  constructor(status: Refusal['status'], code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const notFound = (set: string): Refusal =>
  new Refusal(404, '/IWBEP/CM_MGW_RT/020', `Resource not found for segment '${set}'`)

/** OData V2: the message is an object with a language (OData V2, "Error Response"). */
export const v2Problem = ({ code, message }: Refusal): object => ({
  error: {
    code,
    message: { lang: 'en', value: message },
    innererror: {
      application: { component_id: '', service_namespace: '/SAP/', service_id: '', service_version: '0001' },
      errordetails: [{ code, message, severity: 'error', target: '' }],
    },
  },
})

export const v4Problem = ({ code, message }: Refusal): object => ({
  error: { code, message, details: [{ code, message }] },
})
