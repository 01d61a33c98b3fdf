import type { z } from '@gantry/core/contract'
import type { StoredEvent } from '@gantry/core/events/subscription'
import { bodyOf, type Message } from '@gantry/core/webhooks/message'
import { type InvoicePosted, invoicePosting } from '@gantry/invoice-posting/contract'
import { type OrderSubmitted, orderActivation } from '@gantry/order-activation/contract'
import { orderStatus, type StatusTold } from '@gantry/order-status/contract'
import { partnerSales, type SandboxChanged } from '@gantry/partner-sales/contract'
import { type PaymentApplied, paymentApplication } from '@gantry/payment-application/contract'
import type { WebhookType } from './contract.ts'

const { orderSubmitted } = orderActivation.events
const { invoicePosted } = invoicePosting.events
const { paymentApplied } = paymentApplication.events
const { statusTold } = orderStatus.events

const { sandboxChanged } = partnerSales.events

export const TOLD = [orderSubmitted, statusTold, invoicePosted, paymentApplied, sandboxChanged]

/** What partners are told of an order; whose it is stands in the event, or with the order. */
export type OrderMessage = Omit<Message, 'owner'> & { order: string; partner?: string; type: WebhookType }

/**
 * What partners are told of an event: references and amounts, no sentences. Why an order is on hold is ours, and what else
 * there is to know is read at the API.
 */
export function messageOf(event: StoredEvent): OrderMessage {
  const { type, data, partner } = contentOf(event)
  const { id, correlation, occurred_at: at } = event
  const body = bodyOf(type, at, data)
  return { id: `msg_${id}`, order: data.order, ...(partner !== undefined && { partner }), type, body, correlation, at }
}

type Content = { type: WebhookType; data: { order: string }; partner?: string }

function contentOf({ name, data }: StoredEvent): Content {
  switch (name) {
    case orderSubmitted.name: {
      const { order, customer, legalEntity, currency, quoted } = data as z.output<typeof OrderSubmitted>
      return { type: 'order.submitted', data: { order, customer, legalEntity, currency, quoted } as { order: string } }
    }
    case invoicePosted.name: {
      const {
        order,
        customer,
        invoice: id,
        invoiceNumber,
        net,
        tax,
        gross,
        open,
      } = data as z.output<typeof InvoicePosted>
      const invoice = { id, ...(invoiceNumber && { number: invoiceNumber }), net, tax, gross, open }
      return { type: 'invoice.issued', data: { order, customer, invoice } as { order: string } }
    }
    case paymentApplied.name: {
      const { order, customer, payment, invoice, amount, open } = data as z.output<typeof PaymentApplied>
      return { type: 'payment.applied', data: { order, customer, payment, invoice, amount, open } as { order: string } }
    }
    case sandboxChanged.name: {
      const { order, partner, type, data: more } = data as z.output<typeof SandboxChanged>
      return { type, partner, data: { order, ...more } }
    }
    default: {
      const { order, stage } = data as z.output<typeof StatusTold>
      return { type: 'order.changed', data: { order, stage } as { order: string } }
    }
  }
}

/** The order and its partner, where the event says whose it is. */
export function partnerIn({ name, data }: StoredEvent): { reference: string; partner: string } | undefined {
  if (name !== orderSubmitted.name) return undefined
  const { order, partner } = data as z.output<typeof OrderSubmitted>
  return partner === undefined ? undefined : { reference: order, partner }
}
