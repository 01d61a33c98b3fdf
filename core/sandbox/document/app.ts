import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Books } from '../books.ts'
import type { Entry, SandboxContext } from '../sandbox.ts'
import { admits, issueToken, tokenPaths } from './authentication.ts'
import { Checks } from './checks.ts'
import { answerOf, isJson, type SandboxDocument } from './document.ts'
import { type Answer, perform } from './perform.ts'
import { type Kept, Records } from './records.ts'
import { askedOf, meantOf } from './request.ts'
import { placesOf } from './resources.ts'
import { match, routesOf } from './routes.ts'

const REPEATS = '_repeats'
type Repeated = { digest: string; answer: Answer }

/**
 * A vendor's API as its document describes it, over books of its own: what is created is there to be read, listed,
 * changed and removed, and no request passes that the document does not allow. What vendors do beyond their documents
 * (states that follow one another, totals) is for the routes that a sandbox puts before this app.
 */
export function documentApp(document: SandboxDocument, { books, clock, settings }: SandboxContext): Hono {
  const app = new Hono()
  const routes = routesOf(document)
  const places = placesOf(document, routes)
  const checks = new Checks(document)
  const records = new Records(books, clock)
  for (const path of tokenPaths(document)) app.post(path, (c) => issueToken(c, settings, books))

  app.all('*', async (c) => {
    const matches = match(routes, c.req.method, new URL(c.req.url))
    if (matches === undefined) return refused(c, 404, 'unknown-path', `There is no ${c.req.path}.`)
    if (matches === 'other') return refused(c, 405, 'unknown-method', `${c.req.path} takes no ${c.req.method}.`)
    const { route, path } = meantOf(document, checks, matches, c)
    const { operation } = route
    if (!admits(document, operation, settings, books, c))
      return refused(c, 401, 'unauthorized', 'The credentials are missing, or not known.')
    const asked = await askedOf(document, checks, operation, path, c)
    if (asked.faults.length > 0)
      return refused(c, 400, 'invalid-request', `${asked.faults[0]!.path} ${asked.faults[0]!.message}`, asked.faults)
    const place = places.get(route)!
    const write = `${c.req.method} ${route.template}`
    const work = () =>
      perform({
        document,
        checks,
        records,
        place,
        operation,
        asked,
        write,
        url: new URL(c.req.url),
        ifMatch: c.req.header('if-match'),
      })
    const { idempotencyKey } = operation['x-gantry'] ?? {}
    const key = idempotencyKey && c.req.header(idempotencyKey)
    const answer = key ? await once(books, `${write} ${key}`, asked.body, work) : work()
    if (answer instanceof Conflict) return refused(c, 409, 'key-reused', 'The key was used with another request.')
    await books.durable()
    return given(c, answer, answerOf(operation).mediaType)
  })
  return app
}

class Conflict {}

/** The same key and content give the same answer; with other content the key is refused. */
async function once(books: Books, key: string, body: unknown, work: () => Answer): Promise<Answer | Conflict> {
  const digest = createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('base64url')
  const known = books.get<Repeated>(REPEATS, key)
  if (known) return known.digest === digest ? known.answer : new Conflict()
  const answer = work()
  if (answer.status < 400) books.put(REPEATS, key, { digest, answer })
  return answer
}

function given(c: Context, { status, body, headers }: Answer, mediaType?: string): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  if (body === undefined) return c.body(null, status as never)
  if (mediaType && !isJson(mediaType))
    return c.body(typeof body === 'string' ? body : JSON.stringify(body), status as ContentfulStatusCode, {
      'content-type': mediaType,
    })
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, {
    'content-type': mediaType ?? 'application/json',
  })
}

const refused = (c: Context, status: ContentfulStatusCode, code: string, message: string, errors?: unknown) =>
  c.json({ error: { code, message, ...(errors !== undefined && { errors }) } }, status)

/** Every record in the books, whatever its kind; `table` tells apart those of one kind that lie at several paths. */
export const documentLedger = (books: Books): (Entry & { table: string })[] =>
  books
    .tables()
    .filter((table) => table.startsWith('/'))
    .flatMap((table) => books.all<Kept>(table).map((kept) => ({ table, kept })))
    .map(({ table, kept: { kind, key, value, at } }) => ({
      kind,
      table,
      id: key,
      state: String(value.status ?? value.state ?? 'recorded'),
      at,
    }))
