import { billing } from '@gantry/billing-api/contract'
import { readAddresses, readRegions } from '@gantry/core/data/residency'
import { defineGantry } from '@gantry/core/runtime/config'
import { readRoutes } from '@gantry/core/runtime/routing'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'
import { byLegalEntity } from '@gantry/erp-api/books'
import { erp } from '@gantry/erp-api/contract'
import { esign } from '@gantry/esign-api/contract'
import { payments } from '@gantry/payments-api/contract'
import { tax } from '@gantry/tax-api/contract'

type Resolving = { body: { resolution: { action: string } } }

/** A result taken for done, an amount or a date put right by hand, something written off. */
const TWO_PEOPLE = new Set(['edit', 'edit-result', 'patch', 'map', 'skip', 'discard'])

/** Connections are configured by the environment: `STRIPE_API_KEY` is the `apiKey` of `stripe`, and so on. */
export default defineGantry({
  registry: new URL('./published/', import.meta.url),

  connections: {
    salesforce: { connector: () => import('@gantry/salesforce') },
    stripe: { connector: () => import('@gantry/stripe') },
    netsuite: { connector: () => import('@gantry/netsuite') },
    'dynamics365-finance': { connector: () => import('@gantry/dynamics365-finance') },
    'sap-s4hana': { connector: () => import('@gantry/sap-s4hana') },
    avalara: { connector: () => import('@gantry/avalara') },
    docusign: { connector: () => import('@gantry/docusign') },
  },

  capabilities: {
    crm: { contract: crm, connection: 'salesforce' },
    cpq: { contract: cpq, connection: 'salesforce' },
    billing: { contract: billing, connection: 'stripe' },
    payments: { contract: payments, connection: 'stripe' },
    // `ERP_ROUTES=AMER=netsuite,EMEA=sap-s4hana`: an ERP for each legal entity.
    erp: { contract: erp, routedBy: byLegalEntity, connection: (env) => readRoutes(env.ERP_ROUTES ?? 'netsuite') },
    tax: { contract: tax, connection: 'avalara' },
    // Served once it is configured.
    esign: { contract: esign, connection: (env) => (env.DOCUSIGN_INTEGRATION_KEY ? 'docusign' : undefined) },
  },

  processes: {
    'quote-validation': () => import('@gantry/quote-validation'),
    'order-activation': () => import('@gantry/order-activation'),
    'invoice-posting': () => import('@gantry/invoice-posting'),
    'payment-application': () => import('@gantry/payment-application'),
    'order-status': () => import('@gantry/order-status'),
    'order-trail': () => import('@gantry/order-trail'),
    'partner-sales': () => import('@gantry/partner-sales'),
    'partner-webhooks': () => import('@gantry/partner-webhooks'),
    operations: () => import('@gantry/operations'),
    registry: () => import('@gantry/registry'),
    access: () => import('@gantry/access'),
  },

  views: {
    crm: () => import('@gantry/crm-view'),
    'control-tower': () => import('@gantry/control-tower-view'),
    catalogue: () => import('@gantry/catalogue-view'),
    'partner-portal': () => import('@gantry/partner-portal-view'),
  },

  // `GANTRY_REGION=eu` with `GANTRY_REGIONS=EMEA=eu,AMER=us`: the data of which legal entities this host's database holds.
  // `GANTRY_REGION_ADDRESSES=us=https://us.example.com` with GANTRY_REGIONS_KEY: requests for that region are passed on to it.
  residency: ({ GANTRY_REGION: region, GANTRY_REGIONS, GANTRY_REGION_ADDRESSES, GANTRY_REGIONS_KEY: key }) =>
    region
      ? {
          region,
          entities: readRegions(GANTRY_REGIONS ?? ''),
          addresses: readAddresses(GANTRY_REGION_ADDRESSES ?? ''),
          key,
          field: 'legalEntity',
        }
      : undefined,

  // What is known of people stays no longer than its purpose needs (GDPR, article 5).
  retention: {
    field: 'legalEntity',
    rules: [
      { class: 'personal', keepDays: 730 },
      { class: 'personal', entity: 'EMEA', keepDays: 365 },
    ],
  },

  // A receiver of webhooks on this machine, for demonstrations and tests.
  outbound: ({ GANTRY_OUTBOUND, NODE_ENV }) =>
    GANTRY_OUTBOUND === 'loopback' && NODE_ENV !== 'production'
      ? { http: true, ports: 'any', networks: ['127.0.0.0/8'] }
      : {},

  access: {
    // What a role may call at the edge; what those APIs ask of others follows from their declarations.
    roles: {
      finance: ['experience.control-tower.*', 'process.operations.*', 'process.order-trail.*', 'approve.finance'],
      'sales-ops': [
        'experience.control-tower.*',
        'experience.crm.*',
        'process.quote-validation.*',
        'process.order-trail.*',
        'approve.sales-ops',
      ],
      integration: [
        'experience.control-tower.*',
        'experience.catalogue.*',
        'process.operations.*',
        'process.order-trail.*',
        'process.registry.*',
        'process.access.listContracts',
        'process.access.requestContract',
      ],
      partner: [
        'partner.profile.*',
        'partner.catalogue.*',
        'partner.quotes.*',
        'partner.orders.*',
        'partner.invoices.*',
        'partner.payments.*',
        'partner.usage.*',
        'partner.webhooks.*',
      ],
      governance: [
        'experience.catalogue.*',
        'process.registry.*',
        'govern.subscriptions',
        'process.access.listClients',
        'process.access.revokeClient',
        'process.access.listContracts',
        'process.access.decideContract',
        'process.access.listGrants',
        'process.access.grantPartner',
        'process.access.listPlans',
        'process.access.givePlan',
        'process.access.withdrawGrant',
      ],
      admin: ['*'],
    },
    // What a consumer contract or a partner may be given; `standard` is that of a partner without one.
    plans: {
      trial: { perMinute: 60, perDay: 5_000, burst: 10 },
      standard: { perMinute: 600 },
      plus: { perMinute: 6_000 },
    },
    // Replays in bulk, what is done again, and what is decided without the vendor: two people, wherever it is asked.
    fourEyes: {
      // What is erased is gone, and what a hold kept may be.
      'process.operations.eraseSubject': () => true,
      'process.operations.liftHold': () => true,
      ...Object.fromEntries(
        ['process.operations', 'experience.control-tower'].flatMap((api) => [
          [`${api}.startBulk`, () => true],
          [`${api}.restartRun`, () => true],
          [`${api}.resolveException`, ({ body }: Resolving) => TWO_PEOPLE.has(body.resolution.action)],
          [`${api}.resolveDeadLetter`, ({ body }: Resolving) => TWO_PEOPLE.has(body.resolution.action)],
        ]),
      ),
    },
  },
})
