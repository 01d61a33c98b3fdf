import { CalendarDate, Instant } from '@gantry/canonical/fields'
import { DeliveryDue, DeliveryState, Outcome, SigningKey } from '@gantry/canonical/webhook'
import { defineContract, del, event, get, page, post, put, z } from '@gantry/core/contract'
import { Deprecation, Objectives, Publication } from '@gantry/core/contract/publications'
import {
  Delivery,
  DeliveryDetail,
  PublishedContract,
  Subscription,
  SubscriptionId,
  SubscriptionSettings,
} from './subscription.ts'

export const ApiEntry = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    tier: z.enum(['system', 'process', 'experience']),
    version: z.string(),
    owner: z.string(),
    criticality: z.enum(['standard', 'financial']),
    lifecycle: z.enum(['draft', 'active', 'deprecated', 'retired']),
    path: z.string().openapi({ description: 'Where it is mounted on a host.' }),
    operations: z.array(z.object({ id: z.string(), method: z.string(), path: z.string(), summary: z.string() })),
    events: z.array(z.string()),
    uses: z.array(z.string()).openapi({ description: 'Names of the contracts it calls, as `tier.name`.' }),
    contact: z.string().optional().openapi({ description: 'The mailbox of the owner.' }),
    audience: z.enum(['internal', 'partner', 'public']).optional(),
    objectives: Objectives.optional(),
    approver: z.string().optional().openapi({ description: 'The team of finance that approves each change.' }),
    deprecation: Deprecation.optional(),
    versions: z.array(z.string()).optional().openapi({ description: 'Every version published, the oldest first.' }),
    score: z.number().optional().openapi({ description: 'What the linters left of 100, when it was published.' }),
    classes: z.array(z.string()).optional().openapi({ description: 'The classes of data its fields are of.' }),
  })
  .openapi('ApiEntry')
export type ApiEntry = z.output<typeof ApiEntry>

export const ApiList = z.object({ items: z.array(ApiEntry).max(1000) }).openapi('ApiList')

export const ApiDocument = z
  .record(z.string(), z.unknown())
  .openapi('ApiDocument', { description: 'An OpenAPI 3.1 document.' })

export const VersionList = z.object({ items: z.array(Publication).max(1000) }).openapi('VersionList')

export const Consumer = z
  .object({
    consumer: z.string().openapi({ description: 'An API as `tier.name`, or the client that a token names.' }),
    declared: z.boolean().openapi({ description: 'Whether it declares that it uses the API.' }),
    version: z.string().optional().openapi({ description: 'What it called; absent where it was not seen.' }),
    calls: z.int().min(0).openapi({ description: 'Calls in the last 90 days.' }),
    lastCalledAt: Instant.optional(),
  })
  .openapi('Consumer')
export type Consumer = z.output<typeof Consumer>

export const Notice = z
  .object({
    api: z.string().openapi({ description: '`tier.name`.' }),
    version: z.string(),
    path: z.string(),
    consumer: z.string(),
    ...Deprecation.shape,
    calls: z.int().min(0).openapi({ description: 'Calls of the deprecated version in the last 90 days.' }),
    lastCalledAt: Instant.optional(),
  })
  .openapi('Notice', { description: 'A consumer has to move before a day.' })
export type Notice = z.output<typeof Notice>

const whose = {
  subscriber: z.string().max(255).optional().openapi({
    description: 'Whose; your own where absent. Those of others take the scope `govern.subscriptions`.',
  }),
}
const Whose = z.object(whose)

export const EVERY_SUBSCRIPTION = 'govern.subscriptions'

