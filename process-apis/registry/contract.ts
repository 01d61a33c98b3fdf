import { CalendarDate, Instant } from '@gantry/canonical/fields'
import { defineContract, get, z } from '@gantry/core/contract'
import { Objectives, Publication } from '@gantry/core/contract/publications'

const Deprecation = z
  .object({ since: CalendarDate, sunset: CalendarDate, successor: z.string(), migration: z.string() })
  .openapi('Deprecation', { description: 'Since when a version is deprecated, and from when on it answers 410.' })

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

/** Every published contract. */
export const registry = defineContract({
  name: 'registry',
  version: '1.0.0',
  tier: 'process',
  title: 'Contract registry',
  description: 'Every published contract with its owner, lifecycle, versions, documents and consumers.',
  owner: 'governance',
  contact: 'governance@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  changelog: { '1.0.0': 'First published.' },
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
  },
})
