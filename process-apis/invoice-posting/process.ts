import { IntegrationError } from '@gantry/core/errors'
import { isEnded, type RunSummary } from '@gantry/core/flow/runs'
import { defineProcess } from '@gantry/core/process'
import { invoicePosting, type Posting } from './contract.ts'
import { invoicePostingFlow } from './flow.ts'

export default defineProcess({
  contract: invoicePosting,
  uses: {},
  flows: [invoicePostingFlow],

  serve: ({ engine }) => ({
    getPosting: async ({ invoice }, call) => {
      const run = await engine.find(invoicePostingFlow, invoice, call)
      if (run) return postingOf(run)
      throw new IntegrationError('no-such-posting', `Nothing was heard of the invoice ${invoice}.`, {
        kind: 'data',
        status: 404,
      })
    },
  }),
})

function postingOf(run: RunSummary): Posting {
  const output = run.output as { ledgerInvoice: string } | undefined
  return {
    invoice: run.key,
    order: run.subject ?? '',
    state: output ? 'posted' : run.state === 'held' ? 'on-hold' : isEnded(run.state) ? 'failed' : 'in-progress',
    correlation: run.correlation,
    updatedAt: run.updatedAt,
    ...(output && { ledgerInvoice: output.ledgerInvoice }),
    ...(run.error && { reason: run.error.message }),
  }
}
