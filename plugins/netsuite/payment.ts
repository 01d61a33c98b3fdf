import { money } from '@gantry/canonical/money'
import type { CashApplication, CashApplicationDraft } from '@gantry/canonical/payment'
import type { Call } from '@gantry/core/contract'
import { assertBooked, createOnce } from './document.ts'
import { numeral } from './exact-json.ts'
import { externalIdOf } from './external-id.ts'
import type { NetSuite } from './netsuite.ts'
import { PaymentRecord } from './wire.ts'

/** Books a customer payment; what its applications leave over stays with the customer as unapplied. */
export async function applyPayment(
  { client, company }: NetSuite,
  draft: CashApplicationDraft,
  call: Call,
): Promise<CashApplication> {
  const subsidiary = await company.subsidiary(draft.legalEntity)
  const currency = await company.currency(draft.currency)
  const record = await createOnce(client, call, {
    lines: draft.applications.length,
    record: 'customerPayment',
    path: 'customerPayment',
    externalId: externalIdOf(draft.reference, 'payment'),
    body: {
      customer: { externalId: externalIdOf(draft.customer) },
      subsidiary: { id: subsidiary },
      currency: { id: currency },
      tranDate: draft.receivedOn,
      payment: numeral(draft.amount.amount),
      memo: draft.reference,
      custbody_gantry_reference: draft.reference,
      custbody_gantry_correlation: call.correlation,
      // Else NetSuite would apply the rest to the oldest invoices by itself.
      autoApply: false,
      apply: {
        items: draft.applications.map(({ invoice, amount }) => ({
          doc: { id: invoice },
          apply: true,
          amount: numeral(amount.amount),
        })),
      },
    },
    schema: PaymentRecord,
  })
  const booked = await company.codeOf(record.currency.id)
  const amount = money(booked, record.payment)
  assertBooked(`payment ${draft.reference}`, [{ name: 'payment', ours: draft.amount, theirs: amount }])
  return {
    id: record.id,
    number: record.tranId,
    reference: draft.reference,
    currency: booked,
    amount,
    unapplied: money(booked, record.unapplied ?? '0'),
    applications: draft.applications,
  }
}
