import { wireInvoice } from './invoice.ts'
import { invalid } from './refusal.ts'
import type { World } from './world.ts'

/** The object behind an id, by the id's prefix. */
function lookUp(world: World, id: string): object | undefined {
  switch (id.slice(0, id.indexOf('_'))) {
    case 'in': {
      const invoice = world.invoices.get(id)
      return invoice && wireInvoice(world, invoice)
    }
    case 'cus':
      return world.customers.get(id)
    case 'sub':
      return world.subscriptions.get(id)
    case 'pi':
      return world.paymentIntents.get(id)
    case 'ch':
      return world.charges.get(id)
    case 'cn':
      return world.creditNotes.get(id)
    case 're':
      return world.refunds.get(id)
    case 'dp':
      return world.disputes.get(id)
    case 'po':
      return world.payouts.get(id)
    case 'txn':
      return world.balanceTransactions.get(id)
    default:
      return undefined
  }
}

type Node = Record<string, unknown>

/** Puts objects in the place of ids along `expand[]` paths (https://docs.stripe.com/api/expanding_objects). */
export function expanded(world: World, body: object, paths: string[]): object {
  let result: unknown = body
  for (const path of paths) {
    const parts = path.split('.')
    if (parts.length > 4) throw invalid(`You cannot expand more than 4 levels of a property: ${path}`, 'expand')
    result = replace(result, parts)
  }
  return result as object

  function replace(value: unknown, parts: string[]): unknown {
    const [part, ...rest] = parts
    if (!part || value === null) return value
    if (Array.isArray(value)) return value.map((item) => replace(item, parts))
    const node = value as Node
    if (!(part in node)) throw invalid(`This property cannot be expanded (${part}).`, 'expand')
    let child = node[part]
    if (typeof child === 'string') {
      child = lookUp(world, child)
      if (!child) throw invalid(`This property cannot be expanded (${part}).`, 'expand')
    }
    return { ...node, [part]: replace(child, rest) }
  }
}
