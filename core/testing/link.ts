import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What a link does to what passes it, either way. */
export type Weather = {
  /** Each packet comes so much later, in milliseconds. */
  delayMs?: number
  /** Packets are cut into pieces of so many bytes. */
  sliceBytes?: number
}

/** A TCP link to a server that a test can cut, slow down, slice and freeze. */
export class Link {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cut = false
  #refused = 0
  #onRefused: () => void = () => {}
  #weather: Weather = {}
  #thawed: Promise<void> = Promise.resolve()
  #thaw: () => void = () => {}

  private constructor(target: URL) {
    this.#server = createServer({ allowHalfOpen: true }, (near) => {
      if (this.#cut) {
        near.destroy()
        this.#refused++
        this.#onRefused()
        return
      }
      const far = connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true })
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.setNoDelay()
        one.on('error', () => other.destroy())
        one.on('close', (failed) => {
          this.#sockets.delete(one)
          // What was sent before an orderly end still has to arrive.
          if (failed || this.#cut) other.destroy()
        })
        // Where it fails, one of the two is gone, and the other goes with it.
        this.#carry(one, other).catch(() => other.destroy())
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

  /** From now on, until other weather comes. */
  set weather(weather: Weather) {
    this.#weather = weather
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

  /** Every connection ends with a reset; new ones are made as before. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  /** Half-open: connections stay, and nothing comes through any more. */
  freeze(): void {
    this.#thawed = new Promise((resolve) => {
      this.#thaw = resolve
    })
  }

  thaw(): void {
    this.#thaw()
  }

  close(): void {
    this.#cut = true
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    this.#thaw()
  }

  async #carry(from: Socket, to: Socket): Promise<void> {
    // At the end of one direction the other still carries: the socket is not to be destroyed.
    for await (const packet of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const { delayMs = 0, sliceBytes = packet.length } = this.#weather
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      for (let at = 0; at < packet.length; at += sliceBytes) {
        await this.#thawed
        if (!to.write(packet.subarray(at, at + sliceBytes))) await once(to, 'drain')
      }
    }
    to.end()
  }
}
