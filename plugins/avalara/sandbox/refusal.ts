import type { ContentfulStatusCode } from 'hono/utils/http-status'

type Fault = {
  status: ContentfulStatusCode
  number: number
  message: string
  description?: string
  /** The SOAP-era code inside of a `GetTaxError`. */
  faultSubCode?: string
  refersTo?: string
  severity?: 'Error' | 'Exception'
}

/** An answer that AvaTax gives instead of doing as asked (https://developer.avalara.com/avatax/errors/). */
export class Refusal extends Error {
  readonly code: string
  readonly fault: Fault

  constructor(code: string, fault: Fault) {
    super(fault.message)
    this.code = code
    this.fault = fault
  }

  get status(): ContentfulStatusCode {
    return this.fault.status
  }

  body() {
    const { status: _, severity = 'Error', ...said } = this.fault
    const detail = {
      code: this.code,
      ...said,
      faultCode: 'Client',
      helpLink: `http://developer.avalara.com/avatax/errors/${this.code}`,
      severity,
    }
    return { error: { code: this.code, message: this.fault.message, target: 'Unknown', details: [detail] } }
  }
}

export const docStatusError = (expected: string) =>
  new Refusal('GetTaxError', {
    status: 400,
    number: 300,
    message: 'DocStatus is invalid for this operation.',
    description: `Expected ${expected}`,
    faultSubCode: 'DocStatusError',
    refersTo: 'DocStatus',
  })

export const companyNotFound = (company: string) =>
  new Refusal('GetTaxError', {
    status: 400,
    number: 300,
    message: 'Company not found.  Verify the CompanyCode.',
    description: `An unknown CompanyCode was specified: ${company}.`,
    faultSubCode: 'CompanyNotFoundError',
    refersTo: 'CompanyCode',
  })

export const documentNotFound = (code: string) =>
  new Refusal('EntityNotFoundError', {
    status: 404,
    number: 4,
    message: 'Document not found.',
    description: `The Document with code '${code}' was not found.`,
  })

export const modelInvalid = (field: string, description: string) =>
  new Refusal('ModelStateInvalid', {
    status: 400,
    number: 70,
    message: 'The model you provided is not structured correctly.',
    description: `${field}: ${description}`,
    refersTo: field,
  })

export const getTaxError = (faultSubCode: string, message: string, refersTo: string) =>
  new Refusal('GetTaxError', { status: 400, number: 300, message, faultSubCode, refersTo })
