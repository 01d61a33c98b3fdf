import { IntegrationError } from '@gantry/core/errors'
import type { RunSummary } from '@gantry/core/flow/runs'
import { defineProcess } from '@gantry/core/process'
import { type PaymentApplication, paymentApplication } from './contract.ts'
import { paymentApplicationFlow } from './flow.ts'

export default defineProcess({
  contract: paymentApplication,
  uses: {},
  flows: [paymentApplicationFlow],

  serve: ({ engine }) => ({
    getApplication: async ({ payment }, call) => {
      const run = await engine.find(paymentApplicationFlow, payment, call)
      if (run) return applicationOf(run)
      throw new IntegrationError('no-such-payment', `Nothing was heard of the payment ${payment}.`, {
        kind: 'data',
        status: 404,
      })
    },
  }),
})

const STATES: Partial<Record<RunSummary['state'], PaymentApplication['state']>> = {
  completed: 'applied',
  waiting: 'waiting-for-invoice',
  held: 'on-hold',
  failed: 'failed',
  compensated: 'failed',
  cancelled: 'failed',
  discarded: 'failed',
}

function applicationOf(run: RunSummary): PaymentApplication {
  const output = run.output as { cashApplication: string } | undefined
  return {
    payment: run.key,
    state: STATES[run.state] ?? 'in-progress',
    correlation: run.correlation,
    updatedAt: run.updatedAt,
    ...(output && { cashApplication: output.cashApplication }),
    ...(run.error && { reason: run.error.message }),
  }
}
