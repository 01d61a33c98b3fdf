import { defineSandbox, type SandboxContext } from '@gantry/core/sandbox'
import { Hono } from 'hono'
import { z } from 'zod'

const Amount = z.string().regex(/^\d{1,12}\.\d{2}$/)
const Line = z.strictObject({ account: z.string().min(1), side: z.enum(['debit', 'credit']), amount: Amount })
const Draft = z.strictObject({
  kind: z.enum(['order', 'invoice', 'payment', 'reversal', 'receipt']),
  reference: z.string().min(1),
  amount: Amount,
  lines: z.array(Line),
  /** Of a payment: the bank's word. */
  declined: z.boolean().default(false),
})
type Document = z.output<typeof Draft> & { id: string; state: 'booked' | 'cancelled'; at: string }

const cents = (amount: string): bigint => BigInt(amount.replace('.', ''))
const sumOf = (lines: z.output<typeof Draft>['lines'], side: string): bigint =>
  lines.filter((line) => line.side === side).reduce((sum, { amount }) => sum + cents(amount), 0n)

/**
 * Every POST makes another document: no idempotency key, no unique reference, no upsert. A client that repeats one has
 * it twice. Its reads are strongly consistent, which is all that a client can build on.
 */
function app({ books, clock }: SandboxContext): Hono {
  const byReference = new Map<string, string[]>()
  const nameOf = (kind: string, reference: string) => `${kind}\n${reference}`
  const index = ({ kind, reference, id }: Document) => {
    const name = nameOf(kind, reference)
    byReference.set(name, [...(byReference.get(name) ?? []), id])
  }
  for (const document of books.all<Document>('document')) index(document)
  const hono = new Hono()
  hono.get('/documents', (c) => {
    const ids = byReference.get(nameOf(c.req.query('kind') ?? '', c.req.query('reference') ?? '')) ?? []
    return c.json({ documents: ids.map((id) => books.get<Document>('document', id)) })
  })
  hono.post('/documents', async (c) => {
    const parsed = Draft.safeParse(await c.req.json())
    if (!parsed.success) return c.json({ error: 'malformed', message: parsed.error.message }, 400)
    const draft = parsed.data
    if (draft.declined) return c.json({ error: 'declined', message: 'The bank declines the payment.' }, 422)
    if (sumOf(draft.lines, 'debit') !== sumOf(draft.lines, 'credit'))
      return c.json({ error: 'unbalanced', message: 'Debits and credits differ.' }, 422)
    const document: Document = { ...draft, id: `A${books.size('document') + 1}`, state: 'booked', at: clock.iso() }
    books.put('document', document.id, document, 'POST /documents')
    index(document)
    await books.durable()
    return c.json(document, 201)
  })
  hono.post('/documents/:id/cancel', async (c) => {
    const document = books.get<Document>('document', c.req.param('id'))
    if (!document) return c.json({ error: 'unknown', message: 'There is no such document.' }, 404)
    const cancelled: Document = { ...document, state: 'cancelled' }
    if (document.state !== 'cancelled') books.put('document', document.id, cancelled, 'POST /documents/{id}/cancel')
    await books.durable()
    return c.json(cancelled)
  })
  return hono
}

/** An invented ledger: the vendor that gives a client no help at all against doing a thing twice. */
export default defineSandbox({
  name: 'abacus',
  title: 'Abacus',
  defaults: {},
  app,
  ledger: (books) => books.all<Document>('document').map(({ kind, id, state, at }) => ({ kind, id, state, at })),
})
