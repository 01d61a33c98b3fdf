import type { ConnectorEvent, Delivery } from '../connector/connector.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Acceptance } from './acceptance.ts'
import { Breach, freshReference } from './case.ts'
import type { Stand } from './stand.ts'

/** A connector with the capabilities it provides, under trial. */
export type ConnectorSubject = { stand: Stand; acceptances: readonly Acceptance[] }

export type ConnectorCase = {
  readonly name: string
  readonly title: string
  applies: (subject: ConnectorSubject) => true | string
  run: (subject: ConnectorSubject) => Promise<void>
}

const WAIT_MS = 10_000

const hears = ({ stand }: ConnectorSubject): true | string =>
  stand.connector.webhooks ? true : 'the vendor sends Gantry no webhooks'
const reads = ({ stand }: ConnectorSubject): true | string =>
  stand.connector.changes ? true : 'the vendor has no feed of changes that Gantry reads'

/** Brings each event of the capabilities about; gives `event key` of each. */
async function happen({ stand, acceptances }: ConnectorSubject): Promise<string[]> {
  const keys: string[] = []
  for (const { contract, happenings } of acceptances)
    for (const { event, happen } of happenings)
      keys.push(`${event.name} ${await happen(stand.benchOf(contract), freshReference())}`)
  if (keys.length === 0) throw new Breach('No capability says how its events come about.')
  return keys
}

const keyOf = ({ event, data }: ConnectorEvent) => `${event.name} ${event.key(data as never)}`

