import { once } from 'node:events'
import { createServer as createPlainServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import pino from 'pino'
import { locksInProcess } from '../locks-in-process.ts'
import { outbound } from '../outbound.ts'
import type { AuthContext } from './authorization.ts'
import { type GrantStore, grantsInMemory } from './grant-store.ts'

/** Everything that was logged, as text. */
export const logged: string[] = []
const log = pino(
  { level: 'trace' },
  new Writable({
    write: (chunk, _, done) => {
      logged.push(String(chunk))
      done()
    },
  }),
)

/** A worker of a connection, as strategies see it. */
export function openWorker(
  grants: GrantStore = grantsInMemory(),
  exclusively: AuthContext['exclusively'] = locksInProcess(),
) {
  const client = outbound({ connection: 'Vendor', limits: { requestsPerSecond: 1000, concurrency: 2 }, log })
  const auth: AuthContext = { fetch: client.unlimited, grants, exclusively, vendor: 'Vendor', log }
  return { ...client, auth }
}

export async function startServer(answer: RequestListener, tls?: ServerOptions) {
  const server: Server = tls ? createTlsServer(tls, answer) : createPlainServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http${tls ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}
