import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openProject, type Project } from '../project.ts'
import { holesOf } from './holes.ts'
import { identifiersOf } from './identifiers.ts'
import { listMappings, showMapping } from './mappings.ts'

let project: Project
beforeAll(async () => {
  project = await openProject(join(import.meta.dirname, '../..'))
})

describe('holes of a connector', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'gantry-holes-'))
    await mkdir(join(root, 'plugins/acme'), { recursive: true })
    const write = (name: string, text: string) => writeFile(join(root, 'plugins/acme', name), text)
    await write('order.ts', "const a = 1\nexport const b = hole('createOrder: the buyer\\'s name')\nconst hole = 2\n")
    await write('order.test.ts', "hole('of a test')")
    await write('operations.gen.ts', "hole('generated')")
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  test('are found by file and line, and not in tests or in what is generated', () => {
    expect(holesOf(root, 'acme')).toEqual([
      { file: 'plugins/acme/order.ts', line: 2, what: "createOrder: the buyer's name" },
    ])
    expect(holesOf(root, 'other')).toEqual([])
  })
})

test('every connection has its mapping; one that decides what stands in the books has its release', async () => {
  const mappings = await listMappings(project, {})
  expect(mappings.map(({ connection }) => connection)).toEqual(Object.keys(project.config.connections))
  const { release, mapped, unmapped } = mappings.find(({ connection }) => connection === 'netsuite')!
  expect([mapped > 5, unmapped]).toEqual([true, 0])
  expect(release).toMatchObject({ what: 'mapping:netsuite', approver: 'controllership' })
  expect(release?.files).toContain('plugins/netsuite/invoice.ts')
  // Either somebody approved exactly this, or it is said why not.
  expect(release?.approved === undefined).toBe(release?.waits !== undefined)
})

test('a mapping shows how each operation is repeated; an unknown one is refused with the nearest', async () => {
  const { operations } = await showMapping(project, 'avalara', {})
  expect(operations).toContainEqual({ operation: 'tax.commitTax', repeat: 'externalId' })
  await expect(showMapping(project, 'avalra', {})).rejects.toMatchObject({ next: 'Did you mean: avalara' })
})

describe('the ids of an order', () => {
  const at = '2026-03-31T09:30:00Z'
  const order = { reference: 'Q-1', customer: 'C-1', stage: 'invoiced', submittedAt: at, updatedAt: at }
  const documents = [{ system: 'billing', kind: 'invoice', id: 'in_1', number: 'INV-1', at }]
  let server: Server
  let url: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      const found = request.url === '/process/order-trail/v1/trails/in_1'
      response.writeHead(found ? 200 : 404, { 'content-type': found ? 'application/json' : 'application/problem+json' })
      const problem = { title: 'Nothing is known of "x".', status: 404, code: 'no-such-trail', kind: 'data' }
      response.end(JSON.stringify(found ? { order, documents } : problem))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  test('are found by any one of them', async () => {
    expect(await identifiersOf(project, 'in_1', { url, token: 'token', tenant: 'demo' })).toEqual({
      order: { reference: 'Q-1', customer: 'C-1' },
      identifiers: documents,
    })
  })

  test('that nobody recorded are refused with where to look', async () => {
    await expect(identifiersOf(project, 'x', { url, token: 'token', tenant: 'demo' })).rejects.toMatchObject({
      name: 'Refusal',
      next: expect.stringContaining('control tower'),
    })
  })

  test('are not asked for where the project keeps no trail', async () => {
    const without = { ...project, config: { ...project.config, processes: {} } }
    await expect(identifiersOf(without, 'x', { url, tenant: 'demo' })).rejects.toMatchObject({
      message: expect.stringContaining('names no process order-trail'),
    })
  })
})
