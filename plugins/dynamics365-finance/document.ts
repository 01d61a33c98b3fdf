import { Decimal, type Money } from '@gantry/canonical/money'
import { IntegrationError } from '@gantry/core/errors'
import { afterWrite, isMissing, isRefusal } from './failure.ts'

/** A document that is a draft until it is posted. */
export type Posting<Header> = {
  /** Every header with our reference, drafts too. */
  find: () => Promise<Header[]>
  isPosted: (header: Header) => boolean
  create: () => Promise<Header>
  fill: (header: Header) => Promise<void>
  post: (header: Header) => Promise<void>
  /** Deletes a draft. */
  discard: (header: Header) => Promise<void>
}

/**
 * Posts a document at most once; call it under a lock on its reference. A number cannot be chosen for these documents and
 * nothing keeps our reference unique, but a draft stands in no book: only posting is an effect, and one header is posted
 * once. So whatever an interrupted attempt left behind is thrown away, and one that has been posted is the answer.
 */
export async function postOnce<Header>(posting: Posting<Header>): Promise<Header> {
  const { find, isPosted, create, fill, post, discard } = posting
  const posted = async () => (await find()).find(isPosted)
  const found = await find()
  const before = found.find(isPosted)
  if (before !== undefined) return before
  for (const draft of found) {
    try {
      await discard(draft)
    } catch (error) {
      if (isMissing(error)) continue
      // Posted meanwhile, by an earlier attempt of ours that was still under way.
      const late = isRefusal(error) ? await posted() : undefined
      if (late === undefined) throw error
      return late
    }
  }
  const header = await create()
  try {
    await fill(header)
    await post(header)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const late = await afterWrite(posted)
    if (late !== undefined) return late
    // Nobody is to find a draft that was refused among their own.
    await discard(header).catch(() => {})
    throw error
  }
  const after = await afterWrite(posted)
  if (after !== undefined) return after
  throw new IntegrationError(
    'document-vanished',
    'Dynamics 365 Finance does not show the document it has just posted.',
    {
      kind: 'transient',
      outcomeUnknown: true,
    },
  )
}

/** Throws unless what is booked, by now or long ago, comes to our amounts to the minor unit. */
export function assertBooked(document: string, amounts: { name: string; ours: Money; theirs: Money }[]): void {
  const wrong = amounts.filter(
    ({ ours, theirs }) => ours.currency !== theirs.currency || !new Decimal(ours.amount).equals(theirs.amount),
  )
  if (wrong.length === 0) return
  throw new IntegrationError(
    'booked-amount-differs',
    `Dynamics 365 Finance booked ${document} with other amounts than ours.`,
    {
      kind: 'data',
      team: 'finance-systems',
      detail: wrong
        .map(
          ({ name, ours, theirs }) =>
            `${name}: ${theirs.amount} ${theirs.currency}, ours ${ours.amount} ${ours.currency}`,
        )
        .join('; '),
    },
  )
}
