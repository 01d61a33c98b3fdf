import { Decimal, type Money } from '@gantry/canonical/money'
import { IntegrationError } from '@gantry/core/errors'

/** Throws unless SAP's own arithmetic, or the document found on a repeat, comes to our amounts to the minor unit. */
export function assertBooked(document: string, amounts: { name: string; ours: Money; theirs: Money }[]): void {
  const wrong = amounts.filter(
    ({ ours, theirs }) => ours.currency !== theirs.currency || !new Decimal(ours.amount).equals(theirs.amount),
  )
  if (wrong.length === 0) return
  throw new IntegrationError('booked-amount-differs', `SAP S/4HANA booked ${document} with other amounts than ours.`, {
    kind: 'data',
    team: 'finance-systems',
    detail: wrong
      .map(
        ({ name, ours, theirs }) =>
          `${name}: ${theirs.amount} ${theirs.currency}, ours ${ours.amount} ${ours.currency}`,
      )
      .join('; '),
  })
}