/** Every published contract, and who is told of it. */
export const registry = defineContract({
  name: 'registry',
  version: '1.1.0',
  tier: 'process',
  title: 'Contract registry',
  description:
    'Every published contract with its owner, lifecycle, versions, documents and consumers, and webhooks of what changes.',
  owner: 'governance',
  contact: 'governance@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  changelog: {
    '1.0.0': 'First published.',
    '1.1.0': 'Subscriptions to what is published, by signed webhooks, with a log of deliveries.',
  },
  operations: {
    listApis: get('/apis', { summary: 'List every published API.', returns: ApiList }),
    getDocument: get('/apis/{tier}/{name}/document', {
      summary: 'Read the OpenAPI document of an API, as published.',
      returns: ApiDocument,
    }),
    listVersions: get('/apis/{tier}/{name}/versions', {
      summary: 'List every version of an API that was published, with what it changed, the oldest first.',
      returns: VersionList,
    }),
    getVersionDocument: get('/apis/{tier}/{name}/versions/{version}/document', {
      summary: 'Read the OpenAPI document of one version, as it was published.',
      returns: ApiDocument,
    }),
    getVersionEvents: get('/apis/{tier}/{name}/versions/{version}/events', {
      summary: 'Read the AsyncAPI document of one version, as it was published.',
      returns: ApiDocument,
    }),
    listConsumers: get('/apis/{tier}/{name}/consumers', {
      summary: 'List who declares to use an API, and who was seen to call which version.',
      returns: z.object({ items: z.array(Consumer).max(10_000) }).openapi('ConsumerList'),
    }),
    listNotices: get('/notices', {
      summary: 'List who has to move from a deprecated version, by when, and how.',
      query: z.object({
        consumer: z.string().max(255).optional().openapi({ description: 'Only what this consumer has to do.' }),
      }),
      returns: z.object({ items: z.array(Notice).max(10_000) }).openapi('NoticeList'),
    }),
    announcePublications: post('/announcements', {
      summary: 'Tell those who subscribed what was published of late and was not told yet.',
      body: z
        .strictObject({
          since: CalendarDate.optional().openapi({
            description: 'Published from this day on; a week ago where absent.',
          }),
        })
        .openapi('AnnouncementRequest'),
      returns: z
        .object({
          items: z.array(z.object({ api: z.string(), version: z.string(), publishedOn: CalendarDate })).max(10_000),
        })
        .openapi('AnnouncementList', { description: 'What is told by this call.' }),
      status: 202,
      idempotent: true,
    }),
    listSubscriptions: get('/subscriptions', {
      summary: 'List your subscriptions.',
      query: Whose,
      returns: z.object({ items: z.array(Subscription).max(100) }).openapi('SubscriptionList'),
    }),
    putSubscription: put('/subscriptions/{id}', {
      summary: 'Subscribe to what is published, or change it; each signs with a key of its own.',
      body: SubscriptionSettings,
      query: Whose,
      returns: Subscription,
    }),
    removeSubscription: del('/subscriptions/{id}', {
      summary: 'Remove a subscription; what was still to be delivered to it is dropped.',
      query: Whose,
      returns: Subscription,
    }),
    renewSigningKey: post('/subscriptions/{id}/signing-key', {
      summary: 'Give the subscription a new signing key; the one before signs beside it for a day.',
      query: Whose,
      returns: SigningKey,
    }),
    testSubscription: post('/subscriptions/{id}/test', {
      summary: 'Send a message that means nothing, to see whether it arrives.',
      query: Whose,
      returns: Delivery,
      status: 202,
      idempotent: true,
    }),
    listDeliveries: get('/deliveries', {
      summary: 'List deliveries, the latest first; they are kept for 30 days.',
      query: z.object({
        ...whose,
        subscription: SubscriptionId.optional(),
        state: DeliveryState.optional(),
        cursor: z.string().optional(),
        limit: z.coerce.number<number>().int().min(1).max(200).default(50),
      }),
      returns: page(Delivery).openapi('SubscriptionDeliveryPage'),
    }),
    getDelivery: get('/deliveries/{id}', {
      summary: 'Read a delivery with what is sent and every attempt.',
      query: Whose,
      returns: DeliveryDetail,
    }),
    replayDelivery: post('/deliveries/{id}/replay', {
      summary: 'Deliver the same message again, under its first id.',
      query: Whose,
      returns: Delivery,
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
    contractPublished: event(PublishedContract, {
      key: ({ tier, name, version }) => `${tier}.${name}@${version}`,
      summary: 'A version of an API was published.',
    }),
    deliveryDue: event(DeliveryDue, { key: (data) => data.delivery, summary: 'A message is to be delivered.' }),
  },
})
