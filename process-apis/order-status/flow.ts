import { Reference } from '@gantry/canonical/fields'
import { Decimal } from '@gantry/canonical/money'
import { OrderStatus } from '@gantry/canonical/order'
import { z } from '@gantry/core/contract'
import { defineFlow, on } from '@gantry/core/flow'
import { flowEvents } from '@gantry/core/flow/run-events'
import { crm } from '@gantry/crm-api/contract'
import { invoicePosting } from '@gantry/invoice-posting/contract'
import { orderActivation } from '@gantry/order-activation/contract'
import { paymentApplication } from '@gantry/payment-application/contract'
import { orderStatus } from './contract.ts'

const { orderActivated, orderRefused } = orderActivation.events

export const Telling = z.strictObject({ order: Reference, cause: z.string(), status: OrderStatus })
export type Telling = z.output<typeof Telling>

const short = (text: string) => (text.length > 250 ? `${text.slice(0, 249)}…` : text)

/** One update of the order in the CRM. Updates of one order go one after another; an older one never overwrites a newer. */
export const orderStatusFlow = defineFlow({
  name: 'order-status',
  version: 1,
  team: 'sales-operations',
  input: Telling,
  key: (telling) => `${telling.order}:${telling.cause}`,
  orderedBy: (telling) => telling.order,
  about: (telling) => telling.order,
  onParked: 'pass',
  uses: { crm },
  startsOn: [
    on(orderActivated, ({ order, correlation, gross }, { at }) => ({
      order,
      cause: 'activated',
      status: {
        stage: 'active',
        message: 'The order is active in billing and in the ERP.',
        at,
        correlation,
        open: gross,
      },
    })),
    on(orderRefused, ({ order, correlation, cancelled, reason }, { at }) => ({
      order,
      cause: 'refused',
      status: { stage: cancelled ? 'cancelled' : 'refused', message: short(reason), at, correlation },
    })),
    on(invoicePosting.events.invoicePosted, ({ order, invoice, correlation, open, invoiceNumber }, { at }) => ({
      order,
      cause: `invoiced:${invoice}`,
      status: {
        stage: 'invoiced',
        message: `Invoice ${invoiceNumber ?? invoice} is in the ledger.`,
        at,
        correlation,
        open,
        ...(invoiceNumber && { invoiceNumber }),
      },
    })),
    on(paymentApplication.events.paymentApplied, ({ order, payment, invoice, correlation, amount, open }, { at }) => ({
      order,
      cause: `paid:${payment}:${invoice}`,
      status: {
        stage: new Decimal(open.amount).isZero() ? 'paid' : 'partly-paid',
        message: `${amount.amount} ${amount.currency} received, ${open.amount} open.`,
        at,
        correlation,
        open,
      },
    })),
    on(flowEvents.runHeld, ({ subject, exception, sentence, team, correlation, flow }, { at }) =>
      subject && flow !== 'order-status'
        ? {
            order: subject,
            cause: `held:${exception}`,
            status: { stage: 'on-hold', message: short(`${sentence} (${team})`), at, correlation },
          }
        : undefined,
    ),
    on(flowEvents.runEnded, ({ subject, run, sentence, correlation, flow, state }, { at }) =>
      subject && flow === 'order-activation'
        ? {
            order: subject,
            cause: `ended:${run}`,
            status: {
              stage: state === 'cancelled' ? 'cancelled' : 'refused',
              message: short(sentence),
              at,
              correlation,
            },
          }
        : undefined,
    ),
  ],

  async run({ order, status }, { step, emit, crm }) {
    await step('tell', async (call) => {
      const { id } = await crm.updateOrderStatus({ reference: order, body: status }, call)
      return { id }
    })
    const { stage, message, correlation } = status
    await emit('told', orderStatus.events.statusTold, { order, stage, message, correlation: correlation ?? '' })
  },
})
