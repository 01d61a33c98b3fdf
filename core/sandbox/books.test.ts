import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Books } from './books.ts'
import { Deliveries } from './deliveries.ts'

let dir: string
let files = 0
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gantry-books-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))
const path = () => join(dir, `${++files}`, 'books.jsonl')

test('what was put is on disk once durable, and there again after a restart', async () => {
  const file = path()
  const books = Books.open(file)
  books.put('invoice', '1', { amount: '1.00' }, 'createInvoice')
  books.put('invoice', '2', { amount: '2.00' }, 'createInvoice')
  books.remove('invoice', '1', 'deleteInvoice')
  books.put('note', '1', { text: 'not an effect' })
  await books.durable()
  // Read by another eye before it is closed: durable means on disk.
  const again = Books.open(file)
  expect(again.all('invoice')).toEqual([{ amount: '2.00' }])
  expect(again.effects).toBe(3)
  expect(again.get('note', '1')).toEqual({ text: 'not an effect' })
  await again.close()
  await books.close()
})

test('half a line that a killed process left is cut off, and writing goes on behind it', async () => {
  const file = path()
  const books = Books.open(file)
  books.put('invoice', '1', { name: 'Zürich €' }, 'createInvoice')
  await books.close()
  const whole = await readFile(file)
  const torn = Buffer.from(`{"table":"invoice","id":"2","record":{"name":"Zürich €`)
  // Cut within the last character.
  await appendFile(file, torn.subarray(0, -1))
  const again = Books.open(file)
  expect(again.size('invoice')).toBe(1)
  expect(await readFile(file)).toEqual(whole)
  again.put('invoice', '3', { name: 'three' }, 'createInvoice')
  await again.close()
  const third = Books.open(file)
  expect(third.all('invoice')).toEqual([{ name: 'Zürich €' }, { name: 'three' }])
  await third.close()
})

test('many writers share a flush, and none is told before its own line is on disk', async () => {
  const file = path()
  const books = Books.open(file)
  await Promise.all(
    [...Array(200).keys()].map(async (n) => {
      books.put('invoice', String(n), { n }, 'createInvoice')
      await books.durable()
      expect((await readFile(file, 'utf8')).includes(`"id":"${n}"`)).toBe(true)
    }),
  )
  await books.close()
})

type Receiver = { server: Server; url: string; got: { id: string; signature: string }[]; heard: () => Promise<void> }
async function receiver(status: (count: number) => number): Promise<Receiver> {
  const got: Receiver['got'] = []
  let hear = () => {}
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    got.push({ id: body, signature: String(request.headers.signature) })
    response.writeHead(status(got.length)).end()
    hear()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const heard = () => new Promise<void>((resolve) => (hear = () => setImmediate(resolve)))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got, heard }
}

test('a webhook is repeated until it is taken, and signed anew at each attempt', async () => {
  const { server, url, got, heard } = await receiver((count) => (count < 3 ? 500 : 204))
  const books = Books.open(path())
  const deliveries = new Deliveries(books)
  let signatures = 0
  deliveries.start(() => ({ signature: String(++signatures) }))
  deliveries.send({ id: 'd', url, body: 'd' })
  deliveries.send({ id: 'd', url, body: 'd' })
  while (got.length < 3) await heard()
  expect(got.map(({ signature }) => signature)).toEqual(['1', '2', '3'])
  while (deliveries.pending() > 0) await new Promise((resolve) => setImmediate(resolve))
  deliveries.close()
  await books.close()
  server.close()
})

test('what was not taken when the process ended is delivered after the restart, what was taken is not', async () => {
  let taking = false
  const { server, url, got, heard } = await receiver((count) => (taking || count === 1 ? 200 : 503))
  const file = path()
  const books = Books.open(file)
  const before = new Deliveries(books)
  before.start(() => ({}))
  before.send({ id: 'taken', url, body: 'taken' })
  while (before.pending() > 0) await new Promise((resolve) => setImmediate(resolve))
  before.send({ id: 'refused', url, body: 'refused' })
  while (got.length < 2) await heard()
  before.close()
  await books.close()
  taking = true
  const again = Books.open(file)
  const after = new Deliveries(again)
  const count = got.length
  after.start(() => ({}))
  while (got.length === count) await heard()
  while (after.pending() > 0) await new Promise((resolve) => setImmediate(resolve))
  expect(got.filter(({ id }) => id === 'taken')).toHaveLength(1)
  expect(got.at(-1)!.id).toBe('refused')
  after.close()
  await again.close()
  server.close()
})
