import { randomUUID } from 'node:crypto'
import type { SandboxContext } from '@gantry/core/sandbox'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { processed } from './journal-message.ts'
import type { Unit } from './unit.ts'
import { bodyOf, envelope, fault } from './xml.ts'

const ROOT = '/sap/bc/srt/scs_ext/sap'
const XML = { 'content-type': 'text/xml; charset=utf-8' }

type Message = { id: string; at: number; body: string; correlation?: string; done: boolean }

/**
 * Finance – Posting Integration (SAP_COM_0002). An asynchronous message is stored, answered with 202 and an empty body,
 * and processed later; what became of it is sent to the confirmation service's address. Plain SOAP: the same `MessageId`
 * in the query is processed once. The synchronous service answers with the confirmation itself.
 */
export class PostingIntegration {
  readonly #context: SandboxContext
  readonly #begin: (correlation?: string) => Unit
  #stopped = false

  constructor(context: SandboxContext, begin: (correlation?: string) => Unit) {
    this.#context = context
    this.#begin = begin
    // What was taken in before a restart is processed after it.
    this.#later()
  }

  mount(app: Hono, authenticate: MiddlewareHandler): void {
    app.use(`${ROOT}/*`, authenticate)
    app.post(`${ROOT}/journalentrybulkcreationreques`, (c) => this.#accept(c, 'JournalEntryBulkCreateRequest'))
    app.post(`${ROOT}/journalentrybulkclearingreques`, (c) => this.#accept(c, 'JournalEntryBulkClearingRequest'))
    app.post(`${ROOT}/journalentrycreaterequestconfi`, async (c) => {
      const body = bodyOf(await c.req.text())
      if (!body?.JournalEntryBulkCreateRequest) return c.body(fault('Web service processing error'), 500, XML)
      const confirmation = processed(body, () => this.#begin(c.req.header('x-correlationid')))
      await this.#context.books.durable()
      return c.body(envelope(confirmation), 200, XML)
    })
  }

  /** An administrator stops the queue of messages, or lets it run. */
  stop(stopped: boolean): void {
    this.#stopped = stopped
    this.#later()
  }

  async #accept(c: Context, element: string): Promise<Response> {
    const body = await c.req.text()
    if (!bodyOf(body)?.[element]) return c.body(fault('Web service processing error'), 500, XML)
    const { books } = this.#context
    const id = (c.req.query('MessageId') ?? randomUUID()).replaceAll('-', '').toLowerCase()
    const correlation = c.req.header('x-correlationid')
    if (!books.get('message', id)) {
      const message: Message = { id, at: books.size('message'), body, done: false, ...(correlation && { correlation }) }
      books.put('message', id, message)
    }
    await books.durable()
    this.#later()
    return c.body(null, 202)
  }

  #later(): void {
    setTimeout(() => this.#work(), Number(this.#context.settings.postingDelayMs ?? 0)).unref()
  }

  #work(): void {
    if (this.#stopped) return
    const { books, deliveries, settings } = this.#context
    const waiting = books.all<Message>('message').filter(({ done }) => !done)
    for (const message of waiting.toSorted((a, b) => a.at - b.at)) {
      const confirmation = processed(bodyOf(message.body)!, () => this.#begin(message.correlation))
      books.put('message', message.id, { ...message, done: true })
      if (settings.webhookUrl)
        deliveries.send({
          id: `confirmation-${message.id}`,
          url: settings.webhookUrl,
          body: envelope(confirmation),
          contentType: XML['content-type'],
        })
    }
  }
}
