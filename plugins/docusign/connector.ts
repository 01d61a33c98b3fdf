import { defineConnector, provide, secret, z } from '@gantry/core/connector'
import { esign } from '@gantry/esign-api/contract'
import { changes } from './changes.ts'
import { DocuSign } from './client.ts'
import { getEnvelope, listEnvelopes, sendEnvelope, voidEnvelope } from './envelope.ts'
import { webhooks } from './webhooks.ts'

/** DocuSign eSignature: quotes and contracts sent to be signed. */
export default defineConnector({
  name: 'docusign',
  title: 'DocuSign',
  config: z.object({
    integrationKey: z.string().min(1),
    /** The user that Gantry acts as; it has given its consent once. */
    userId: z.string().min(1),
    /** PEM of the integration's RSA key. */
    privateKey: secret(),
    /** HMAC keys of the Connect configuration; more than one while they are being rotated. */
    connectKeys: z.array(z.string().min(1)).min(1).meta({ secret: true }),
    /** The user's default account where absent. */
    accountId: z.string().optional(),
    /** `https://account-d.docusign.com` for the developer environment. */
    authUrl: z.url().default('https://account.docusign.com'),
  }),
  // An account may make 3,000 calls an hour and 500 in 30 seconds.
  limits: { requestsPerSecond: 10, concurrency: 10 },
  connect: (context) => new DocuSign(context),
  provides: [
    provide(esign, (docusign: DocuSign) => ({
      sendEnvelope: ({ body }) => sendEnvelope(docusign, body),
      getEnvelope: ({ id }) => getEnvelope(docusign, id),
      listEnvelopes: ({ query }) => listEnvelopes(docusign, query.reference, query.cursor),
      getSignedDocument: async ({ id }) => {
        const { contentType, content } = await docusign.bytes(
          `/envelopes/${encodeURIComponent(id)}/documents/combined?certificate=true`,
        )
        return { contentType, content: Buffer.from(content).toString('base64') }
      },
      voidEnvelope: ({ id, body }) => voidEnvelope(docusign, id, body.reason),
    })),
  ],
  webhooks,
  changes,
  manifest: {
    'esign.sendEnvelope': { repeat: 'lookup' },
    'esign.getEnvelope': { repeat: 'read' },
    'esign.listEnvelopes': { repeat: 'read' },
    'esign.getSignedDocument': { repeat: 'read' },
    'esign.voidEnvelope': { repeat: 'natural' },
  },
  behaviour: { longestRequestMs: 30_000, concurrentWrites: 'last-wins', bulk: 'none', deletions: 'none' },
  erasure: {
    how: 'Purge the envelope (Admin > Document Retention > Targeted Purge, or purgeState of Envelopes: update), personal data included.',
    stays: 'The envelope’s history without names, 14 days after it was queued.',
    page: 'https://www.docusign.com/blog/developers/purging-documents-envelope',
  },
  conformance: 'published-spec',
  sandbox: () => import('./sandbox/sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
