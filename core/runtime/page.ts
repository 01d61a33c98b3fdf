import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context, Hono } from 'hono'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Pages load nothing from outside, and run no script that stands in a document. */
const PAGE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** What every page is built with: look, elements, API calls. Served under `/<name>/kit/`. */
const KIT = new URL('../page/', import.meta.url)

/** A file as it is sent: read once, compressed once, kept. */
type Kept = { plain: Uint8Array<ArrayBuffer>; gzipped: Uint8Array<ArrayBuffer>; etag: string }

const compress = promisify(gzip)

async function load(url: URL): Promise<Kept> {
  const plain = new Uint8Array(await readFile(url))
  return {
    plain,
    gzipped: new Uint8Array(await compress(plain)),
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
  }
}

/**
 * Serves a view's page under `/<name>/`: its folder, the kit, and assets from packages.
 * Files are part of the release: the page's own are revalidated at each visit, assets once a day.
 */
export function mountPage(app: Hono, name: string, folder: URL, assets: Record<string, URL> = {}): void {
  const kept = new Map<string, Promise<Kept>>()
  const read = (url: URL) => {
    let file = kept.get(url.href)
    if (!file) {
      file = load(url)
      kept.set(url.href, file)
      file.catch(() => kept.delete(url.href))
    }
    return file.catch(() => undefined)
  }
  const answer = (c: Context, file: Kept, type: string, cacheControl: string) => {
    c.header('etag', file.etag)
    c.header('cache-control', cacheControl)
    c.header('vary', 'accept-encoding')
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304)
    c.header('content-type', TYPES[type] ?? 'application/octet-stream')
    c.header('content-security-policy', PAGE_POLICY)
    if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(file.plain)
    c.header('content-encoding', 'gzip')
    return c.body(file.gzipped)
  }
  app.get(`/${name}`, (c) => c.redirect(`/${name}/`))
  app.get(`/${name}/*`, async (c) => {
    const asked = c.req.path.slice(name.length + 2)
    const asset = Object.hasOwn(assets, asked) ? assets[asked] : undefined
    const url = asset ?? fileOf(folder, asked)
    const found = url && extname(asked) ? await read(url) : undefined
    if (found) return answer(c, found, extname(asked), asset ? 'public, max-age=86400' : 'no-cache')
    // What is no file is a place within the page, which finds its own way: `/orders/Q-1.2`, say.
    const place = extname(asked) === '' || c.req.header('accept')?.includes('text/html')
    const index = place ? await read(new URL('index.html', folder)) : undefined
    return index ? answer(c, index, '.html', 'no-cache') : c.notFound()
  })
}

/** The file asked for; nothing where the path leads out of its folder. */
function fileOf(folder: URL, asked: string): URL | undefined {
  const [root, path] = asked.startsWith('kit/') ? [KIT, asked.slice(4)] : [folder, asked]
  if (!URL.canParse(path, root)) return undefined
  const url = new URL(path, root)
  return url.href.startsWith(root.href) ? url : undefined
}
