import { defineSandbox, type SandboxContext } from '@gantry/core/sandbox'
import { Hono } from 'hono'

// It speaks the vendor's protocol and shares no code with the connector: the one is a witness for the other.

type Thing = { id: string; reference: string; status: 'OPEN' | 'CLOSED'; at: string }

function app({ books, clock, settings }: SandboxContext): Hono {
  const app = new Hono()
  app.use('/v1/*', async (c, next) => {
    if (c.req.header('x-api-key') !== settings.apiKey) return c.json({ error: 'unknown key' }, 401)
    await next()
  })
  app.put('/v1/things/:reference', async (c) => {
    const reference = c.req.param('reference')
    const known = books.get<Thing>('things', reference)
    if (known) return c.json(known)
    const thing: Thing = { id: `T-${books.size('things') + 1}`, reference, status: 'OPEN', at: clock.iso() }
    books.put('things', reference, thing, 'create')
    // What was answered is still there after a crash.
    await books.durable()
    return c.json(thing, 201)
  })
  app.get('/v1/things/:reference', (c) => {
    const known = books.get<Thing>('things', c.req.param('reference'))
    return known ? c.json(known) : c.json({ error: 'no such thing' }, 404)
  })
  return app
}

export default defineSandbox({
  name: 'sample-thing',
  title: 'Sample thing',
  defaults: { apiKey: 'sandbox' },
  app,
  ledger: (books) =>
    books.all<Thing>('things').map(({ id, reference, status, at }) => ({
      kind: 'thing',
      id,
      reference,
      state: status.toLowerCase(),
      at,
    })),
  actions: {
    /** What people do at the vendor, outside of any API: `{ reference }` is closed. */
    close: ({ books }, { reference }) => {
      const known = books.get<Thing>('things', String(reference))
      if (known) books.put('things', known.reference, { ...known, status: 'CLOSED' })
      return known ?? {}
    },
  },
})
