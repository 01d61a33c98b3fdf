import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { Books } from '../books.ts'
import type { Operation, SandboxDocument, SecurityScheme } from './document.ts'

const TOKENS = '_tokens'
const TOKEN_LIFE_S = 3600

/**
 * Whether a request proves who it is in one of the ways the document names. The settings hold what is accepted:
 * `apiKey` or a key by the name of its scheme, `user` and `password`, `token`, `clientId` and `clientSecret`. What the
 * settings do not hold is not asked for.
 */
export function admits(
  document: SandboxDocument,
  operation: Operation,
  settings: Record<string, string>,
  books: Books,
  c: Context,
): boolean {
  const ways = operation.security ?? document.security ?? []
  if (ways.length === 0) return true
  const schemes = document.components.securitySchemes ?? {}
  return ways.some((way) => Object.keys(way).every((name) => shows(name, schemes[name], settings, books, c)))
}

function shows(
  called: string,
  scheme: SecurityScheme | undefined,
  settings: Record<string, string>,
  books: Books,
  c: Context,
): boolean {
  if (!scheme) return true
  const [kind = '', ...rest] = (c.req.header('authorization') ?? '').split(' ')
  const given = rest.join(' ')
  if (scheme.type === 'apiKey') {
    const key = settings[called] ?? settings.apiKey
    if (!key) return true
    const name = scheme.name ?? ''
    if (scheme.in === 'header') return c.req.header(name) === key
    if (scheme.in === 'query') return new URL(c.req.url).searchParams.get(name) === key
    return (c.req.header('cookie') ?? '').split(/;\s*/).includes(`${name}=${encodeURIComponent(key)}`)
  }
  if (scheme.type === 'http' && scheme.scheme?.toLowerCase() === 'basic') {
    const expected = Buffer.from(`${settings.user}:${settings.password}`).toString('base64')
    return settings.user === undefined || (/^basic$/i.test(kind) && given === expected)
  }
  if (scheme.type === 'mutualTLS') return true
  if (/^bearer$/i.test(kind) && books.get(TOKENS, digest(given))) return true
  return settings.token === undefined ? settings.clientId === undefined : given === settings.token
}

/** The paths of the token endpoints that the document names; `/oauth/token` besides. */
export function tokenPaths({ components }: SandboxDocument): string[] {
  const urls = Object.values(components.securitySchemes ?? {}).flatMap(({ flows }) =>
    Object.values(flows ?? {}).flatMap(({ tokenUrl }) => (tokenUrl ? [tokenUrl] : [])),
  )
  const paths = urls.map((url) => (URL.canParse(url, 'http://sandbox') ? new URL(url, 'http://sandbox').pathname : url))
  return [...new Set([...paths, '/oauth/token'])].filter((path) => path !== '/')
}

/** A token endpoint (RFC 6749 section 4.4). Tokens are kept by their digest. */
export async function issueToken(c: Context, settings: Record<string, string>, books: Books): Promise<Response> {
  const form = new URLSearchParams(await c.req.text())
  const [kind = '', encoded = ''] = (c.req.header('authorization') ?? '').split(' ')
  const [user, password] = /^basic$/i.test(kind) ? Buffer.from(encoded, 'base64').toString().split(':') : []
  const client = form.get('client_id') ?? decoded(user)
  const secret = form.get('client_secret') ?? decoded(password)
  if (client !== settings.clientId || secret !== settings.clientSecret)
    return c.json(
      { error: 'invalid_client', error_description: 'The client is not known, or its secret is wrong.' },
      401,
    )
  const token = crypto.randomUUID()
  books.put(TOKENS, digest(token), { digest: digest(token) })
  await books.durable()
  return c.json({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFE_S })
}

/** Makes every token that was issued worthless. */
export function endTokens(books: Books): void {
  for (const token of books.all<{ digest?: string }>(TOKENS)) if (token.digest) books.remove(TOKENS, token.digest)
}

const digest = (token: string) => createHash('sha256').update(token).digest('base64url')
const decoded = (text: string | undefined) => (text === undefined ? undefined : decodeURIComponent(text))
