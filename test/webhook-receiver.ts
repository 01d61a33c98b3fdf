import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = { path: string; headers: Record<string, string>; body: string }

/** A partner's server: keeps what it was sent, and answers as it is told, 204 unless told otherwise. */
export async function startReceiver() {
  const received: Received[] = []
  let waiting: (() => void)[] = []
  let answer: (received: Received, response: ServerResponse) => void = (_, response) => response.writeHead(204).end()
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = ''
    for await (const part of request) body += part
    const one = { path: request.url ?? '', headers: request.headers as Record<string, string>, body }
    received.push(one)
    answer(one, response)
    for (const wake of waiting.splice(0)) wake()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers: (with_: typeof answer) => {
      answer = with_
    },
    /** What was found in it, once it is there. */
    until: async <T>(find: (received: readonly Received[]) => T | undefined, withinMs = 20_000): Promise<T> => {
      const until = Date.now() + withinMs
      for (;;) {
        const found = find(received)
        if (found !== undefined) return found
        if (Date.now() > until)
          throw new Error(`Not received in ${withinMs} ms; received: ${received.map(({ body }) => body).join('\n')}`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, until - Date.now())
          waiting = [
            ...waiting,
            () => {
              clearTimeout(timer)
              resolve()
            },
          ]
        })
      }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>
