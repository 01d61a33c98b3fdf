import type { ConnectorEvent } from '../connector/connector.ts'
import { Breach } from './case.ts'
import { type ConnectorCase, type ConnectorSubject, expectAll, happen, reads } from './connector-case.ts'
import { keyOf } from './news.ts'

/** Reads on from a cursor while things happen around the given instants of the vendor's clock. */
async function acrossInstants(subject: ConnectorSubject, instants: readonly string[]): Promise<void> {
  const { stand } = subject
  const keys: string[] = []
  const found: ConnectorEvent[] = []
  await stand.setClock(instants[0]!)
  let cursor = (await stand.connection.changes(undefined))!.cursor
  for (const instant of instants) {
    await stand.setClock(instant)
    keys.push(...(await happen(subject)))
    const changes = (await stand.connection.changes(cursor))!
    found.push(...changes.events)
    cursor = changes.cursor
  }
  expectAll(keys, found)
}

export const overlap: ConnectorCase = {
  name: 'feed-overlap',
  title: 'What happens in the very moment of a sweep is found by it or by the next.',
  applies: reads,
  run: async (subject) => {
    const { stand } = subject
    let cursor = (await stand.connection.changes(undefined))!.cursor
    const found: ConnectorEvent[] = []
    const keys: string[] = []
    for (let sweep = 0; sweep < 4; sweep++) {
      const [happened, changes] = await Promise.all([happen(subject), stand.connection.changes(cursor)])
      keys.push(...happened)
      found.push(...changes!.events)
      cursor = changes!.cursor
    }
    found.push(...(await stand.connection.changes(cursor))!.events)
    expectAll(keys, found)
    const sources = new Map(found.map((event) => [event.source, keyOf(event)]))
    for (const event of found)
      if (sources.get(event.source) !== keyOf(event)) throw new Breach(`Two events share the source ${event.source}.`)
  },
}

export const midnight: ConnectorCase = {
  name: 'feed-midnight',
  title: "Nothing is lost around midnight, the vendor's or ours.",
  applies: reads,
  run: (subject) =>
    acrossInstants(subject, [
      '2027-03-09T23:59:59Z',
      '2027-03-10T00:00:00Z',
      '2027-03-10T07:59:59Z',
      '2027-03-10T08:00:01Z',
    ]),
}

export const clockChange: ConnectorCase = {
  name: 'feed-clock-change',
  title: 'Nothing is lost in the hour that comes twice, nor in the one that never comes.',
  applies: reads,
  run: (subject) =>
    acrossInstants(subject, [
      '2027-03-14T09:59:59Z', // 01:59:59 in Los Angeles, and then 03:00
      '2027-03-14T10:00:01Z',
      '2027-03-28T00:59:59Z', // 01:59:59 in Berlin, and then 03:00
      '2027-03-28T01:00:01Z',
      '2027-10-31T00:30:00Z', // 02:30 in Berlin, for the first time
      '2027-10-31T01:30:00Z', // and for the second
    ]),
}
