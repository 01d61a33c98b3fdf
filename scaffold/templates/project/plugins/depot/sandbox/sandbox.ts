import { defineSandbox, type SandboxContext } from '@gantry/core/sandbox'
import { Hono } from 'hono'
import { z } from 'zod'

// It speaks the vendor's protocol and shares no code with the connector: the one is a witness for the other.

type Hold = { id: string; ref: string; article: string; pieces: number; status: 'HELD' | 'FREED'; at: string }
type Stock = { pieces: number }

const Wanted = z.strictObject({ article: z.string().min(1), pieces: z.int().positive() })
const Arrival = z.strictObject({ sku: z.string(), quantity: z.int().positive() })

const written = ({ id, ref, article, pieces, status }: Hold) => ({
  hold_id: id,
  external_ref: ref,
  article,
  pieces,
  status,
})

function app({ books, clock, settings }: SandboxContext): Hono {
  const app = new Hono()
  const stocked = (article: string) => books.get<Stock>('stock', article)?.pieces ?? 0
  const move = (article: string, pieces: number) => books.put('stock', article, { pieces: stocked(article) + pieces })
  app.use('/v1/*', async (c, next) => {
    if (c.req.header('x-api-key') !== settings.apiKey) return c.json({ fault: 'KEY', text: 'Unknown API key.' }, 401)
    await next()
  })
  app.put('/v1/holds/:ref', async (c) => {
    const ref = c.req.param('ref')
    const known = books.get<Hold>('holds', ref)
    if (known) return c.json(written(known))
    const { data } = Wanted.safeParse(await c.req.json().catch(() => undefined))
    if (!data) return c.json({ fault: 'BODY', text: 'Write { article, pieces }.' }, 400)
    if (stocked(data.article) < data.pieces)
      return c.json({ fault: 'SHORT', text: `There are ${stocked(data.article)} of ${data.article}.` }, 409)
    move(data.article, -data.pieces)
    const id = `H-${books.size('holds') + 1}`
    const hold: Hold = { id, ref, ...data, status: 'HELD', at: clock.iso() }
    books.put('holds', ref, hold, 'hold')
    await books.durable()
    return c.json(written(hold), 201)
  })
  app.get('/v1/holds/:ref', (c) => {
    const known = books.get<Hold>('holds', c.req.param('ref'))
    return known ? c.json(written(known)) : c.json({ fault: 'NONE', text: 'There is no such hold.' }, 404)
  })
  app.post('/v1/holds/:ref/free', async (c) => {
    const known = books.get<Hold>('holds', c.req.param('ref'))
    if (!known) return c.json({ fault: 'NONE', text: 'There is no such hold.' }, 404)
    if (known.status === 'FREED') return c.json(written(known))
    const freed: Hold = { ...known, status: 'FREED' }
    move(known.article, known.pieces)
    books.put('holds', known.ref, freed, 'free')
    await books.durable()
    return c.json(written(freed))
  })
  return app
}

export default defineSandbox({
  name: 'depot',
  title: 'Depot',
  defaults: { apiKey: 'sandbox' },
  app,
  ledger: (books) =>
    books.all<Hold>('holds').map(({ id, ref, article, pieces, status, at }) => ({
      kind: 'reservation',
      id,
      reference: ref,
      article,
      pieces: String(pieces),
      state: status.toLowerCase(),
      at,
    })),
  actions: {
    /** Goods arrive: `{ sku, quantity }`. */
    stock: ({ books }, body) => {
      const { sku, quantity } = Arrival.parse(body)
      const pieces = (books.get<Stock>('stock', sku)?.pieces ?? 0) + quantity
      books.put('stock', sku, { pieces })
      return { sku, pieces }
    },
  },
})
