import { createHash } from 'node:crypto'
import type { Envelope, EnvelopeDraft, EnvelopeState } from '@gantry/canonical/envelope'
import { IntegrationError } from '@gantry/core/errors'
import { type DocuSign, VENDOR } from './client.ts'
import { WireEnvelope, WireEnvelopes, WireSummary } from './wire.ts'

/** The text field of an envelope that carries our reference; DocuSign takes 100 characters. */
export const REFERENCE = 'gantry_reference'
/** Far enough back for every quote that can still be signed: a search must say from when on. */
const SINCE_DAYS = 730
const PAGE = 100
const DETAIL = 'include=recipients,custom_fields'

const STATES: Record<string, EnvelopeState> = {
  created: 'draft',
  sent: 'sent',
  delivered: 'delivered',
  // All have signed, and DocuSign is sealing the documents.
  signed: 'delivered',
  completed: 'completed',
  declined: 'declined',
  voided: 'voided',
}

/**
 * A sender's own id of an envelope (`transactionId`), by which it can be found for 7 days, at once and exactly; after
 * that the search by custom field has long caught up.
 */
export const transactionIdOf = (reference: string): string => {
  const hex = createHash('sha256').update(`gantry:${reference}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** DocuSign sends as often as it is asked to: the reference is looked for first, while nobody else does. */
export async function sendEnvelope(docusign: DocuSign, draft: EnvelopeDraft): Promise<Envelope> {
  return docusign.exclusively(`envelope:${draft.reference}`, async () => {
    const known = await find(docusign, draft.reference)
    if (known) return known
    const { envelopeId } = await docusign.post('/envelopes', definitionOf(draft), WireSummary)
    return getEnvelope(docusign, envelopeId)
  })
}

export async function getEnvelope(docusign: DocuSign, id: string): Promise<Envelope> {
  return toEnvelope(await docusign.get(`/envelopes/${encodeURIComponent(id)}?${DETAIL}`, WireEnvelope))
}

export async function listEnvelopes(docusign: DocuSign, reference: string, cursor: string | undefined) {
  const position = Number(cursor ?? 0)
  const query = new URLSearchParams({
    custom_field: `${REFERENCE}=${reference}`,
    from_date: new Date(Date.now() - SINCE_DAYS * 86_400_000).toISOString(),
    include: 'recipients,custom_fields',
    start_position: String(position),
    count: String(PAGE),
  })
  const { envelopes = [], totalSetSize } = await docusign.get(`/envelopes?${query}`, WireEnvelopes)
  const next = position + envelopes.length
  return {
    items: envelopes.map(toEnvelope),
    ...(envelopes.length > 0 && next < Number(totalSetSize ?? 0) && { next: String(next) }),
  }
}

/** Repeated, it finds the envelope withdrawn; what all have signed cannot be withdrawn by the sender. */
export async function voidEnvelope(docusign: DocuSign, id: string, reason: string): Promise<Envelope> {
  try {
    await docusign.put(`/envelopes/${encodeURIComponent(id)}`, { status: 'voided', voidedReason: reason })
  } catch (error) {
    if (!(error instanceof IntegrationError && error.code === 'envelope-not-open')) throw error
    const found = await getEnvelope(docusign, id)
    if (found.state !== 'voided') throw error
    return found
  }
  return getEnvelope(docusign, id)
}

async function find(docusign: DocuSign, reference: string): Promise<Envelope | undefined> {
  const query = new URLSearchParams({
    transaction_ids: transactionIdOf(reference),
    include: 'recipients,custom_fields',
  })
  const { envelopes = [] } = await docusign.get(`/envelopes?${query}`, WireEnvelopes)
  const [recent] = envelopes.map(toEnvelope)
  return recent ?? (await listEnvelopes(docusign, reference, undefined)).items[0]
}

const EXTENSIONS = { 'application/pdf': 'pdf', 'text/html': 'html', 'text/plain': 'txt' } as const

function definitionOf(draft: EnvelopeDraft) {
  return {
    status: 'sent',
    transactionId: transactionIdOf(draft.reference),
    emailSubject: draft.subject,
    ...(draft.message && { emailBlurb: draft.message }),
    documents: draft.documents.map(({ name, contentType, content }, index) => ({
      documentId: String(index + 1),
      name,
      fileExtension: EXTENSIONS[contentType],
      documentBase64: content,
    })),
    recipients: {
      signers: draft.signers.map(({ name, email, order }, index) => ({
        recipientId: String(index + 1),
        routingOrder: String(order),
        name,
        email,
      })),
    },
    customFields: {
      textCustomFields: [{ name: REFERENCE, value: draft.reference, show: 'false', required: 'false' }],
    },
    ...(draft.expiresOn && {
      notification: {
        useAccountDefaults: 'false',
        expirations: { expireEnabled: 'true', expireAfter: String(daysUntil(draft.expiresOn)), expireWarn: '0' },
      },
    }),
  }
}

const daysUntil = (date: string): number =>
  Math.max(1, Math.ceil((Date.parse(`${date}T23:59:59Z`) - Date.now()) / 86_400_000))

export function toEnvelope(wire: WireEnvelope): Envelope {
  const state = stateOf(wire)
  const signers = wire.recipients?.signers ?? []
  const reason = wire.voidedReason ?? signers.find(({ declinedReason }) => declinedReason)?.declinedReason
  return {
    id: wire.envelopeId,
    reference: referenceOf(wire) ?? wire.envelopeId,
    subject: wire.emailSubject ?? '',
    state,
    ...(reason && { reason }),
    signers: signers.map(({ name = '', email = '', signedDateTime }) => ({
      name,
      email,
      ...(signedDateTime && { signedAt: instant(signedDateTime) }),
    })),
    ...(wire.sentDateTime && { sentAt: instant(wire.sentDateTime) }),
    ...(wire.completedDateTime && { completedAt: instant(wire.completedDateTime) }),
  }
}

export const referenceOf = ({ customFields }: WireEnvelope): string | undefined =>
  customFields?.textCustomFields?.find(({ name }) => name === REFERENCE)?.value

export function stateOf({ status, envelopeId }: Pick<WireEnvelope, 'status' | 'envelopeId'>): EnvelopeState {
  const state = STATES[status.toLowerCase()]
  if (state) return state
  throw new IntegrationError('vendor-state-unknown', `${VENDOR} has the envelope in a state that is not known.`, {
    kind: 'data',
    team: 'integration',
    detail: `${envelopeId}: ${status}`,
  })
}

/** DocuSign writes seven decimals of a second. */
export const instant = (text: string): string => new Date(text).toISOString()
