import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Context } from 'hono'

/** What a request brings along for the edge to judge. */
export type Caller = {
  method: string
  /** Path and query as they came (RFC 9112, 3.2.1). */
  target: string
  header: (name: string) => string | undefined
  /** SHA-256 of the client's certificate as the TLS handshake proved it, base64url; undefined where it showed none. */
  certificate: () => string | undefined
  /** Adds a header to the answer, whatever that will be. */
  tell: (name: string, value: string) => void
}

const thumbprints = new WeakMap<TLSSocket, string | undefined>()

export function callerOf(c: Pick<Context, 'req' | 'env'>, tell: Caller['tell'] = () => {}): Caller {
  const { pathname, search } = new URL(c.req.url)
  return {
    method: c.req.method,
    target: pathname + search,
    header: (name) => c.req.header(name),
    certificate: () => thumbprintOf((c.env as { incoming?: IncomingMessage } | undefined)?.incoming?.socket),
    tell,
  }
}

/** RFC 8705, section 3.1. A certificate that no authority of ours vouches for counts as none. */
function thumbprintOf(socket: unknown): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  if (!thumbprints.has(socket)) {
    const { raw } = socket.getPeerCertificate()
    thumbprints.set(socket, raw && createHash('sha256').update(raw).digest('base64url'))
  }
  return thumbprints.get(socket)
}
