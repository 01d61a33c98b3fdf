import { Reference } from '@gantry/canonical/fields'
import type { OrderStage } from '@gantry/canonical/order'
import { z } from '@gantry/core/contract'
import { defineFlow } from '@gantry/core/flow'
import { partnerSales } from '../contract.ts'
import { invoiceIdOf, invoiceNumberOf, reach } from './order.ts'
import { AMOUNTS, CUSTOMER, fateOf, OPEN_IN_PART, PAID_IN_PART } from './quote.ts'

const { sandboxChanged } = partnerSales.events

/** An order of a sandbox on its way: a stage a second, told like a real one, with no effect in any system. */
export const sandboxOrderFlow = defineFlow({
  name: 'partner-sandbox-order',
  version: 1,
  team: 'integration',
  input: z.strictObject({ partner: z.string(), order: Reference }),
  key: ({ partner, order }) => `${partner}:${order}`,
  priority: 'bulk',
  onParked: 'pass',
  uses: {},

  async run({ partner, order }, { local, sleep, emit, run }) {
    const about = { order, partner }
    const { tenant } = run
    const submitted = { customer: CUSTOMER, legalEntity: 'TEST', currency: 'EUR', quoted: AMOUNTS.net }
    await emit('submitted', sandboxChanged, { ...about, type: 'order.submitted', data: submitted })
    for (const stage of fateOf(order) ?? []) {
      await sleep(`before-${stage}`, { within: { seconds: 1 } })
      await local(`reach-${stage}`, (tx) => reach(tx, { tenant, partner }, order, stage))
      await emit(`told-${stage}`, sandboxChanged, { ...about, type: 'order.changed', data: { stage } })
      const more = documentAt(stage, order)
      if (more) await emit(`document-${stage}`, sandboxChanged, { ...about, ...more })
    }
  },
})

/** What is told beside a stage. */
function documentAt(stage: OrderStage, order: string) {
  const id = invoiceIdOf(order)
  if (stage === 'invoiced')
    return {
      type: 'invoice.issued' as const,
      data: { customer: CUSTOMER, invoice: { id, number: invoiceNumberOf(order), ...AMOUNTS, open: AMOUNTS.gross } },
    }
  const whole = stage === 'paid'
  if (!whole && stage !== 'partly-paid') return undefined
  const amount = whole ? AMOUNTS.gross : PAID_IN_PART
  const open = whole ? { currency: 'EUR', amount: '0.00' } : OPEN_IN_PART
  return {
    type: 'payment.applied' as const,
    data: { customer: CUSTOMER, payment: `test_pay_${order}`, invoice: id, amount, open },
  }
}
