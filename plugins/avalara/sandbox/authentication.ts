import { Refusal } from './refusal.ts'

/** Whether the header is `Basic base64(account:key)`; throws AvaTax's 401 where it is absent or malformed. */
export function authenticate(header: string | undefined, settings: Record<string, string>): void {
  if (!header)
    throw new Refusal('AuthenticationIncomplete', {
      status: 401,
      number: 34,
      message: 'Authentication Incomplete.',
      description: 'You must provide an Authorization header of the type Basic or Bearer to authenticate correctly.',
      severity: 'Exception',
    })
  const [scheme, encoded = ''] = header.split(' ')
  const credentials = Buffer.from(encoded, 'base64').toString()
  if (scheme !== 'Basic' || !credentials.includes(':'))
    throw new Refusal('BasicAuthIncorrect', {
      status: 401,
      number: 35,
      message: 'Incorrect Base header format.',
      description: "The Basic header must be in the format 'Basic (Base64Encoded(value))'.",
      severity: 'Exception',
    })
  if (credentials !== `${settings.accountId}:${settings.licenseKey}`)
    throw new Refusal('AuthenticationException', {
      status: 401,
      number: 30,
      message: 'The user or account could not be authenticated.',
      severity: 'Exception',
    })
}
