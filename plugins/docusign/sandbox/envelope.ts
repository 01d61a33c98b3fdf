import { randomUUID } from 'node:crypto'
import type { Books, SandboxContext } from '@gantry/core/sandbox'
import { z } from 'zod'
import { Refusal } from './refusal.ts'

/** DocuSign writes flags and numbers as text. */
const Flag = z.enum(['true', 'false'])
const Digits = z.string().regex(/^\d+$/)

export const Definition = z.strictObject({
  status: z.enum(['created', 'sent']).default('created'),
  transactionId: z.string().max(100).optional(),
  emailSubject: z.string().max(100),
  emailBlurb: z.string().max(10_000).optional(),
  documents: z
    .array(
      z.strictObject({
        documentId: Digits,
        name: z.string().max(100),
        fileExtension: z.string().optional(),
        documentBase64: z.base64(),
      }),
    )
    .min(1),
  recipients: z.strictObject({
    signers: z
      .array(
        z.looseObject({
          recipientId: Digits,
          routingOrder: Digits.default('1'),
          name: z.string().max(100),
          email: z.email().max(100),
        }),
      )
      .min(1),
  }),
  customFields: z
    .strictObject({
      textCustomFields: z
        .array(
          z.strictObject({
            name: z.string().max(50),
            value: z.string().max(100),
            show: Flag.default('false'),
            required: Flag.default('false'),
          }),
        )
        .default([]),
    })
    .optional(),
  notification: z
    .strictObject({
      useAccountDefaults: Flag.optional(),
      expirations: z.strictObject({ expireEnabled: Flag, expireAfter: Digits, expireWarn: Digits }).optional(),
    })
    .optional(),
})
export type Definition = z.output<typeof Definition>

type Signer = {
  recipientId: string
  recipientIdGuid: string
  routingOrder: string
  name: string
  email: string
  status: string
  signedDateTime?: string
  declinedDateTime?: string
  declinedReason?: string
}

export type Envelope = {
  id: string
  status: 'created' | 'sent' | 'completed' | 'declined' | 'voided'
  transactionId?: string
  emailSubject: string
  emailBlurb: string
  documents: { documentId: string; name: string }[]
  signers: Signer[]
  fields: { fieldId: string; name: string; value: string; show: string; required: string }[]
  createdAt: string
  sentAt?: string
  completedAt?: string
  declinedAt?: string
  voidedAt?: string
  voidedReason?: string
  changedAt: string
}

const TABLE = 'envelopes'

/** A transaction id names an envelope for seven days. */
const TRANSACTION_DAYS = 7

/** Seven decimals of a second, as DocuSign writes a time. */
export const stamp = (instant: string): string => instant.replace('Z', '0000Z')

export function create(context: SandboxContext, definition: Definition, write: string): Envelope {
  const { books, clock } = context
  const now = clock.iso()
  const sent = definition.status === 'sent'
  const id = randomUUID()
  const envelope: Envelope = {
    id,
    status: definition.status,
    ...(definition.transactionId && { transactionId: definition.transactionId }),
    emailSubject: definition.emailSubject,
    emailBlurb: definition.emailBlurb ?? '',
    documents: definition.documents.map(({ documentId, name }) => ({ documentId, name })),
    signers: definition.recipients.signers.map(({ recipientId, routingOrder, name, email }) => ({
      ...{ recipientId, recipientIdGuid: randomUUID(), routingOrder, name, email },
      status: sent ? 'sent' : 'created',
    })),
    fields: (definition.customFields?.textCustomFields ?? []).map((field, index) => ({
      fieldId: String(index + 1),
      ...field,
    })),
    createdAt: now,
    ...(sent && { sentAt: now }),
    changedAt: now,
  }
  books.put(TABLE, id, envelope, write)
  return envelope
}

export function find(books: Books, id: string): Envelope {
  const envelope = books.get<Envelope>(TABLE, id)
  if (envelope) return envelope
  throw new Refusal(
    'ENVELOPE_DOES_NOT_EXIST',
    'The envelope specified does not exist or you do not have access to it.',
    404,
  )
}

