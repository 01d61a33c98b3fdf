import { billing } from '@gantry/billing-api/contract'
import { defineContract, z } from '@gantry/core/contract'
import { defineFlow, on } from '@gantry/core/flow'
import { defineProcess } from '@gantry/core/process'
import { ledger } from '../abacus/contract.ts'

const Finalized = z.strictObject({ reference: z.string(), amount: z.string() })

/** Started by nobody but the vendor: its delta feed tells of each finalized invoice. */
const receiptFlow = defineFlow({
  name: 'receipt',
  version: 1,
  team: 'platform',
  input: Finalized,
  key: ({ reference }) => reference,
  uses: { ledger },
  startsOn: [on(billing.events.invoiceFinalized, ({ reference, gross }) => ({ reference, amount: gross.amount }))],
  run: async ({ reference, amount }, { step, ledger }) => {
    await step('receipt', (call) => ledger.fileReceipt({ body: { reference, amount } }, call))
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

export default defineProcess({ contract: receipts, uses: {}, flows: [receiptFlow], serve: () => ({}) })
