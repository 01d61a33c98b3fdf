import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP link to a server that a test can cut: connections are dropped, and new ones refused until it is mended. */
export class Link {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cut = false
  #refused = 0
  #onRefused: () => void = () => {}

  private constructor(target: URL) {
    this.#server = createServer((near) => {
      if (this.#cut) {
        near.destroy()
        this.#refused++
        this.#onRefused()
        return
      }
      const far = connect(Number(target.port), target.hostname)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', (failed) => {
          this.#sockets.delete(one)
          // What was sent before an orderly end still has to arrive.
          if (failed || this.#cut) other.destroy()
        })
        one.pipe(other)
      }
    })
  }

  static async open(target: string): Promise<{ link: Link; url: string }> {
    const url = new URL(target)
    const link = new Link(new URL(target))
    link.#server.listen(0, '127.0.0.1')
    await once(link.#server, 'listening')
    url.hostname = '127.0.0.1'
    url.port = String((link.#server.address() as AddressInfo).port)
    return { link, url: url.href }
  }

  /** Resolves once so many attempts to connect anew were refused. */
  async cut(refusals = 0): Promise<void> {
    this.#cut = true
    this.#refused = 0
    for (const socket of this.#sockets) socket.destroy()
    while (this.#refused < refusals)
      await new Promise<void>((resolve) => {
        this.#onRefused = resolve
      })
  }

  mend(): void {
    this.#cut = false
  }

  close(): void {
    this.#cut = true
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }
}
