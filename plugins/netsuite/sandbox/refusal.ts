import type { Books } from '@gantry/core/sandbox'
import { Refusal } from './problem.ts'

type Rule = { order: string; code: string; message: string; cancel: boolean }

/** From now on writes for an order are refused, as a workflow or script in the account would. */
export const refuse = (books: Books, rule: Rule): void => books.put('refusal', rule.order, rule)

export const accept = (books: Books, order: string): void => {
  if (books.get('refusal', order)) books.remove('refusal', order)
}

export function assertAccepted(books: Books, order: string | undefined, what: 'book' | 'cancel' = 'book'): void {
  const rule = order === undefined ? undefined : books.get<Rule>('refusal', order)
  if (rule && (what === 'book' || rule.cancel)) throw new Refusal(400, rule.code, rule.message)
}

/** For the next requests NetSuite has no room: it answers 400, as RESTlets do, with the code that tells why. */
export const congest = (books: Books, requests: number): void => books.put('congestion', '1', { requests })

export function assertRoom(books: Books): void {
  const congestion = books.get<{ requests: number }>('congestion', '1')
  if (!congestion || congestion.requests <= 0) return
  books.put('congestion', '1', { requests: congestion.requests - 1 })
  throw new Refusal(400, 'SSS_REQUEST_LIMIT_EXCEEDED', 'Request limit exceeded.')
}
