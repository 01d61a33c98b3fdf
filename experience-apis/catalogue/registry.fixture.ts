import { basePathOf, type Contract } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import type { Publication } from '@gantry/core/contract/publications'
import { operations } from '@gantry/operations/contract'
import { orderTrail } from '@gantry/order-trail/contract'
import { type ApiEntry, registry } from '@gantry/registry/contract'
import { catalogue } from './contract.ts'

const entry = (
  tier: ApiEntry['tier'],
  name: string,
  title: string,
  owner: string,
  uses: string[],
  more: Partial<ApiEntry> = {},
): ApiEntry => ({
  name,
  title,
  description: `What ${title.toLowerCase()} does for the line from quote to cash.`,
  tier,
  version: '1.0.0',
  owner,
  criticality: 'standard',
  lifecycle: 'active',
  path: `/${tier}/${name}/v1`,
  operations: [{ id: 'read', method: 'get', path: '/things', summary: 'Read things.' }],
  events: [],
  uses,
  ...more,
})

const contracts = [catalogue, operations, orderTrail, registry] as unknown as Contract[]
const financial = { criticality: 'financial' } as const

/** An entry as the registry makes it of a contract. */
const published = (contract: Contract, uses: string[]) =>
  entry(contract.tier, contract.name, contract.title, contract.owner, uses, {
    description: contract.description,
    criticality: contract.criticality,
    path: basePathOf(contract),
    operations: Object.entries(contract.operations).map(([id, { method, path, summary }]) => ({
      id,
      method,
      path,
      summary,
    })),
  })

const [catalogueContract, operationsContract, trailContract, registryContract] = contracts as [
  Contract,
  Contract,
  Contract,
  Contract,
]

export const entries: ApiEntry[] = [
  entry('experience', 'control-tower', 'Control tower', 'finance-operations', [
    'process.operations',
    'process.order-trail',
  ]),
  entry('experience', 'crm', 'CRM', 'sales-operations', [
    'process.quote-validation',
    'process.order-activation',
    'process.order-trail',
  ]),
  entry('experience', 'partner-portal', 'Partner portal', 'partner-operations', ['process.order-trail'], {
    lifecycle: 'draft',
    version: '0.3.0',
    description: '<img src=x onerror="window.attacked=true">',
  }),
  published(catalogueContract, ['process.registry']),
  entry(
    'process',
    'quote-validation',
    'Quote validation',
    'deal-desk',
    ['system.cpq', 'system.crm', 'system.tax'],
    financial,
  ),
  entry(
    'process',
    'order-activation',
    'Order activation',
    'order-management',
    ['process.quote-validation', 'system.billing', 'system.cpq', 'system.erp'],
    {
      ...financial,
      events: ['order-activation.orderSubmitted', 'order-activation.orderActivated', 'order-activation.orderRefused'],
    },
  ),
  entry(
    'process',
    'invoice-posting',
    'Invoice posting',
    'accounts-receivable',
    ['system.billing', 'system.crm', 'system.erp', 'system.tax'],
    { ...financial, events: ['invoice-posting.invoicePosted'] },
  ),
  entry(
    'process',
    'payment-application',
    'Payment application',
    'accounts-receivable',
    ['system.billing', 'system.erp', 'system.payments'],
    { ...financial, events: ['payment-application.paymentApplied'] },
  ),
  entry('process', 'order-status', 'Order status', 'sales-operations', ['system.crm']),
  published(trailContract, []),
  published(operationsContract, []),
  published(registryContract, []),
  entry('system', 'crm', 'CRM', 'sales-systems', [], { lifecycle: 'active' }),
  entry('system', 'cpq', 'CPQ', 'sales-systems', []),
  entry('system', 'billing', 'Billing', 'billing-operations', [], {
    ...financial,
    events: ['billing.invoiceFinalized'],
  }),
  entry('system', 'tax', 'Tax', 'tax', [], financial),
  entry('system', 'erp', 'ERP', 'finance-systems', [], { ...financial, version: '1.4.2' }),
  entry('system', 'payments', 'Payments', 'treasury', [], { ...financial, events: ['payments.paymentReceived'] }),
  entry('system', 'files', 'Files', 'platform', [], { lifecycle: 'deprecated' }),
]

type Node = Record<string, unknown>

const now = documentOf(orderTrail) as Node & { paths: Record<string, Node> }

/** The order trail as it might have been: without one of its operations, and with one it has no more. */
const before = (): Node => {
  const { '/summary': _, ...paths } = now.paths
  const old: Node = { summary: 'Read a trail by number.', responses: { 200: { description: 'ok' } } }
  return { ...now, paths: { ...paths, '/trails-by-number/{number}': { get: old } } }
}

/** The order trail as if it told of something. */
const withEvent = (): Node => {
  const data = {
    type: 'object',
    properties: { ledgerNumber: { type: 'string', description: 'As the ledger has it.' } },
  }
  const about = now['x-gantry'] as Node
  return { ...now, 'x-gantry': { ...about, events: [{ name: 'invoice-posting.invoicePosted', data }] } }
}

const publication = (version: string, publishedOn: string, more: Partial<Publication>): Publication => ({
  tier: 'process',
  name: 'order-trail',
  version,
  publishedOn,
  publishedBy: 'release@example.com',
  digest: 'a'.repeat(64),
  owner: 'finance-operations',
  audience: 'internal',
  criticality: 'standard',
  lifecycle: 'active',
  classes: [],
  changelog: 'Trails by any identifier.',
  level: 'none',
  changes: [],
  score: 97,
  waived: [],
  ...more,
})

export const publications = [
  publication('0.9.0', '2026-02-01', {
    lifecycle: 'deprecated',
    score: 88,
    deprecation: { since: '2026-06-01', sunset: '2026-12-31', successor: '1.0.0', migration: 'docs/trails.md' },
  }),
  publication('1.0.0', '2026-06-01', { level: 'breaking', changelog: '<b>Sums</b> of all trails.' }),
]

/** The registry with canned entries, the real documents of a few real contracts, and one API with a past. */
export const registryPort = {
  listApis: async () => ({ items: entries }),
  getDocument: async ({ tier, name }: { tier: string; name: string }) =>
    name === 'invoice-posting'
      ? withEvent()
      : documentOf(contracts.find((contract) => contract.tier === tier && contract.name === name) ?? trailContract),
  listVersions: async ({ tier, name }: { tier: string; name: string }) => ({
    items: publications.filter((one) => one.tier === tier && one.name === name),
  }),
  getVersionDocument: async ({ version }: { version: string }) => (version === '1.0.0' ? now : before()),
  listConsumers: async () => ({
    items: [
      { consumer: 'experience.crm', declared: true, calls: 0 },
      {
        consumer: 'legacy-reports',
        declared: false,
        version: '0.9.0',
        calls: 1204,
        lastCalledAt: '2026-06-02T10:00:00Z',
      },
    ],
  }),
}