/** The envelope with this text field, whatever its name. */
export function having(books: Books, value: string): Envelope {
  const envelope = all(books).findLast(({ fields }) => fields.some((field) => field.value === value))
  if (envelope) return envelope
  throw new Error(`No envelope has a field ${value}.`)
}

export const all = (books: Books): Envelope[] => books.all<Envelope>(TABLE)

type Change = Partial<Omit<Envelope, 'id'>>

export function change(
  { books, clock }: SandboxContext,
  envelope: Envelope,
  changes: Change,
  write?: string,
): Envelope {
  const changed = { ...envelope, ...changes, changedAt: clock.iso() }
  books.put(TABLE, envelope.id, changed, write)
  return changed
}

export function withdraw(context: SandboxContext, envelope: Envelope, reason: string, write?: string): Envelope {
  if (!reason)
    throw new Refusal(
      'INVALID_REQUEST_PARAMETER',
      "The request contained at least one invalid parameter. 'voidedReason' is required.",
    )
  return change(context, envelope, { status: 'voided', voidedAt: context.clock.iso(), voidedReason: reason }, write)
}

export function search(context: SandboxContext, query: (name: string) => string | undefined): Envelope[] {
  const { books, clock } = context
  const transactions = query('transaction_ids')?.split(',')
  if (transactions) {
    const oldest = new Date(clock.now().getTime() - TRANSACTION_DAYS * 86_400_000).toISOString()
    return all(books).filter(
      ({ transactionId, createdAt }) => transactionId && transactions.includes(transactionId) && createdAt >= oldest,
    )
  }
  const from = query('from_date')
  if (!from || Number.isNaN(Date.parse(from)))
    throw new Refusal(
      'INVALID_REQUEST_PARAMETER',
      "The request contained at least one invalid parameter. Query parameter 'from_date' must be set to a valid DateTime.",
    )
  const since = new Date(from).toISOString()
  const [, field, wanted] = /^([^=]+)=(.*)$/s.exec(query('custom_field') ?? '') ?? []
  return all(books).filter(
    ({ changedAt, fields }) =>
      changedAt >= since && (!field || fields.some(({ name, value }) => name === field && value === wanted)),
  )
}

/** What the API shows; `include` names what it leaves out otherwise. */
export function shown(envelope: Envelope, include: readonly string[]) {
  const path = `/envelopes/${envelope.id}`
  const times = {
    createdDateTime: envelope.createdAt,
    sentDateTime: envelope.sentAt,
    completedDateTime: envelope.completedAt,
    declinedDateTime: envelope.declinedAt,
    voidedDateTime: envelope.voidedAt,
    statusChangedDateTime: envelope.changedAt,
    lastModifiedDateTime: envelope.changedAt,
  }
  return {
    envelopeId: envelope.id,
    status: envelope.status,
    emailSubject: envelope.emailSubject,
    emailBlurb: envelope.emailBlurb,
    envelopeUri: path,
    documentsUri: `${path}/documents`,
    recipientsUri: `${path}/recipients`,
    customFieldsUri: `${path}/custom_fields`,
    ...(envelope.transactionId && { transactionId: envelope.transactionId }),
    ...(envelope.voidedReason && { voidedReason: envelope.voidedReason }),
    ...Object.fromEntries(Object.entries(times).flatMap(([name, at]) => (at ? [[name, stamp(at)]] : []))),
    ...(include.includes('custom_fields') && {
      customFields: { textCustomFields: envelope.fields, listCustomFields: [] },
    }),
    ...(include.includes('recipients') && { recipients: recipientsOf(envelope) }),
  }
}

function recipientsOf({ signers }: Envelope) {
  const none = {
    agents: [],
    editors: [],
    intermediaries: [],
    carbonCopies: [],
    certifiedDeliveries: [],
    inPersonSigners: [],
  }
  return {
    ...none,
    signers: signers.map(({ signedDateTime, declinedDateTime, ...signer }) => ({
      ...signer,
      ...(signedDateTime && { signedDateTime: stamp(signedDateTime) }),
      ...(declinedDateTime && { declinedDateTime: stamp(declinedDateTime) }),
    })),
    recipientCount: String(signers.length),
    currentRoutingOrder: '1',
  }
}
