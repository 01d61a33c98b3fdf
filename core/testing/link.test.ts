import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Link } from './link.ts'

let server: Server
let link: Link
let port: number
beforeEach(async () => {
  // An echo.
  server = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => {}).pipe(socket)).listen(0)
  await once(server, 'listening')
  const opened = await Link.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  link = opened.link
  port = Number(new URL(opened.url).port)
})
afterEach(() => {
  link.close()
  server.close()
})

const open = async () => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  return socket
}

test('carries all there is in both directions, and an end after it', async () => {
  const socket = await open()
  const sent = Buffer.alloc(300_000, 'gantry')
  socket.end(sent)
  const got: Buffer[] = []
  for await (const packet of socket as AsyncIterable<Buffer>) got.push(packet)
  expect(Buffer.concat(got).equals(sent)).toBe(true)
})

test('slices and slows, and loses nothing', async () => {
  link.weather = { delayMs: 20, sliceBytes: 3 }
  const socket = await open()
  const begun = performance.now()
  socket.end('twelve bytes')
  const got: Buffer[] = []
  for await (const packet of socket as AsyncIterable<Buffer>) got.push(packet)
  expect(Buffer.concat(got).toString()).toBe('twelve bytes')
  expect(performance.now() - begun).toBeGreaterThanOrEqual(38)
})

test('frozen, says nothing and ends nothing; thawed, it goes on where it was', async () => {
  const socket = await open()
  link.freeze()
  let ended = false
  socket.once('close', () => {
    ended = true
  })
  const answered = once(socket, 'data')
  socket.write('held back')
  // Another link to the same server is answered meanwhile: so would this one have been.
  const other = connect((server.address() as AddressInfo).port, '127.0.0.1')
  other.write('now')
  await once(other, 'data')
  other.destroy()
  expect(ended).toBe(false)
  expect(socket.bytesRead).toBe(0)
  link.thaw()
  expect(String((await answered)[0])).toBe('held back')
  socket.destroy()
})

test('a reset is an error at once, and the next connection works', async () => {
  const socket = await open()
  const failed = once(socket, 'error')
  socket.write('x')
  await once(socket, 'data').catch(() => {})
  link.reset()
  expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' })
  const next = await open()
  next.write('y')
  expect(String((await once(next, 'data'))[0])).toBe('y')
  next.destroy()
})
