import type { ConnectorEvent, Delivery } from '../connector/connector.ts'
import type { Acceptance } from './acceptance.ts'
import { Breach, type Found, freshReference } from './case.ts'
import { delivered, keyOf } from './news.ts'
import type { Stand } from './stand.ts'

/** A connector with the capabilities it provides, under trial. */
export type ConnectorSubject = { stand: Stand; acceptances: readonly Acceptance[] }

export type ConnectorCase = {
  readonly name: string
  readonly title: string
  applies: (subject: ConnectorSubject) => true | string
  run: (subject: ConnectorSubject) => Found
}

export const hears = ({ stand }: ConnectorSubject): true | string =>
  stand.connector.webhooks ? true : 'the vendor sends Gantry no webhooks'
export const reads = ({ stand }: ConnectorSubject): true | string =>
  stand.connector.changes ? true : 'the vendor has no feed of changes that Gantry reads'

/** Brings each event of the capabilities about; gives `event key` of each. */
export async function happen({ stand, acceptances }: ConnectorSubject): Promise<string[]> {
  const keys: string[] = []
  for (const { contract, happenings } of acceptances)
    for (const { event, happen } of happenings)
      keys.push(`${event.name} ${await happen(stand.benchOf(contract), freshReference())}`)
  if (keys.length === 0) throw new Breach('No capability says how its events come about.')
  return keys
}

export async function heard(subject: ConnectorSubject): Promise<{ keys: string[]; deliveries: Delivery[] }> {
  const from = subject.stand.deliveries.length
  const keys = await happen(subject)
  return { keys, deliveries: await delivered(subject.stand, from) }
}

export function expectAll(keys: readonly string[], events: readonly ConnectorEvent[]): void {
  const known = new Set(events.map(keyOf))
  const lost = keys.filter((key) => !known.has(key))
  if (lost.length > 0)
    throw new Breach(`${lost.length} of ${keys.length} events were lost: ${lost.slice(0, 3).join(', ')}.`)
}
