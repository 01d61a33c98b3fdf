import type { ConnectorEvent, Delivery } from '../connector/connector.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { Breach } from './case.ts'
import { type ConnectorCase, expectAll, heard, hears, reads } from './connector-case.ts'
import { keyOf } from './news.ts'

export const received: ConnectorCase = {
  name: 'webhook-received',
  title: 'A webhook of the vendor becomes the event that happened.',
  applies: hears,
  run: async (subject) => {
    const { keys, deliveries } = await heard(subject)
    const told = await Promise.all(deliveries.map((delivery) => subject.stand.connection.receive(delivery)))
    expectAll(keys, told.flat())
  },
}

export const forged: ConnectorCase = {
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

export const replayed: ConnectorCase = {
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

export const reordered: ConnectorCase = {
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

export const twoWays: ConnectorCase = {
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
