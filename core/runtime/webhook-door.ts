import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import { type Inbound, receiveWebhook } from '../connector/inbound.ts'
import { limitBody } from '../contract/request-body.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { callerOf } from '../security/caller.ts'
import type { Landscape } from './landscape.ts'
import { isPassed, type OtherRegions } from './other-regions.ts'

export type WebhookParts = {
  landscape: Landscape
  inbound: Inbound
  regions?: OtherRegions | undefined
  log: Logger
}

/** A vendor waits this long for the regions its delivery is passed on to, in milliseconds. */
const PASSED_ON_WITHIN_MS = 10_000

/** Where vendors deliver their webhooks: `/webhooks/<connection>`. */
export function mountWebhooks(app: Hono, { landscape, inbound, regions, log }: WebhookParts): void {
  app.post('/webhooks/:connection', limitBody, async (c) => {
    const name = c.req.param('connection')
    if (!landscape.connectionNames.includes(name))
      throw new IntegrationError('no-such-connection', 'There is no such connection.', { kind: 'data', status: 404 })
    const delivery = { headers: c.req.header(), body: await c.req.text() }
    const [caller, correlation] = [callerOf(c), randomUUID()]
    const answers: Response[] = []
    const passOn = async (region: string) => {
      // Its own delta feed tells it.
      if (!regions?.reaches(region)) return
      const body = async () => new TextEncoder().encode(delivery.body)
      const request = { caller, headers: delivery.headers, body, correlation }
      const answer = await regions.ask(region, { ...request, deadline: Date.now() + PASSED_ON_WITHIN_MS })
      log.info({ connection: name, region, status: answer.status, correlation }, 'passed on')
      answers.push(answer)
    }
    const connection = await landscape.connection(name)
    const count = await receiveWebhook(inbound, connection, delivery, { passed: isPassed(caller), passOn })
    log.debug({ connection: name, events: count }, 'webhook taken in')
    // What one region did not take the vendor delivers again, to all of them.
    return answers.find((answer) => !answer.ok) ?? c.json({ received: true })
  })
}
