import { Instant } from '@gantry/canonical/fields'
import { defineContract, del, get, post, put, z } from '@gantry/core/contract'

const Id = z
  .string()
  .regex(/^[\w.:@-]{1,100}$/)
  .openapi({ example: 'acme-portal' })
const Scope = z
  .string()
  .regex(/^[\w.*-]{1,200}$/)
  .openapi({ description: '`tier.resource.action`, or what begins so: `tier.resource.*`.' })
const Reason = z.string().min(3).max(500).openapi({ description: 'Why; kept in the audit log.' })

const details = {
  title: z.string().min(1).max(200),
  owner: z.string().min(1).max(200).openapi({ description: 'The team or company that answers for it.' }),
  partner: Id.optional().openapi({ description: 'The partner it acts for: its keys open this one’s data alone.' }),
  roles: z.array(z.string().max(100)).max(20).default([]),
  scopes: z.array(Scope).max(100).default([]),
}

export const Client = z
  .object({
    id: Id,
    ...details,
    createdBy: z.string(),
    createdAt: Instant,
    revokedBy: z.string().optional(),
    revokedAt: Instant.optional(),
  })
  .openapi('Client', { description: 'A program that may call from outside.' })

export const ClientDetails = z.strictObject(details).openapi('ClientDetails')

export const ApiKey = z
  .object({
    prefix: z.string(),
    client: Id,
    createdBy: z.string(),
    createdAt: Instant,
    expiresAt: Instant,
    revokedAt: Instant.optional(),
  })
  .openapi('ApiKey', { description: 'A key by its prefix; of its secret part a digest is kept alone.' })

export const IssuedKey = z
  .object({
    key: z.string().openapi({ description: 'Send it as `Authorization: Bearer`. It is shown this once.' }),
    prefix: z.string(),
    expiresAt: Instant,
  })
  .openapi('IssuedKey')

export const ContractState = z.enum(['requested', 'approved', 'rejected', 'revoked']).openapi('ContractState')

export const ConsumerContract = z
  .object({
    client: Id,
    api: z.string().openapi({ description: '`tier.name`', example: 'experience.crm' }),
    major: z.int(),
    state: ContractState,
    purpose: z.string(),
    requestedBy: z.string(),
    requestedAt: Instant,
    decidedBy: z.string().optional(),
    decidedAt: Instant.optional(),
    reason: z.string().optional(),
  })
  .openapi('ConsumerContract', { description: 'Which client may call which API, in which major version.' })

export const PartnerGrant = z
  .object({ partner: Id, granted: Id, by: z.string(), at: Instant })
  .openapi('PartnerGrant', { description: '`partner` sees what is of `granted`; it goes no further.' })

const Days = z.int().min(1).max(366).default(90).openapi({ description: 'Days until it expires.' })
const contractPath = '/contracts/{client}/{api}/{major}'

const Revocation = z.strictObject({ reason: Reason }).openapi('Revocation')

/** Clients, their keys, what they may call, and what partners see of each other. */
export const access = defineContract({
  name: 'access',
  version: '1.0.0',
  tier: 'process',
  title: 'Access',
  description: 'Who may call which API: clients, their keys and consumer contracts, and grants between partners.',
  owner: 'governance',
  contact: 'governance@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  changelog: { '1.0.0': 'Clients, API keys, consumer contracts and grants between partners.' },
  operations: {
    listClients: get('/clients', {
      summary: 'List every client.',
      returns: z.object({ items: z.array(Client).max(10_000) }).openapi('ClientList'),
    }),
    putClient: put('/clients/{id}', {
      summary: 'Register a client, or change one; nobody gives scopes they do not hold.',
      body: ClientDetails,
      returns: Client,
    }),
    revokeClient: post('/clients/{id}/revocation', {
      summary: 'Take everything from a client at once, whoever issued its credentials.',
      body: Revocation,
      returns: Client,
    }),
    listKeys: get('/clients/{id}/keys', {
      summary: 'List the API keys of a client.',
      returns: z.object({ items: z.array(ApiKey).max(10_000) }).openapi('ApiKeyList'),
    }),
    issueKey: post('/clients/{id}/keys', {
      summary: 'Issue an API key; it is shown this once.',
      body: z.strictObject({ days: Days }).openapi('KeyRequest'),
      returns: IssuedKey,
      status: 201,
    }),
    rotateKey: post('/keys/{prefix}/rotation', {
      summary: 'Issue a key beside an old one, which serves on for some hours.',
      body: z.strictObject({ days: Days, overlapHours: z.int().min(0).max(720).default(24) }).openapi('KeyRotation'),
      returns: IssuedKey,
      status: 201,
    }),
    revokeKey: post('/keys/{prefix}/revocation', {
      summary: 'Revoke an API key; it stops at once on every host.',
      body: Revocation,
      returns: ApiKey,
    }),
    listContracts: get('/contracts', {
      summary: 'List every consumer contract.',
      returns: z.object({ items: z.array(ConsumerContract).max(10_000) }).openapi('ConsumerContractList'),
    }),
    requestContract: put(`${contractPath}/request`, {
      summary: 'Ask that a client may call an API.',
      body: z.strictObject({ purpose: Reason }).openapi('ContractRequest'),
      returns: ConsumerContract,
    }),
    decideContract: post(`${contractPath}/decision`, {
      summary: 'Approve, reject or revoke; whoever asked may not approve.',
      body: z
        .strictObject({ decision: z.enum(['approved', 'rejected', 'revoked']), reason: Reason })
        .openapi('ContractDecision'),
      returns: ConsumerContract,
    }),
    listGrants: get('/grants', {
      summary: 'List what partners see of each other.',
      returns: z.object({ items: z.array(PartnerGrant).max(10_000) }).openapi('PartnerGrantList'),
    }),
    grantPartner: put('/partners/{partner}/grants/{granted}', {
      summary: 'Let a partner see what is of another.',
      returns: PartnerGrant,
    }),
    withdrawGrant: del('/partners/{partner}/grants/{granted}', {
      summary: 'Withdraw such a grant.',
      returns: PartnerGrant,
    }),
  },
})
