import { z } from 'zod'
import type { Route } from './api.ts'
import { book } from './balance.ts'
import { minor } from './currency.ts'
import { emit } from './event.ts'
import { moments, paging, parameters, text, within } from './form.ts'
import { newId } from './identifier.ts'
import { newestFirst, pageOf } from './list.ts'
import { chargeOf } from './refund.ts'
import { invalid, missing } from './refusal.ts'
import type { World } from './world.ts'

const DAY_S = 86_400
const UNANSWERED = [
  'access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal',
  'customer_communication customer_email_address customer_name customer_purchase_ip customer_signature',
  'duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt',
  'refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation',
  'shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number',
  'uncategorized_file uncategorized_text',
].flatMap((names) => names.split(' '))

const Opening = z.strictObject({ payment: z.string(), amount: z.string().optional(), reason: z.string().optional() })
const Closing = z.strictObject({ dispute: z.string(), outcome: z.enum(['won', 'lost', 'warning_closed']) })

/** The `dispute` action: the customer's bank takes a payment back. `amount` in major units; absent: all of it. */
export function openDispute(world: World, body: Record<string, unknown>) {
  const { payment, amount: wanted, reason = 'general' } = Opening.parse(body)
  const charge = chargeOf(world, payment)
  if (charge.disputed) throw invalid('The charge is disputed already.')
  world.request = { id: null, idempotency_key: null }
  const now = world.clock.unix()
  const { currency } = charge
  const amount = wanted === undefined ? charge.amount : minor(currency, wanted)
  const id = newId('dp')
  const taken = book(world, { amount: -amount, currency, source: id, type: 'adjustment', category: 'dispute' })
  world.charges.put({ ...charge, disputed: true })
  const dispute = world.disputes.put({
    id,
    object: 'dispute',
    amount,
    balance_transactions: [world.balanceTransactions.get(taken)!],
    charge: charge.id,
    created: now,
    currency,
    enhanced_eligibility_types: [],
    evidence: { ...Object.fromEntries(UNANSWERED.map((name) => [name, null])), enhanced_evidence: {} },
    evidence_details: {
      due_by: now + 9 * DAY_S,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: payment,
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' },
      type: 'card',
    },
    reason,
    status: 'needs_response',
  })
  emit(world, 'charge.dispute.created', dispute)
  return { dispute: id }
}

/** The `close-dispute` action. What is won comes back. */
export function closeDispute(world: World, body: Record<string, unknown>) {
  const { dispute: id, outcome } = Closing.parse(body)
  const dispute = world.disputes.get(id)
  if (!dispute) throw missing('dispute', id)
  if (dispute.status !== 'needs_response') throw invalid('The dispute is closed already.')
  world.request = { id: null, idempotency_key: null }
  const { amount, currency } = dispute
  const back =
    outcome === 'lost'
      ? []
      : [book(world, { amount, currency, source: id, type: 'adjustment', category: 'dispute_reversal' })]
  const closed = world.disputes.put({
    ...dispute,
    status: outcome,
    balance_transactions: [
      ...(dispute.balance_transactions as object[]),
      ...back.map((one) => world.balanceTransactions.get(one)!),
    ],
  })
  if (outcome !== 'lost') world.charges.put({ ...world.charges.get(dispute.charge)!, disputed: false })
  emit(world, 'charge.dispute.closed', closed)
  return { dispute: id }
}

export function disputes(world: World, route: Route): void {
  route('GET', '/v1/disputes/:id', parameters({}), (_input, { id }) => {
    const found = world.disputes.get(id!)
    if (!found) throw missing('dispute', id!)
    return found
  })
  route(
    'GET',
    '/v1/disputes',
    parameters({ ...paging, payment_intent: text().optional(), created: moments.optional() }),
    (input) => {
      const found = input.payment_intent
        ? world.disputes.having(`payment:${input.payment_intent}`)
        : world.disputes.all()
      const matching = found.filter((one) => within(one.created, input.created))
      return pageOf('/v1/disputes', 'dispute', newestFirst(matching), input)
    },
  )
}
