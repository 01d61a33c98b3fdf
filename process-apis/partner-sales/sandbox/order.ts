import type { OrderStage } from '@gantry/canonical/order'
import { exactly, readCursor, writeCursor } from '@gantry/core/database/cursor'
import type { Database, Transaction } from '@gantry/core/database/database'
import { sql } from 'kysely'
import type { PartnerInvoice, PartnerOrder } from '../contract.ts'
import { AMOUNTS, CUSTOMER, LINE, OPEN_IN_PART, PAID_IN_PART } from './quote.ts'

export type Owner = { tenant: string; partner: string }

type Stored = { reference: string; stage: OrderStage; submitted_at: Date; updated_at: Date }

/** An order of the sandbox, and what follows from its stage. */
export type SandboxOrder = { order: PartnerOrder; invoiced: boolean; paid: typeof AMOUNTS.gross | undefined }

const ZERO = { currency: 'EUR', amount: '0.00' }
const SAYS: Partial<Record<OrderStage, string>> = {
  'on-hold': 'It waits for a decision of ours.',
  refused: 'The quote was valid until 2026-01-31.',
}

function orderOf({ reference, stage, submitted_at, updated_at }: Stored, partner: string): SandboxOrder {
  const paid = stage === 'paid' ? AMOUNTS.gross : stage === 'partly-paid' ? PAID_IN_PART : undefined
  const open = stage === 'paid' ? ZERO : stage === 'partly-paid' ? OPEN_IN_PART : AMOUNTS.gross
  const message = SAYS[stage]
  return {
    order: {
      reference,
      partner,
      customer: CUSTOMER,
      customerName: 'Test customer',
      legalEntity: 'TEST',
      stage,
      ...(message && { message }),
      gross: AMOUNTS.gross,
      open,
      submittedAt: submitted_at.toISOString(),
      updatedAt: updated_at.toISOString(),
    },
    invoiced: ['invoiced', 'partly-paid', 'paid'].includes(stage),
    paid,
  }
}

export async function submit(db: Database, { tenant, partner }: Owner, reference: string): Promise<void> {
  await sql`insert into gantry.partner_sandbox_order (tenant, partner, reference)
    values (${tenant}, ${partner}, ${reference}) on conflict do nothing`.execute(db)
}

export async function reach(tx: Transaction, { tenant, partner }: Owner, reference: string, stage: OrderStage) {
  await sql`update gantry.partner_sandbox_order set stage = ${stage}, updated_at = gantry.now()
    where tenant = ${tenant} and partner = ${partner} and reference = ${reference}`.execute(tx)
}

export type OrderFilter = { stage?: OrderStage; search?: string; order?: string; cursor?: string; limit: number }

export async function listOrders(db: Database, { tenant, partner }: Owner, filter: OrderFilter) {
  const { stage, search, order, cursor, limit } = filter
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const { rows } = await sql<Stored & { at: string }>`
    select *, ${exactly('updated_at')} as at from gantry.partner_sandbox_order
    where tenant = ${tenant} and partner = ${partner}
      ${stage === undefined ? sql`` : sql`and stage = ${stage}`}
      ${search ? sql`and position(lower(${search}) in lower(reference)) > 0` : sql``}
      ${order === undefined ? sql`` : sql`and reference = ${order}`}
      ${after ? sql`and (updated_at, reference) < (${after.at}::timestamptz, ${after.key})` : sql``}
    order by updated_at desc, reference desc limit ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => orderOf(row, partner)),
    ...(rows.length > limit && last && { next: writeCursor({ at: last.at, key: last.reference }) }),
  }
}

export async function findOrder(db: Database, owner: Owner, reference: string): Promise<SandboxOrder | undefined> {
  return (await listOrders(db, owner, { order: reference, limit: 1 })).items[0]
}

export const invoiceIdOf = (order: string): string => `test_in_${order}`
export const invoiceNumberOf = (order: string): string => `TEST-INV-${order}`
export const orderOfInvoice = (id: string): string => id.replace(/^(test_in_|TEST-INV-)/, '')

export const invoiceEntryOf = ({ order: { reference, updatedAt } }: SandboxOrder) => ({
  id: invoiceIdOf(reference),
  number: invoiceNumberOf(reference),
  order: reference,
  customer: CUSTOMER,
  ...AMOUNTS,
  at: updatedAt,
})

export const paymentEntryOf = ({ order: { reference, updatedAt }, paid }: SandboxOrder) => ({
  id: `test_pay_${reference}`,
  order: reference,
  ...(paid && { amount: paid }),
  method: 'test',
  at: updatedAt,
})

export const invoiceOf = ({ order: { reference, stage, open, submittedAt } }: SandboxOrder): PartnerInvoice => ({
  id: invoiceIdOf(reference),
  number: invoiceNumberOf(reference),
  reference,
  order: reference,
  customerReference: CUSTOMER,
  legalEntity: 'TEST',
  currency: 'EUR',
  state: stage === 'paid' ? 'paid' : 'open',
  issuedOn: submittedAt.slice(0, 10),
  lines: [LINE],
  ...AMOUNTS,
  open: open!,
})
