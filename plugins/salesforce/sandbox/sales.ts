import type { SandboxContext } from '@gantry/core/sandbox'
import { Numeral } from './json.ts'
import type { Org } from './org.ts'
import { type Body, byExternalId, create, destroy, objectType, type Session, update, upsert } from './record.ts'
import { work } from './reps.ts'

const KEY = 'Gantry_Reference__c'

const byReference = (org: Org, object: string, reference: string) => {
  const row = byExternalId(org, object, KEY, reference)
  if (!row) throw new Error(`There is no ${object} ${reference}.`)
  return row
}

const known = (session: Session, object: string, reference: string, fields: object) =>
  byExternalId(session.org, object, KEY, reference) ?? upsert(session, object, KEY, reference, { ...fields }).row

/** `{ reference, name }`: sales enters a customer, or changes its name. */
export function enterCustomer(context: SandboxContext, body: Record<string, unknown>) {
  const { reference, name } = body as { reference: string; name: string }
  return work(context, (org) => {
    const { row } = upsert({ org, clock: context.clock }, 'Account', KEY, reference, { Name: name })
    return { id: row.Id }
  })
}

/** `{ customers: [{ reference, name }] }`: sales imports a list of customers. */
export function enterCustomers(context: SandboxContext, body: Record<string, unknown>) {
  const { customers } = body as { customers: { reference: string; name: string }[] }
  return work(context, (org) => {
    for (const { reference, name } of customers)
      upsert({ org, clock: context.clock }, 'Account', KEY, reference, { Name: name })
    return { entered: customers.length }
  })
}

/** `{ reference, fields, object? }`: sales changes a customer, or another record of the same reference. */
export function editCustomer(context: SandboxContext, body: Record<string, unknown>) {
  const { reference, fields, object = 'Account' } = body as { reference: string; fields: Body; object?: string }
  return work(context, (org) => {
    const { Id } = byReference(org, object, reference)
    update({ org, clock: context.clock }, object, Id, fields)
    return { id: Id }
  })
}

/** `{ reference, into? }`: sales deletes a customer, or merges it into the one with the reference `into`. */
export function deleteCustomer(context: SandboxContext, body: Record<string, unknown>) {
  const { reference, into } = body as { reference: string; into?: string }
  return work(context, (org) => {
    const session = { org, clock: context.clock }
    const { Id } = byReference(org, 'Account', reference)
    const winner = into === undefined ? undefined : byReference(org, 'Account', into)
    for (const { object, field } of objectType('Account').children.values())
      for (const child of org.having(object, field, Id)!)
        if (winner) update(session, object, child.Id, { [field]: winner.Id })
        else if (object === 'Contact') destroy(session, object, child.Id)
    if (winner) update(session, 'Account', winner.Id, {})
    destroy(session, 'Account', Id, winner && { MasterRecordId: winner.Id })
    return { id: Id }
  })
}

/** `{ reference, ordered? }`: sales writes a quote of one line in euros and has it accepted; unless told not, ordered. */
export function enterOrder(context: SandboxContext, body: Record<string, unknown>) {
  const { reference, ordered = true } = body as { reference: string; ordered?: boolean }
  const quote = work(context, (org) => {
    const session = { org, clock: context.clock }
    known(session, 'Account', 'WALK-IN', { Name: 'Walk-in customer' })
    known(session, 'Product2', 'SAMPLE', { Name: 'Sample', ProductCode: 'SAMPLE', CurrencyIsoCode: 'EUR' })
    const { Id } = create(session, 'SBQQ__Quote__c', {
      [KEY]: reference,
      SBQQ__Account__r: { [KEY]: 'WALK-IN' },
      SBQQ__Primary__c: true,
      SBQQ__Status__c: 'Accepted',
      CurrencyIsoCode: 'EUR',
      Gantry_Price_Basis__c: 'net',
      Gantry_Quoted_On__c: context.clock.iso().slice(0, 10),
      Legal_Entity__c: 'EMEA',
    })
    create(session, 'SBQQ__QuoteLine__c', {
      [KEY]: `${reference}:1`,
      SBQQ__Quote__r: { [KEY]: reference },
      SBQQ__Product__r: { [KEY]: 'SAMPLE' },
      SBQQ__Number__c: new Numeral('1'),
      SBQQ__Quantity__c: new Numeral('1'),
      SBQQ__SpecialPrice__c: new Numeral('130'),
      SBQQ__ChargeType__c: 'One-Time',
      Gantry_Line_Id__c: '1',
    })
    return { id: Id }
  })
  // By itself, once the totals are there: the order takes them over.
  if (ordered)
    work(context, (org) =>
      update({ org, clock: context.clock }, 'SBQQ__Quote__c', quote.id, { SBQQ__Ordered__c: true }),
    )
  return quote
}
