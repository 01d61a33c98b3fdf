import type { z } from '@gantry/core/contract'
import type { operations } from '@gantry/operations/contract'
import { minutesAgo } from './orders.fixture.ts'

export type Letter = z.output<(typeof operations)['operations']['getDeadLetter']['returns']>

/** An invoice that was told with a colour in the place of its amount. */
export const deadLetter = (id: string, amount: string, opened: number): Letter => ({
  id,
  reader: 'trigger:invoice-posting',
  event: 'billing.invoiceFinalized',
  data: { id: `in_${id}`, amount },
  source: `evt_${id}`,
  correlation: `correlation-${id}`,
  occurredAt: minutesAgo(opened),
  code: 'unfit-event',
  sentence: 'An event billing.invoiceFinalized does not fit the flow invoice-posting.',
  detail: `amount: ${amount}`,
  team: 'platform',
  attempts: 1,
  state: 'open',
  openedAt: minutesAgo(opened),
  failedAt: minutesAgo(opened),
  dueAt: minutesAgo(opened - 24 * 60),
})
