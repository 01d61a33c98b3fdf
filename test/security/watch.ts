import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { GantryConfig } from '@gantry/core/runtime/config'
import type { Host } from '@gantry/core/runtime/host'
import { Tokens } from '@gantry/core/security/tokens'
import pino from 'pino'
import Stripe from 'stripe'
import { atStage } from '../books.ts'
import { eventually, type Landscape } from '../landscape.ts'
import { line, quote, quoted } from '../sales.ts'
import { everyRow } from './every-row.ts'

/** What is a secret in a landscape's environment. */
const SECRET = /(key|secret|password|token|privatekey|licensekey)$/i
const AN_HOUR_S = 3600

/** A host whose secrets are known, and all that it says: its log at the finest level, its answers, its rows. */
export class Watch {
  readonly #landscape: Landscape
  readonly #dir: string
  readonly #log: WriteStream
  readonly #answers: WriteStream
  readonly #secrets = new Map<string, string>()
  #host: Host | undefined

  private constructor(landscape: Landscape, dir: string) {
    this.#landscape = landscape
    this.#dir = dir
    this.#log = createWriteStream(join(dir, 'log'))
    this.#answers = createWriteStream(join(dir, 'answers'))
  }

  static async start(landscape: Landscape, config?: GantryConfig): Promise<Watch> {
    const watch = new Watch(landscape, await mkdtemp(join(tmpdir(), 'gantry-watch-')))
    for (const [name, value] of Object.entries(landscape.environment))
      if (SECRET.test(name.replaceAll('_', '')) && value.length >= 8) watch.#secrets.set(name, value)
    watch.#secrets.set('the identity key', landscape.identityKey)
    const metricsToken = `canary-${randomBytes(12).toString('hex')}`
    watch.#secrets.set('the token of the metrics', metricsToken)
    watch.#host = await landscape.startHost({
      serve: ['system', 'process', 'experience'],
      work: true,
      development: false,
      metricsToken,
      log: pino({ level: 'trace' }, watch.#log),
      ...(config && { config }),
    })
    return watch
  }

  get url(): string {
    return this.#host!.url!
  }

  get secrets(): number {
    return this.#secrets.size
  }

  /** A token of somebody who may do everything; itself a secret. */
  async token(principal: string): Promise<string> {
    const identity = { tenant: this.#landscape.tenant, principal, scopes: ['*'] }
    const token = await new Tokens(this.#landscape.identityKey).mint(identity, AN_HOUR_S)
    this.#secrets.set(`the token of ${principal}`, token)
    return token
  }

  /** Keeps an answer, to be looked through at the end. */
  heard(text: string): void {
    this.#answers.write(`${text}\n`)
  }

  async ask(path: string, init: RequestInit = {}, bearer?: string, keep = true): Promise<string> {
    const response = await fetch(this.url + path, {
      ...init,
      headers: { ...init.headers, ...(bearer && { authorization: `Bearer ${bearer}` }) },
    })
    const body = await response.text()
    if (keep) this.heard(`${path} ${[...response.headers].join()} ${body}`)
    return body
  }

  /** Puts every kind of secret to work: keys, sessions, wrong tokens, all vendors, failures, an exception, a dead letter. */
  async work(): Promise<void> {
    const [anna, bert] = [await this.token('anna'), await this.token('bert')]
    const json = { 'content-type': 'application/json', 'idempotency-key': 'canary' }
    const send = (method: string, path: string, body: object, { as = anna, keep = true } = {}) =>
      this.ask(path, { method, headers: json, body: JSON.stringify(body) }, as, keep)

    // A client with an API key, which is shown once: that answer alone may hold it.
    const access = '/process/access/v1'
    await send('PUT', `${access}/clients/canary`, { title: 'Canary', owner: 'test', scopes: ['*'] })
    for (const api of ['process.order-trail', 'process.operations']) {
      await send('PUT', `${access}/contracts/canary/${api}/1/request`, { purpose: 'A test.' })
      const decision = { decision: 'approved', reason: 'A test.' }
      await send('POST', `${access}/contracts/canary/${api}/1/decision`, decision, { as: bert })
    }
    const issued = JSON.parse(await send('POST', `${access}/clients/canary/keys`, {}, { keep: false }))
    this.#secrets.set('an API key', issued.key.slice(-43))
    await this.ask('/process/order-trail/v1/orders', {}, issued.key)
    const rotated = JSON.parse(await send('POST', `${access}/keys/${issued.prefix}/rotation`, {}, { keep: false }))
    this.#secrets.set('its successor', rotated.key.slice(-43))

    // A session: its cookie is a header that the browser alone sees.
    const began = await fetch(`${this.url}/session`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ token: anna }),
    })
    const cookie = /gantry=([^;]+)/.exec(began.headers.get('set-cookie') ?? '')![1]!
    this.#secrets.set('a session', cookie)
    await this.ask('/experience/control-tower/v1/overview', { headers: { cookie: `gantry=${cookie}` } })

    // Whatever is refused is refused without repeating what was sent.
    for (let number = 0; number < 8; number++) {
      const wrong = `canary-${randomBytes(12).toString('hex')}`
      this.#secrets.set(`a wrong token ${number}`, wrong)
      await this.ask('/process/operations/v1/counts', {}, wrong)
      await this.ask('/metrics', {}, wrong)
      await send('POST', '/session', { token: wrong })
      await this.ask('/webhooks/stripe', { method: 'POST', headers: { 'stripe-signature': wrong }, body: '{}' })
      const headers = { cookie: `gantry=${wrong}`, 'x-csrf-token': wrong }
      await this.ask('/process/operations/v1/counts', { headers })
    }
    await this.#business(send)
    this.heard(await this.ask('/metrics', {}, this.#secrets.get('the token of the metrics'), false))
    for (const path of PATHS) await this.ask(path, {}, anna)
  }

  /** With every vendor, a part of it through failures; one order is held, one webhook nobody can read. */
  async #business(send: (method: string, path: string, body: object) => Promise<string>): Promise<void> {
    const landscape = this.#landscape
    const submit = '/process/order-activation/v1/orders'
    await landscape.faults('stripe', { error500: 0.2 })
    await quoted(landscape, 'Q-canary', quote({ lines: [line()], state: 'accepted' }))
    await send('POST', submit, { quote: 'Q-canary' })
    await atStage(landscape, 'Q-canary', 'invoiced')
    await landscape.faults('stripe', {})
    await send('POST', '/process/quote-validation/v1/quotes/Q-nobody/validation', {})
    const events = await fetch(`${landscape.sandboxes.stripe.url}/_sandbox/tables/events`)
    const [told] = ((await events.json()) as { type: string }[]).filter(({ type }) => type === 'invoice.finalized')
    // Longer than any name of a legal entity may be, and an event of its own.
    const payload = JSON.stringify(told)
      .replaceAll('"US01"', `"${'US01'.repeat(20)}"`)
      .replace(/evt_\w+/g, 'evt_canary')
    const secret = landscape.environment.STRIPE_WEBHOOK_SECRET!
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret })
    await this.ask('/webhooks/stripe', { method: 'POST', headers: { 'stripe-signature': signature }, body: payload })
    await eventually('a dead letter', async () => {
      const { body } = await landscape.call<{ total: number }>('/process/operations/v1/dead-letters?state=open')
      return body.total > 0
    })
  }

  /** Where a secret was found, however it was written there; and how much was looked through, in characters. */
  async leaks(): Promise<{ found: string[]; looked: Record<'log' | 'answers' | 'rows', number> }> {
    await this.close()
    const looked = { log: 0, answers: 0, rows: 0 }
    const found = new Set<string>()
    const forms = [...this.#secrets].map(([name, value]) => [name, formsOf(value)] as const)
    const look = (place: keyof typeof looked, where: string, text: string) => {
      looked[place] += text.length
      for (const [name, values] of forms)
        if (values.some((form) => text.includes(form))) found.add(`${name} in ${where}`)
    }
    for (const place of ['log', 'answers'] as const)
      look(place, `the ${place}`, await readFile(join(this.#dir, place), 'utf8'))
    for await (const [table, text] of everyRow(this.#landscape.databaseUrl)) look('rows', table, text)
    await rm(this.#dir, { recursive: true, force: true })
    return { found: [...found], looked }
  }

  async close(): Promise<void> {
    await this.#host?.close()
    this.#host = undefined
    for (const stream of [this.#log, this.#answers]) if (!stream.writableFinished) await finished(stream.end())
  }
}

/** Pages and lists where something of what was done can be read. */
const PATHS = [
  '/process/operations/v1/runs',
  '/process/operations/v1/exceptions',
  '/process/operations/v1/dead-letters',
  '/process/operations/v1/acts',
  '/process/order-trail/v1/trails/Q-canary',
  '/process/access/v1/clients',
  '/experience/control-tower/v1/overview',
  '/control-tower/',
  '/catalogue/',
  '/contracts',
  '/health',
]

/** A secret as it is, and as it may stand where nobody looks for it. */
const formsOf = (value: string): string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -2),
  createHash('sha1').update(value).digest('hex'),
]
