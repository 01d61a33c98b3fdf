import { join } from 'node:path'
import { type HttpBindings, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { Books } from './books.ts'
import { Clock } from './clock.ts'
import { Deliveries } from './deliveries.ts'
import { type FaultState, Faults, faultMiddleware } from './faults.ts'
import { type Heard, hearing } from './hearing.ts'
import { Patience } from './patience.ts'
import type { Entry, SandboxDefinition } from './sandbox.ts'

export type SandboxOptions = {
  /** 0 takes a free port. */
  port: number
  /** Folder of the books; `books.jsonl` lies in it. */
  dir: string
  settings?: Record<string, string>
  faults?: Partial<Faults>
  /** Told of each request of the vendor's API and of its answer, once it is answered. */
  heard?: (exchange: Heard) => void
}

export type RunningSandbox = { url: string; books: Books; close: () => Promise<void> }

/** Starts a sandbox as an HTTP server on loopback. Its control API lies under `/_sandbox`. */
export async function startSandbox(definition: SandboxDefinition, options: SandboxOptions): Promise<RunningSandbox> {
  const books = Books.open(join(options.dir, 'books.jsonl'))
  const clock = new Clock()
  const deliveries = new Deliveries(books)
  const settings = { ...definition.defaults, ...options.settings }
  const current = Faults.parse(options.faults ?? {})
  const faults: FaultState = { current, lostAnswers: 0, met: 0, patience: new Patience() }
  const context = { books, clock, deliveries, settings }
  const app = new Hono<{ Bindings: HttpBindings }>()
  if (options.heard) app.use(hearing(options.heard))
  app.use(faultMiddleware(faults, definition.asks))
  app.get('/_sandbox', (c) => c.html(page(definition, definition.ledger(books), books)))
  app.get('/_sandbox/health', (c) => c.json({ name: definition.name, pid: process.pid }))
  app.get('/_sandbox/ledger', (c) => c.json(definition.ledger(books)))
  app.get('/_sandbox/stats', (c) =>
    c.json({
      effects: books.effects,
      pendingDeliveries: deliveries.pending(),
      lostAnswers: faults.lostAnswers,
      met: faults.met,
      patience: faults.patience.figures,
    }),
  )
  app.get('/_sandbox/tables/:table', (c) => c.json(books.all(c.req.param('table'))))
  app.get('/_sandbox/faults', (c) => c.json(faults.current))
  app.put('/_sandbox/faults', async (c) => {
    const parsed = Faults.safeParse(await c.req.json())
    if (!parsed.success) return c.json({ error: parsed.error.issues }, 400)
    faults.current = parsed.data
    faults.met = 0
    return c.json(faults.current)
  })
  app.post('/_sandbox/clock', async (c) => {
    const { advanceMs, set } = (await c.req.json()) as { advanceMs?: number; set?: string }
    if (set) clock.set(new Date(set))
    if (advanceMs) clock.advance(advanceMs)
    return c.json({ now: clock.iso() })
  })
  app.post('/_sandbox/actions/:action', async (c) => {
    const action = definition.actions?.[c.req.param('action')]
    if (!action) return c.json({ error: `No action ${c.req.param('action')}.` }, 404)
    const result = await action(context, (await c.req.json()) as Record<string, unknown>)
    await books.durable()
    return c.json(result ?? {})
  })
  app.route('/', definition.app(context))
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, port: options.port, hostname: '127.0.0.1' }, () => resolve(started))
    started.once('error', reject)
  })
  const address = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${address.port}`,
    books,
    close: async () => {
      deliveries.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await books.close()
    },
  }
}

/** Columns in the order in which the documents first name them; what is not plain text is left out. */
const columnsOf = (rows: readonly object[]): string[] => [
  ...new Set(
    rows.flatMap((row) => Object.entries(row).flatMap(([name, value]) => (typeof value === 'string' ? [name] : []))),
  ),
]

const isAmount = (cell: string) => /^-?\d+(\.\d+)?$/.test(cell)

function page(definition: SandboxDefinition, ledger: readonly Entry[], books: Books) {
  const rows = ledger.slice(-500).reverse() as unknown as Record<string, string | undefined>[]
  const columns = columnsOf(rows)
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${definition.title} sandbox</title>
    <style>
      body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1b2733; }
      h1 { font-size: 1.4rem; margin: 0; }
      p { color: #5b6b7b; margin: 0.25rem 0 1.5rem; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th, td { text-align: left; padding: 0.35rem 0.6rem; border-bottom: 1px solid #e3e8ee; }
      th { font-weight: 600; color: #5b6b7b; }
      td.amount { text-align: right; }
    </style>
  </head>
  <body>
    <h1>${definition.title} sandbox</h1>
    <p>${ledger.length} documents, ${books.effects} API writes. The last 500 documents, newest first.</p>
    <table>
      <thead>
        <tr>${columns.map((name) => html`<th>${name}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
          ${columns.map((name) => {
            const cell = row[name] ?? ''
            return html`<td class="${isAmount(cell) ? 'amount' : ''}">${cell}</td>`
          })}
        </tr>`,
        )}
      </tbody>
    </table>
  </body>
</html>`
}
