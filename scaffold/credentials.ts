import { generateKeyPairSync, randomBytes } from 'node:crypto'

/** Credentials for the sandboxes and for the connections to them: made anew, so that none is ever in a file of ours. */
export type Credentials = {
  /** Settings of each sandbox, by its name. */
  sandboxes: Record<string, Record<string, string>>
  /** What the connections read from the environment; base URLs are added once the sandboxes listen. */
  environment: Record<string, string>
}

const random = (bytes = 24) => randomBytes(bytes).toString('hex')

export function makeCredentials(): Credentials {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const salesforce = { clientId: random(), clientSecret: random() }
  const stripe = { apiKey: `sk_test_${random()}`, webhookSecret: `whsec_${random()}` }
  const netsuite = { account: 'TSTDRV1', clientId: random(), certificateId: random(16) }
  const avalara = { accountId: '2000000001', licenseKey: random(8).toUpperCase() }
  return {
    sandboxes: { salesforce, stripe, netsuite: { ...netsuite, publicKey }, avalara },
    environment: {
      SALESFORCE_CLIENT_ID: salesforce.clientId,
      SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
      STRIPE_API_KEY: stripe.apiKey,
      STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      NETSUITE_ACCOUNT: netsuite.account,
      NETSUITE_CLIENT_ID: netsuite.clientId,
      NETSUITE_CERTIFICATE_ID: netsuite.certificateId,
      NETSUITE_PRIVATE_KEY: privateKey,
      AVALARA_ACCOUNT_ID: avalara.accountId,
      AVALARA_LICENSE_KEY: avalara.licenseKey,
    },
  }
}

/** The environment that points each connection at its sandbox, without the vendors' limits on a shared service. */
export function sandboxEnvironment(urls: Record<string, string>): Record<string, string> {
  const limits = ['SALESFORCE', 'STRIPE', 'NETSUITE', 'AVALARA'].flatMap((name) => [
    [`${name}_REQUESTS_PER_SECOND`, '2000'],
    [`${name}_CONCURRENCY`, '64'],
  ])
  return {
    SALESFORCE_LOGIN_URL: urls.salesforce!,
    STRIPE_BASE_URL: urls.stripe!,
    NETSUITE_BASE_URL: urls.netsuite!,
    AVALARA_BASE_URL: urls.avalara!,
    ...Object.fromEntries(limits),
  }
}
