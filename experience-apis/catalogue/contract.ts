import { ConsumerContract } from '@gantry/access/contract'
import { defineContract, del, get, post, put, z } from '@gantry/core/contract'
import { ApiDocument, ApiList, Consumer, registry } from '@gantry/registry/contract'

const told = registry.operations

const Level = z.enum(['breaking', 'warning', 'info', 'none'])

export const ApiVersion = z
  .object({
    version: z.string().openapi({ example: '1.1.0' }),
    lifecycle: z.enum(['draft', 'active', 'deprecated', 'retired']),
    publishedOn: z.iso
      .date()
      .optional()
      .openapi({ description: 'The day it was published; none while it is worked on.', example: '2026-03-31' }),
    changelog: z.string().optional().openapi({ description: 'What it brought, in one sentence.' }),
    level: Level.optional().openapi({ description: 'The gravest change against the version before.' }),
    score: z.number().optional().openapi({ description: 'What the linters left of 100.' }),
    sunset: z.iso
      .date()
      .optional()
      .openapi({ description: 'The day from which on it is answered no more.', example: '2026-12-31' }),
  })
  .openapi('ApiVersion')
export type ApiVersion = z.output<typeof ApiVersion>

export const VersionList = z.object({ items: z.array(ApiVersion).max(1000) }).openapi('ApiVersionList', {
  description: 'The versions of an API, the newest first.',
})

export const Change = z
  .object({
    id: z.string().openapi({ description: 'The rule, as docs/contracts-diff.md lists them.' }),
    level: Level,
    location: z.string(),
    text: z.string(),
    remedy: z.string().openapi({ description: 'How to make the change safely.' }),
  })
  .openapi('Change')

export const Changes = z
  .object({ from: z.string(), to: z.string(), level: Level, items: z.array(Change).max(10_000) })
  .openapi('Changes', {
    description: 'What changed between two versions for those who use the API, the gravest first.',
  })
export type Changes = z.output<typeof Changes>

export const Field = z
  .object({
    name: z.string(),
    schema: z.string(),
    type: z.string(),
    required: z.boolean(),
    description: z.string().optional(),
    classification: z.string().optional(),
    apis: z.array(z.string()).openapi({ description: 'The APIs whose documents hold it, as `tier.name`.' }),
  })
  .openapi('Field')
export type Field = z.output<typeof Field>

export const FieldList = z.object({ items: z.array(Field).max(100_000) }).openapi('FieldList')

export const Release = ApiVersion.extend({ tier: z.string(), name: z.string(), title: z.string() }).openapi('Release')
export type Release = z.output<typeof Release>

const Version = z.string().regex(/^\d+\.\d+\.\d+$/)

/** What reviewers and consumers of APIs look at. */
export const catalogue = defineContract({
  name: 'catalogue',
  version: '1.1.0',
  tier: 'experience',
  title: 'Catalogue',
  description:
    'Every published API with its owner, lifecycle, versions, changes and reference, and every field they hold.',
  owner: 'governance',
  contact: 'governance@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 1000 },
  changelog: {
    '1.0.0': 'First published.',
    '1.1.0': 'Consumer contracts, and your subscriptions to what is published.',
  },
  operations: {
    listApis: get('/apis', { summary: 'List every published API.', returns: ApiList }),
    getDocument: get('/apis/{tier}/{name}/document', {
      summary: 'Read the OpenAPI document of an API, as published.',
      returns: ApiDocument,
    }),
    listVersions: get('/apis/{tier}/{name}/versions', {
      summary: 'List the versions of an API, the newest first.',
      returns: VersionList,
    }),
    getVersion: get('/apis/{tier}/{name}/versions/{version}', {
      summary: 'Read the OpenAPI document of one version.',
      returns: ApiDocument,
    }),
    compareVersions: get('/apis/{tier}/{name}/changes', {
      summary: 'Tell what changed between two versions for those who use the API.',
      query: z.object({ from: Version, to: Version }),
      returns: Changes,
    }),
    listConsumers: get('/apis/{tier}/{name}/consumers', {
      summary: 'List who declares to use an API, and who was seen to call which version.',
      returns: z.object({ items: z.array(Consumer).max(10_000) }).openapi('ApiConsumerList'),
    }),
    listContracts: get('/contracts', {
      summary: 'List consumer contracts: which client may call which API, what of it, how often and until when.',
      returns: z.object({ items: z.array(ConsumerContract).max(10_000) }).openapi('ConsumerContractList'),
    }),
    listSubscriptions: get('/subscriptions', {
      summary: 'List your subscriptions to what is published.',
      returns: told.listSubscriptions.returns,
    }),
    putSubscription: put('/subscriptions/{id}', {
      summary: 'Subscribe to what is published, or change it; each signs with a key of its own.',
      body: told.putSubscription.body,
      returns: told.putSubscription.returns,
    }),
    removeSubscription: del('/subscriptions/{id}', {
      summary: 'Remove a subscription; what was still to be delivered to it is dropped.',
      returns: told.removeSubscription.returns,
    }),
    renewSigningKey: post('/subscriptions/{id}/signing-key', {
      summary: 'Give the subscription a new signing key; the one before signs beside it for a day.',
      returns: told.renewSigningKey.returns,
    }),
    testSubscription: post('/subscriptions/{id}/test', {
      summary: 'Send a message that means nothing, to see whether it arrives.',
      returns: told.testSubscription.returns,
      status: 202,
      idempotent: true,
    }),
    listDeliveries: get('/deliveries', {
      summary: 'List what was delivered to you, the latest first; it is kept for 30 days.',
      query: told.listDeliveries.query.omit({ subscriber: true }),
      returns: told.listDeliveries.returns,
    }),
    getDelivery: get('/deliveries/{id}', {
      summary: 'Read a delivery with what is sent and every attempt.',
      returns: told.getDelivery.returns,
    }),
    replayDelivery: post('/deliveries/{id}/replay', {
      summary: 'Deliver the same message again, under its first id.',
      returns: told.replayDelivery.returns,
      status: 202,
      idempotent: true,
    }),
    listReleases: get('/releases', {
      summary: 'List what was published, of all APIs, the newest first.',
      returns: z.object({ items: z.array(Release).max(10_000) }).openapi('ReleaseList'),
    }),
    listFields: get('/fields', {
      summary: 'List every field of every API: the data dictionary.',
      returns: FieldList,
    }),
  },
})
