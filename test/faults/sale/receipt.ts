import { billing } from '@gantry/billing-api/contract'
import { defineContract } from '@gantry/core/contract'
import { defineFlow, on } from '@gantry/core/flow'
import { defineProcess, type Process } from '@gantry/core/process'
import { erp } from '@gantry/erp-api/contract'
import { ledger } from '../abacus/contract.ts'
import type { Erp } from '../erp.ts'
import { Sale } from './contract.ts'
import { COMPANY } from './flow.ts'

const Finalized = Sale.pick({ reference: true, amount: true })

/** Started by nobody but the vendor: its webhooks and its delta feed tell of each finalized invoice. */
const receiptFlow = (name: Erp) =>
  defineFlow({
    name: 'receipt',
    version: 1,
    team: 'platform',
    input: Finalized,
    key: ({ reference }) => reference,
    uses: { ledger, erp },
    startsOn: [on(billing.events.invoiceFinalized, ({ reference, gross }) => ({ reference, amount: gross.amount }))],
    run: async ({ reference, amount }, { step, ledger, erp }) => {
      await step('receipt', (call) => ledger.fileReceipt({ body: { reference, amount } }, call))
      if (name === 'none') return
      const body = { name: `Customer ${reference}`, currency: COMPANY.currency, legalEntity: COMPANY.name }
      await step('debtor', (call) => erp.upsertCustomer({ reference, body }, call))
    },
  })

const receipts = defineContract({
  name: 'receipts',
  version: '1.0.0',
  tier: 'process',
  title: 'Receipts',
  description: 'A receipt for each finalized invoice.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
})

export const receiptsProcess = (name: Erp): Process =>
  defineProcess({ contract: receipts, uses: {}, flows: [receiptFlow(name)], serve: () => ({}) })
