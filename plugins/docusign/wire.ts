import { z } from 'zod'

/** DocuSign eSignature REST v2.1, as far as it is used: https://developers.docusign.com/docs/esign-rest-api/reference/ */

const Signer = z.object({
  name: z.string().optional(),
  email: z.string().optional(),
  signedDateTime: z.string().optional(),
  declinedReason: z.string().optional(),
})

export const WireEnvelope = z.object({
  envelopeId: z.string(),
  status: z.string(),
  emailSubject: z.string().optional(),
  sentDateTime: z.string().optional(),
  completedDateTime: z.string().optional(),
  statusChangedDateTime: z.string().optional(),
  voidedReason: z.string().optional(),
  customFields: z
    .object({
      textCustomFields: z.array(z.object({ name: z.string(), value: z.string().optional() })).optional(),
    })
    .optional(),
  recipients: z.object({ signers: z.array(Signer).optional() }).optional(),
})
export type WireEnvelope = z.output<typeof WireEnvelope>

export const WireEnvelopes = z.object({
  envelopes: z.array(WireEnvelope).optional(),
  endPosition: z.string().optional(),
  totalSetSize: z.string().optional(),
  lastQueriedDateTime: z.string().optional(),
})

export const WireSummary = z.object({ envelopeId: z.string() })

export const WireFailure = z.object({ errorCode: z.string(), message: z.string().optional() })

/** https://developers.docusign.com/platform/auth/reference/user-info/ */
export const UserInfo = z.object({
  accounts: z.array(z.object({ account_id: z.string(), is_default: z.boolean(), base_uri: z.url() })),
})

/** A Connect message in the JSON SIM model: https://developers.docusign.com/platform/webhooks/connect/json-sim-event-model/ */
export const Message = z.object({
  event: z.string(),
  generatedDateTime: z.string(),
  data: z.object({ envelopeId: z.string(), envelopeSummary: WireEnvelope.optional() }),
})
export type Message = z.output<typeof Message>
