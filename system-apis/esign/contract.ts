import { Envelope, EnvelopeDraft, EnvelopeNotice, SignedDocument } from '@gantry/canonical/envelope'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, page, post, z } from '@gantry/core/contract'

/** Signatures on quotes and contracts. */
export const esign = defineContract({
  name: 'esign',
  version: '1.0.0',
  tier: 'system',
  title: 'E-signature',
  description: 'Documents sent to be signed, and what became of them.',
  owner: 'sales-operations',
  contact: 'sales-operations@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.5, p95Ms: 5000 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.' },
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    sendEnvelope: post('/envelopes', {
      summary: 'Send documents to be signed; a repeat with the same reference gives the same envelope.',
      body: EnvelopeDraft,
      returns: Envelope,
      status: 201,
      idempotent: true,
    }),
    getEnvelope: get('/envelopes/{id}', { summary: 'Read an envelope and who has signed.', returns: Envelope }),
    listEnvelopes: get('/envelopes', {
      summary: 'Find envelopes by what they stand for.',
      query: z.object({ reference: z.string().min(1).max(100), cursor: z.string().optional() }),
      returns: page(Envelope).openapi('EnvelopePage'),
    }),
    getSignedDocument: get('/envelopes/{id}/document', {
      summary: 'Read the signed documents as one PDF, with the certificate of completion.',
      returns: SignedDocument,
    }),
    voidEnvelope: post('/envelopes/{id}/void', {
      summary: 'Withdraw an envelope that not all have signed; repeating it changes nothing.',
      body: z.strictObject({ reason: z.string().min(1).max(200) }).openapi('Withdrawal'),
      returns: Envelope,
      idempotent: true,
    }),
  },
  events: {
    envelopeCompleted: event(EnvelopeNotice, { key: (envelope) => envelope.reference, summary: 'All have signed.' }),
    envelopeDeclined: event(EnvelopeNotice, { key: (envelope) => envelope.reference, summary: 'A signer declined.' }),
    envelopeVoided: event(EnvelopeNotice, {
      key: (envelope) => envelope.reference,
      summary: 'An envelope was withdrawn or has expired; also one that was completed before.',
    }),
  },
})
