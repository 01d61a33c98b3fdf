import { type ConnectContext, secret, z } from '@gantry/core/connector'
import { clientCredentials } from '@gantry/core/connector/auth/client-credentials'
import type { ClientProof } from '@gantry/core/connector/auth/token-endpoint'
import { IntegrationError } from '@gantry/core/errors'
import { type Client, createClient } from './client.ts'
import { type Companies, companyNames, createCompanies } from './companies.ts'

export const Config = z.object({
  /** Of the environment, e.g. `https://contoso.operations.dynamics.com`. */
  baseUrl: z.url(),
  /** Microsoft Entra tenant id, and where its token endpoint is. */
  tenantId: z.string().min(1),
  authority: z.url().default('https://login.microsoftonline.com'),
  clientId: z.string().min(1),
  /** Either a secret, or a certificate's RSA key (PKCS #8 PEM) with the certificate's SHA-256 thumbprint in hex. */
  clientSecret: secret().optional().meta({ secret: true }),
  privateKey: secret().optional().meta({ secret: true }),
  certificateThumbprint: z
    .string()
    .regex(/^([0-9a-f]{2}:?){32}$/i)
    .optional(),
  /** `EMEA=demf,AMER=usmf`; without it a legal entity is named as its company's id. */
  companies: z.string().optional(),
  // Set-up data of the companies, see the README.
  customerGroup: z.string().default('10'),
  itemGroup: z.string().default('Services'),
  itemModelGroup: z.string().default('Service'),
  storageDimensionGroup: z.string().default('SiteWH'),
  trackingDimensionGroup: z.string().default('None'),
  unit: z.string().default('ea'),
  revenueAccount: z.string().default('401100'),
  /** Sales tax group and item sales tax group that carry the tax engine's amounts. */
  taxGroup: z.string().default('GANTRY'),
  paymentJournal: z.string().default('CustPay'),
  bankAccount: z.string().default('USMF OPER'),
})
export type Config = z.output<typeof Config>

/** One opened environment. */
export type Environment = {
  client: Client
  companies: Companies
  settings: Config
  /** Without credentials of ours: a blob's address is its own permission. */
  fetch: ConnectContext<Config>['fetch']
  exclusively: ConnectContext<Config>['exclusively']
}

export function openEnvironment({ config, fetch, authorized, auth, exclusively }: ConnectContext<Config>): Environment {
  const baseUrl = config.baseUrl.replace(/\/+$/, '')
  const authorization = clientCredentials(auth, {
    tokenUrl: `${config.authority.replace(/\/+$/, '')}/${config.tenantId}/oauth2/v2.0/token`,
    clientId: config.clientId,
    client: proofOf(config),
    scope: `${baseUrl}/.default`,
  })
  const client = createClient(authorized(authorization), baseUrl)
  return {
    client,
    companies: createCompanies(client, companyNames(config.companies)),
    settings: config,
    fetch,
    exclusively,
  }
}

function proofOf({ clientSecret, privateKey, certificateThumbprint }: Config): ClientProof {
  if (clientSecret !== undefined) return { method: 'post', secret: clientSecret }
  if (privateKey !== undefined && certificateThumbprint !== undefined) {
    const thumbprint = Buffer.from(certificateThumbprint.replaceAll(':', ''), 'hex').toString('base64url')
    return { method: 'assertion', key: privateKey, algorithm: 'PS256', header: { 'x5t#S256': thumbprint } }
  }
  throw new IntegrationError(
    'connection-misconfigured',
    'Dynamics 365 Finance has neither a secret nor a certificate.',
    {
      kind: 'policy',
      team: 'integration',
      detail: 'expected clientSecret, or privateKey and certificateThumbprint',
    },
  )
}
