import { Address } from '@gantry/canonical/customer'
import type { TaxDocument, TaxRequest } from '@gantry/canonical/tax'
import { defineConnector, provide, secret, z } from '@gantry/core/connector'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { tax } from '@gantry/tax-api/contract'
import { AvaTax, accepted, failureOf, type Refusal, VENDOR } from './client.ts'
import { codeOf } from './code.ts'
import { amountDifferences, calculationOf, differences, documentOf } from './document.ts'
import { transactionOf } from './transaction.ts'

const Config = z.object({
  accountId: z.string().min(1),
  licenseKey: secret(),
  baseUrl: z.url().default('https://rest.avatax.com'),
  /** Where each legal entity ships from; without it a document is taxed where it goes. */
  shipFrom: z.record(z.string(), Address).default({}),
})

type Vendor = { avatax: AvaTax; shipFrom: Record<string, Address> }

/** AvaTax refuses to create over a document that is committed or cancelled: the guard that files each one once. */
const TAKEN = ['DocStatusError', 'TransactionAlreadyExists', 'DuplicateEntry', 'DocumentCodeConflict']
const isTaken = ({ status, codes }: Refusal) => status < 500 && TAKEN.some((code) => codes.includes(code))

async function commit({ avatax, shipFrom }: Vendor, request: TaxRequest, { correlation }: Call): Promise<TaxDocument> {
  const model = transactionOf(request, 'SalesInvoice', shipFrom[request.legalEntity], correlation)
  const answer = await avatax.create(model)
  if (answer.refused) {
    if (isTaken(answer.refused)) return onRecord(avatax, request)
    throw failureOf(answer.refused)
  }
  const refused = amountDifferences(request, answer.transaction)
  if (refused.length === 0) return documentOf(answer, request.reference)
  // A tax that nobody agreed to must not stay in the return. Uncommitted, and not voided, the document can be replaced
  // once the agreed tax is put right: AvaTax never takes a voided code again.
  accepted(await avatax.uncommit(request.legalEntity, codeOf(request.reference)))
  throw agreedTaxRefused(refused)
}

/** The document filed before under this reference, provided that it is the one asked for. */
async function onRecord(avatax: AvaTax, request: TaxRequest): Promise<TaxDocument> {
  const filed = await avatax.get(request.legalEntity, codeOf(request.reference))
  const document = documentOf(filed, request.reference)
  if (document.state === 'voided')
    throw new IntegrationError('tax-document-voided', `The tax of ${request.reference} was filed and voided.`, {
      kind: 'policy',
      team: 'tax',
      detail: `${VENDOR} never takes a voided code again: file under a new reference.`,
    })
  const different = differences(request, filed.transaction)
  if (different.length > 0)
    throw new IntegrationError('tax-document-differs', `The tax of ${request.reference} is filed with other content.`, {
      kind: 'data',
      team: 'tax',
      detail: different.slice(0, 10).join('; '),
    })
  return document
}

function agreedTaxRefused(refused: string[]): IntegrationError {
  return new IntegrationError('agreed-tax-refused', `${VENDOR} does not take over the tax agreed with the customer.`, {
    kind: 'data',
    team: 'tax',
    detail: refused.slice(0, 10).join('; '),
  })
}

export default defineConnector({
  name: 'avalara',
  title: VENDOR,
  config: Config,
  limits: { requestsPerSecond: 50, concurrency: 20 },
  connect: ({ config, authorized }): Vendor => ({
    avatax: new AvaTax({ config, authorized }),
    shipFrom: config.shipFrom,
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
    'tax.voidTax': { repeat: 'natural' },
  },
  behaviour: { longestRequestMs: 30_000, concurrentWrites: 'record-lock', bulk: 'none', deletions: 'none' },
  conformance: 'published-spec',
  sandbox: () => import('./sandbox/sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