/** Everything the sandbox has to tell has come; gives what came since. */
async function delivered({ stand }: ConnectorSubject, from: number): Promise<Delivery[]> {
  const until = Date.now() + WAIT_MS
  while ((await stand.stats()).pendingDeliveries > 0) {
    if (Date.now() > until) throw new Breach('The sandbox still has webhooks to deliver.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return stand.deliveries.slice(from)
}

async function heard(subject: ConnectorSubject): Promise<{ keys: string[]; deliveries: Delivery[] }> {
  const from = subject.stand.deliveries.length
  const keys = await happen(subject)
  return { keys, deliveries: await delivered(subject, from) }
}

const received: ConnectorCase = {
  name: 'webhook-received',
  title: 'A webhook of the vendor becomes the event that happened.',
  applies: hears,
  run: async (subject) => {
    const { keys, deliveries } = await heard(subject)
    const told = await Promise.all(deliveries.map((delivery) => subject.stand.connection.receive(delivery)))
    expectAll(keys, told.flat())
  },
}

const forged: ConnectorCase = {
  name: 'webhook-forged',
  title: 'A webhook whose body, signature or time was changed is refused.',
  applies: hears,
  run: async (subject) => {
    const { deliveries } = await heard(subject)
    const { connection, connector } = subject.stand
    const [genuine] = deliveries
    if (!genuine) throw new Breach('The sandbox delivered nothing.')
    const signed = Object.keys(genuine.headers).filter((name) => /signature|hmac/i.test(name))
    const forgeries = [
      { ...genuine, body: genuine.body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) },
      { ...genuine, body: `${genuine.body} ` },
      ...signed.map((name) => ({ ...genuine, headers: { ...genuine.headers, [name]: '' } })),
      ...signed.map((name) => ({
        ...genuine,
        headers: {
          ...genuine.headers,
          [name]: genuine.headers[name]!.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        },
      })),
      { headers: {}, body: genuine.body },
    ]
    for (const forgery of forgeries) {
      const outcome = await connection.receive(forgery).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (!(outcome instanceof IntegrationError && outcome.code === 'webhook-forged'))
        throw new Breach(`${connector.title}: a forged webhook was taken, or refused as ${String(outcome)}.`)
    }
  },
}

const replayed: ConnectorCase = {
  name: 'webhook-replayed',
  title: 'The same webhook again names the same event, so that it is dropped.',
  applies: hears,
  run: async (subject) => {
    const { deliveries } = await heard(subject)
    for (const delivery of deliveries) {
      const [one, other] = [
        await subject.stand.connection.receive(delivery),
        await subject.stand.connection.receive(delivery),
      ]
      if (JSON.stringify(one.map(({ source }) => source)) !== JSON.stringify(other.map(({ source }) => source)))
        throw new Breach('A webhook that came twice names two events.')
    }
  },
}

const reordered: ConnectorCase = {
  name: 'webhook-reordered',
  title: 'Webhooks in any order give the same events, each with its own time.',
  applies: hears,
  run: async (subject) => {
    const { keys, deliveries } = await heard(subject)
    const take = async (some: readonly Delivery[]) =>
      (await Promise.all(some.map((delivery) => subject.stand.connection.receive(delivery)))).flat()
    const [one, other] = [await take(deliveries), await take(deliveries.toReversed())]
    expectAll(keys, other)
    const facts = (events: ConnectorEvent[]) => events.map(({ source, at }) => `${source} ${at}`).sort()
    if (facts(one).join() !== facts(other).join())
      throw new Breach('The order in which webhooks come changes what they say.')
    for (const { at } of one) if (Number.isNaN(Date.parse(at))) throw new Breach(`An event has no time: ${at}.`)
  },
}

const twoWays: ConnectorCase = {
  name: 'webhook-and-feed-agree',
  title: 'What a webhook tells and what the feed finds is one event: it counts once.',
  applies: (subject) => (hears(subject) === true ? reads(subject) : hears(subject)),
  run: async (subject) => {
    const { stand } = subject
    const cursor = (await stand.connection.changes(undefined))!.cursor
    const { deliveries } = await heard(subject)
    const told = (await Promise.all(deliveries.map((delivery) => stand.connection.receive(delivery)))).flat()
    const found = (await stand.connection.changes(cursor))!.events
    const known = new Set(found.map(({ source }) => source))
    const missing = told.filter(({ source }) => !known.has(source))
    if (missing.length > 0) throw new Breach(`The feed does not know ${missing.map(keyOf).join(', ')}.`)
  },
}

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

const overlap: ConnectorCase = {
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

const midnight: ConnectorCase = {
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

const clockChange: ConnectorCase = {
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

const secrets: ConnectorCase = {
  name: 'secrets',
  title: 'No secret is in a log line or an error, of all that the other cases brought about.',
  applies: () => true,
  run: async ({ stand }) => {
    const config = stand.rehearsal.config('http://127.0.0.1:9')
    const shape = (
      stand.connector.config as { shape?: Record<string, { meta?: () => { secret?: boolean } | undefined }> }
    ).shape
    const names = Object.entries(shape ?? {}).flatMap(([name, schema]) => (schema.meta?.()?.secret ? [name] : []))
    // A connector may take one secret or another: what is not configured cannot be told.
    const canaries = names.flatMap((name) => (config[name] === undefined ? [] : pieces(String(config[name]))))
    if (canaries.length === 0) throw new Breach('The connector declares no secret in its configuration.')
    const said = [
      ...stand.logged,
      ...stand.failures.map((error) => JSON.stringify([error.message, error.detail, error.stack, String(error.cause)])),
    ]
    for (const line of said)
      for (const canary of canaries)
        if (line.includes(canary)) throw new Breach(`A secret is in: ${line.replaceAll(canary, '***').slice(0, 200)}`)
  },
}

/** A PEM key is looked for line by line; a header would be found in every key. */
const pieces = (secret: string) => secret.split('\n').filter((line) => line.length >= 8 && !line.startsWith('-----'))

function expectAll(keys: readonly string[], events: readonly ConnectorEvent[]): void {
  const known = new Set(events.map(keyOf))
  const lost = keys.filter((key) => !known.has(key))
  if (lost.length > 0)
    throw new Breach(`${lost.length} of ${keys.length} events were lost: ${lost.slice(0, 3).join(', ')}.`)
}

/** In the order in which they run: `secrets` looks back at all the others. */
export const CONNECTOR_CASES: readonly ConnectorCase[] = [
  received,
  forged,
  replayed,
  reordered,
  twoWays,
  overlap,
  midnight,
  clockChange,
  secrets,
]
