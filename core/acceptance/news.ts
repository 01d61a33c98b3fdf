import type { ConnectorEvent, Delivery } from '../connector/connector.ts'
import { Breach } from './case.ts'
import type { Stand } from './stand.ts'

const WAIT_MS = 10_000

export const keyOf = ({ event, data }: ConnectorEvent) => `${event.name} ${event.key(data as never)}`

/** Everything the sandbox has to tell has come; gives what came since. */
export async function delivered(stand: Stand, from: number): Promise<Delivery[]> {
  const until = Date.now() + WAIT_MS
  while ((await stand.stats()).pendingDeliveries > 0) {
    if (Date.now() > until) throw new Breach('The sandbox still has webhooks to deliver.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return stand.deliveries.slice(from)
}

/** The vendor tells Gantry of what happens there, in one way or the other. */
export const tells = ({ connector }: Stand): true | string =>
  connector.webhooks || connector.changes ? true : 'the vendor tells Gantry of nothing'

/** Listens from now on: each call gives what is new since the one before, by webhooks and by the feed, each event once. */
export async function listen(stand: Stand): Promise<() => Promise<ConnectorEvent[]>> {
  const { connection, connector } = stand
  const cursor = connector.changes && (await connection.changes(undefined))!.cursor
  // A sweep reads some of what was before its cursor again.
  const told = new Set(cursor === undefined ? [] : sourcesOf((await connection.changes(cursor))!.events))
  let from = (await delivered(stand, 0)).length
  return async () => {
    const deliveries = await delivered(stand, from)
    from += deliveries.length
    const received = await Promise.all(connector.webhooks ? deliveries.map((each) => connection.receive(each)) : [])
    const swept = cursor === undefined ? [] : (await connection.changes(cursor))!.events
    const events = new Map([...received.flat(), ...swept].map((event) => [sourceOf(event), event]))
    const news = [...events.values()].filter((event) => !told.has(sourceOf(event)))
    for (const event of news) told.add(sourceOf(event))
    return news
  }
}

/** By this an event that comes again is known (core/events, `publish`). */
const sourceOf = ({ event, source }: ConnectorEvent) => `${event.name} ${source}`
const sourcesOf = (events: readonly ConnectorEvent[]) => events.map(sourceOf)

/** No two events say the same of the same record. */
export function expectToldOnce(events: readonly ConnectorEvent[]): void {
  for (const [key, told] of Map.groupBy(events, keyOf))
    if (told.length > 1)
      throw new Breach(`${key} is told ${told.length} times: ${told.map(({ source }) => source).join(', ')}.`)
}
