import { IntegrationError } from '@gantry/core/errors'
import type { RunSummary } from '@gantry/core/flow/runs'
import { defineProcess } from '@gantry/core/process'
import { cpq } from '@gantry/cpq-api/contract'
import { type OrderActivation, orderActivation } from './contract.ts'
import { orderActivationFlow } from './flow.ts'

export default defineProcess({
  contract: orderActivation,
  uses: { cpq },
  flows: [orderActivationFlow],

  residence: ({ cpq }) => ({
    submitOrder: ({ body }, call) => cpq.getQuote({ reference: body.quote }, call),
    getOrder: ({ reference }, call) => cpq.getQuote({ reference }, call),
  }),

  serve: ({ engine }) => ({
    submitOrder: async ({ body }, call) => activationOf(await engine.start(orderActivationFlow, body, call)),
    getOrder: async ({ reference }, call) => {
      const run = await engine.find(orderActivationFlow, reference, call)
      if (run) return activationOf(run)
      throw new IntegrationError('no-such-order', `The order ${reference} was never submitted.`, {
        kind: 'data',
        status: 404,
      })
    },
  }),
})

function activationOf(run: RunSummary): OrderActivation {
  const output = run.output as { outcome: 'active' | 'refused' | 'cancelled'; reason?: string } | undefined
  const reason = output?.reason ?? run.error?.message
  return {
    order: run.key,
    run: run.id,
    state: stateOf(run, output?.outcome),
    correlation: run.correlation,
    submittedAt: run.createdAt,
    updatedAt: run.updatedAt,
    ...(reason && { reason }),
  }
}

function stateOf(run: RunSummary, outcome: 'active' | 'refused' | 'cancelled' | undefined): OrderActivation['state'] {
  if (outcome) return outcome
  switch (run.state) {
    case 'queued':
    case 'blocked':
      return 'submitted'
    case 'held':
      return 'on-hold'
    case 'failed':
    case 'compensated':
    case 'discarded':
      return 'refused'
    case 'cancelled':
      return 'cancelled'
    default:
      return 'in-progress'
  }
}
