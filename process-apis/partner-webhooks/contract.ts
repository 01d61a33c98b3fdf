import { Instant } from '@gantry/canonical/fields'
import { DeliveryDue, DeliveryState, delivered, Outcome, SigningKey, sent } from '@gantry/canonical/webhook'
import { defineContract, del, event, get, page, post, put, z } from '@gantry/core/contract'

export const EndpointId = z
  .string()
  .regex(/^[\w-]{1,60}$/)
  .openapi({ description: 'Chosen by the partner.', example: 'erp-inbox' })

export const WebhookType = z
  .enum(['order.submitted', 'order.changed', 'invoice.issued', 'payment.applied', 'endpoint.tested'])
  .openapi('WebhookType', { description: 'What happened; `endpoint.tested` is sent on demand alone.' })
export type WebhookType = z.output<typeof WebhookType>

const settings = {
  url: z.url().max(2000).openapi({
    description: 'A public HTTPS address; redirects are not followed.',
    example: 'https://shop.example.com/in',
  }),
  events: z.array(WebhookType).min(1).max(10),
}

export const Endpoint = z
  .object({
    id: EndpointId,
    ...settings,
    state: z.enum(['active', 'paused']),
    reason: z.string().optional().openapi({ description: 'Why it is paused.' }),
    createdAt: Instant,
  })
  .openapi('WebhookEndpoint')
export type Endpoint = z.output<typeof Endpoint>

export const EndpointSettings = z
  .strictObject({ ...settings, state: z.enum(['active', 'paused']).default('active') })
  .openapi('WebhookEndpointSettings')

export const Delivery = z
  .object({
    id: z.uuid(),
    endpoint: EndpointId,
    message: z.string().openapi({ description: 'The `webhook-id` that is sent; a replay sends the same.' }),
    type: WebhookType,
    ...delivered,
  })
  .openapi('WebhookDelivery')
export type Delivery = z.output<typeof Delivery>

export const DeliveryDetail = Delivery.extend(sent).openapi('WebhookDeliveryDetail')

/** Tells partners what happened to their orders, by Standard Webhooks 1.0 (https://www.standardwebhooks.com). */
export const partnerWebhooks = defineContract({
  name: 'partner-webhooks',
  version: '1.0.0',
  tier: 'process',
  title: 'Partner webhooks',
  description: 'Signed webhooks to endpoints that partners set themselves, with a log of deliveries and replay.',
  owner: 'integration',
  contact: 'integration@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  changelog: { '1.0.0': 'First published.' },
  operations: {
    listEndpoints: get('/endpoints', {
      summary: 'List the endpoints of the partner.',
      returns: z.object({ items: z.array(Endpoint).max(100) }).openapi('WebhookEndpointList'),
    }),
    putEndpoint: put('/endpoints/{id}', {
      summary: 'Set an endpoint up, or change it; it signs with a key of its own.',
      body: EndpointSettings,
      returns: Endpoint,
    }),
    removeEndpoint: del('/endpoints/{id}', {
      summary: 'Remove an endpoint; what was still to be delivered to it is dropped.',
      returns: Endpoint,
    }),
    renewSigningKey: post('/endpoints/{id}/signing-key', {
      summary: 'Give the endpoint a new signing key; the one before signs beside it for a day.',
      returns: SigningKey,
    }),
    testEndpoint: post('/endpoints/{id}/test', {
      summary: 'Send a message that means nothing, to see whether it arrives.',
      returns: Delivery,
      status: 202,
      idempotent: true,
    }),
    listDeliveries: get('/deliveries', {
      summary: 'List deliveries, the latest first; they are kept for 30 days.',
      query: z.object({
        endpoint: EndpointId.optional(),
        state: DeliveryState.optional(),
        cursor: z.string().optional(),
        limit: z.coerce.number<number>().int().min(1).max(200).default(50),
      }),
      returns: page(Delivery).openapi('WebhookDeliveryPage'),
    }),
    getDelivery: get('/deliveries/{id}', {
      summary: 'Read a delivery with what is sent and every attempt.',
      returns: DeliveryDetail,
    }),
    replayDelivery: post('/deliveries/{id}/replay', {
      summary: 'Deliver the same message again, under its first id.',
      returns: Delivery,
      status: 202,
      idempotent: true,
    }),
    replayMessages: post('/endpoints/{id}/replay', {
      summary: 'Deliver to an endpoint what happened since a moment and did not reach it; a thousand messages at most.',
      body: z.strictObject({ since: Instant }).openapi('WebhookReplay'),
      returns: z.object({ deliveries: z.int().min(0) }).openapi('WebhookReplayed'),
      status: 202,
      idempotent: true,
    }),
    attemptDelivery: post('/deliveries/{id}/attempt', {
      summary: 'Send a delivery once and write down what came of it; the flow of deliveries asks this.',
      returns: Outcome,
    }),
    giveUpDelivery: post('/deliveries/{id}/failure', {
      summary: 'Give a delivery up that was attempted often enough; the flow of deliveries asks this.',
      returns: Outcome,
    }),
  },
  events: {
    deliveryDue: event(DeliveryDue, { key: (data) => data.delivery, summary: 'A message is to be delivered.' }),
  },
})
