import { Address } from '@gantry/canonical/customer'
import { defineConnector, provide, secret, z } from '@gantry/core/connector'
import { tax } from '@gantry/tax-api/contract'
import { adjust } from './adjustment.ts'
import { AvaTax, accepted, failureOf, VENDOR } from './client.ts'
import { codeOf } from './code.ts'
import { amountDifferences, calculationOf, documentOf } from './document.ts'
import { agreedTaxRefused, commit, type Vendor } from './filing.ts'
import { transactionOf } from './transaction.ts'

const Config = z.object({
  accountId: z.string().min(1),
  licenseKey: secret(),
  baseUrl: z.url().default('https://rest.avatax.com'),
  /** Where each legal entity ships from; without it a document is taxed where it goes. */
  shipFrom: z.record(z.string(), Address).default({}),
})

export default defineConnector({
  name: 'avalara',
  title: VENDOR,
  config: Config,
  limits: { requestsPerSecond: 50, concurrency: 20 },
  connect: ({ config, authorized, exclusively }): Vendor => ({
    avatax: new AvaTax({ config, authorized }),
    shipFrom: config.shipFrom,
    exclusively,
  }),
  provides: [
    provide(tax, (vendor: Vendor) => ({
      calculateTax: async ({ body }, { correlation }) => {
        const { avatax, shipFrom } = vendor
        const model = transactionOf(body, 'SalesOrder', shipFrom[body.legalEntity], correlation)
        const { transaction } = accepted(await avatax.create(model))
        const refused = amountDifferences(body, transaction)
        if (refused.length > 0) throw agreedTaxRefused(refused)
        return calculationOf(transaction)
      },
      commitTax: ({ body }, call) => commit(vendor, body, call),
      getTaxDocument: async ({ legalEntity, reference }) =>
        documentOf(await vendor.avatax.get(legalEntity, codeOf(reference)), reference),
      adjustTax: ({ legalEntity, reference, body }, call) => adjust(vendor, { legalEntity, reference }, body, call),
      voidTax: async ({ legalEntity, reference }) => {
        const code = codeOf(reference)
        const answer = await vendor.avatax.void(legalEntity, code)
        if (!answer.refused) return documentOf(answer, reference)
        if (!answer.refused.codes.includes('TransactionAlreadyCancelled')) throw failureOf(answer.refused)
        return documentOf(await vendor.avatax.get(legalEntity, code), reference)
      },
    })),
  ],
  manifest: {
    'tax.calculateTax': { repeat: 'read' },
    'tax.commitTax': { repeat: 'externalId' },
    'tax.getTaxDocument': { repeat: 'read' },
    'tax.adjustTax': { repeat: 'lookup' },
    'tax.voidTax': { repeat: 'natural' },
  },
  behaviour: { longestRequestMs: 30_000, concurrentWrites: 'record-lock', bulk: 'none', deletions: 'none' },
  conformance: 'published-spec',
  sandbox: () => import('./sandbox/sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
