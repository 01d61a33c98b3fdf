import { createSecureContext } from 'node:tls'
import { IntegrationError } from '../../errors/integration-error.ts'
import type { Authorization, ClientCertificate } from './authorization.ts'

/**
 * A client certificate in the TLS handshake, alone or beneath another strategy (basic over mutual TLS, say). Throws
 * `connection-misconfigured` where certificate and key are unreadable or do not belong together.
 */
export function mutualTls(certificate: ClientCertificate, over?: Authorization): Authorization {
  try {
    createSecureContext(certificate)
  } catch (error) {
    throw new IntegrationError('connection-misconfigured', 'The client certificate of a connection cannot be used.', {
      kind: 'policy',
      team: 'integration',
      // OpenSSL's code names what is wrong and repeats nothing.
      detail: String((error as { code?: string }).code ?? 'unreadable'),
    })
  }
  return { headers: async () => ({}), ...over, certificate }
}
