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
  sandbox: z
    .boolean()
    .default(false)
    .openapi({ description: 'Its keys open the sandbox of its partner, and nothing real.' }),
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

/** Days before its end in which a contract counts as `expiring`. */
export const EXPIRING_DAYS = 30

export const Expiry = z
  .enum(['later', 'expiring', 'expired'])
  .openapi('ContractExpiry', { description: `\`expiring\`: it ends within ${EXPIRING_DAYS} days.` })

const Scopes = z.array(Scope).min(1).max(100)
const PlanName = z.string().regex(/^[\w-]{1,40}$/)
const ContractDays = z.int().min(1).max(1830)

export const ContractTerms = z
  .object({
    scopes: z.array(Scope).max(100),
    plan: PlanName.optional(),
    days: z.int().openapi({ description: 'For how long, from its approval.' }),
  })
  .openapi('ContractTerms')

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
    scopes: z
      .array(Scope)
      .max(100)
      .optional()
      .openapi({ description: 'What it grants: a call may do what these and the scopes of its credential permit.' }),
    plan: PlanName.optional().openapi({ description: 'How often it may be called; as `listPlans` says.' }),
    expiresAt: Instant.optional().openapi({
      description: 'From when on it grants nothing; absent where it does not end.',
    }),
    expiry: Expiry.optional(),
    asked: ContractTerms.optional().openapi({ description: 'What is asked for and not decided yet.' }),
  })
  .openapi('ConsumerContract', {
    description: 'Which client may call which API, in which major version: what of it, how often, and until when.',
  })
export type ConsumerContract = z.output<typeof ConsumerContract>

export const PartnerGrant = z
  .object({ partner: Id, granted: Id, by: z.string(), at: Instant })
  .openapi('PartnerGrant', { description: '`partner` sees what is of `granted`; it goes no further.' })

export const RatePlan = z
  .object({
    name: PlanName,
    perMinute: z.int().openapi({ description: 'Calls a minute.' }),
    perDay: z.int().optional().openapi({ description: 'Calls within 24 hours; not bounded where it is absent.' }),
    burst: z
      .int()
      .optional()
      .openapi({ description: 'Calls within a second, at each host; not bounded where it is absent.' }),
  })
  .openapi('RatePlan', { description: 'How much may be asked, by a name of the configuration.' })

export const PartnerPlan = z
  .object({ partner: Id, plan: z.string(), by: z.string(), at: Instant })
  .openapi('PartnerPlan', {
    description: 'How much a partner may ask, all its programs together.',
  })

const Days = z.int().min(1).max(366).default(90).openapi({ description: 'Days until it expires.' })
const contractPath = '/contracts/{client}/{api}/{major}'

const Revocation = z.strictObject({ reason: Reason }).openapi('Revocation')

/** Clients, their keys, what they may call, and what partners see of each other. */
export const access = defineContract({
  name: 'access',
  version: '1.2.0',
  tier: 'process',
  title: 'Access',
  description: 'Who may call which API: clients, their keys and consumer contracts, and grants between partners.',
  owner: 'governance',
  contact: 'governance@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  changelog: {
    '1.0.0': 'Clients, API keys, consumer contracts and grants between partners.',
    '1.1.0': 'Plans of partners, and clients that work in a sandbox.',
    '1.2.0': 'Scopes, a plan and an end of consumer contracts, which can be narrowed and renewed; the plans there are.',
  },
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
      summary: 'List every consumer contract, or those that are looked for.',
      query: z.object({
        client: Id.optional(),
        api: z.string().max(200).optional().openapi({ description: '`tier.name`' }),
        state: ContractState.optional(),
        expiry: Expiry.optional(),
      }),
      returns: z.object({ items: z.array(ConsumerContract).max(10_000) }).openapi('ConsumerContractList'),
    }),
    requestContract: put(`${contractPath}/request`, {
      summary:
        'Ask that a client may call an API, or that its contract is renewed: what is in force stays so meanwhile.',
      body: z
        .strictObject({
          purpose: Reason,
          scopes: Scopes.default(['*']).openapi({ description: 'What of the API; all of it where absent.' }),
          plan: PlanName.optional().openapi({
            description: 'How often; without one the plan of its partner or the rate of the host bounds it alone.',
          }),
          days: ContractDays.default(365).openapi({ description: 'For how long, from its approval.' }),
        })
        .openapi('ContractRequest'),
      returns: ConsumerContract,
    }),
    decideContract: post(`${contractPath}/decision`, {
      summary: 'Approve, reject, revoke or narrow; whoever asked may not approve. It counts on every host at once.',
      body: z
        .strictObject({
          decision: z.enum(['approved', 'rejected', 'revoked', 'narrowed']),
          reason: Reason,
          scopes: Scopes.optional().openapi({ description: 'To grant fewer than are asked for, or are in force.' }),
          plan: PlanName.optional().openapi({ description: 'To grant one that allows no more.' }),
          days: ContractDays.optional().openapi({ description: 'To grant it for no longer, from now on.' }),
        })
        .openapi('ContractDecision'),
      returns: ConsumerContract,
    }),
    listPlans: get('/plans', {
      summary: 'List the plans there are, and who has which; a partner that is not listed has the plan `standard`.',
      returns: z
        .object({ items: z.array(PartnerPlan).max(10_000), plans: z.array(RatePlan).max(100).optional() })
        .openapi('PartnerPlanList'),
    }),
    givePlan: put('/partners/{partner}/plan', {
      summary: 'Give a partner a plan; it counts on every host at once.',
      body: z.strictObject({ plan: PlanName }).openapi('PlanGiven'),
      returns: PartnerPlan,
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
