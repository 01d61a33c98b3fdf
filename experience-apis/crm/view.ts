import { IntegrationError } from '@gantry/core/errors'
import { defineView } from '@gantry/core/view'
import { orderActivation } from '@gantry/order-activation/contract'
import { orderTrail } from '@gantry/order-trail/contract'
import { quoteValidation } from '@gantry/quote-validation/contract'
import { crmView } from './contract.ts'

export default defineView({
  contract: crmView,
  uses: { orderActivation, orderTrail, quoteValidation },

  serve: ({ orderActivation, orderTrail, quoteValidation }) => ({
    validateQuote: async ({ reference }, call) => {
      const { verdict, findings, tax } = await quoteValidation.validateQuote({ reference }, call)
      return { reference, verdict, findings, ...(tax && { net: tax.net, tax: tax.tax, gross: tax.gross }) }
    },
    submitOrder: (input, call) => orderActivation.submitOrder(input, call),
    getOrderStatus: async ({ reference }, call) => {
      try {
        const { customer: _, ...order } = (await orderTrail.getTrail({ identifier: reference }, call)).order
        return order
      } catch (error) {
        if (!(error instanceof IntegrationError && error.code === 'no-such-trail')) throw error
        // Submitted a moment ago: the trail has not heard of it yet.
        const { updatedAt } = await orderActivation.getOrder({ reference }, call)
        return { reference, stage: 'submitted' as const, updatedAt }
      }
    },
  }),
})
