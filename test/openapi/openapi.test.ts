import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf, generate } from './generate.ts'
import { mounted } from './mounted.ts'
import { openScratch, type Scratch } from './scratch.ts'

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))

/** One for each kind of document. */
const KINDS: Record<string, [string, string]> = {
  cursor: ['cursor.yaml', 'erp'],
  'old-books': ['swagger2.yaml', 'erp'],
  bell: ['webhooks-only.yaml', 'billing'],
  forms: ['forms.json', 'payments'],
  shapes: ['shapes.yaml', 'erp'],
  oddities: ['oddities.yaml', 'erp'],
}

let scratch: Scratch
beforeAll(async () => {
  scratch = await openScratch()
}, 120_000)
afterAll(() => scratch.remove())

describe('a connector from a document', { timeout: 600_000 }, () => {
  test.each(Object.entries(KINDS))('%s is written', async (name, [file, capability]) => {
    const one = await generate(scratch, name, fixture(file), capability)
    expect(one).toMatchObject({ generated: true })
    expect(existsSync(join(scratch.root, 'plugins', name, 'sandbox/document.gen.json'))).toBe(true)
  })

  test('without a document a frame is written, to be filled', async () => {
    const { code } = await scratch.gantry('new', 'connector', 'frame', '--capability', 'esign', '--yes', '--no-install')
    expect(code).toBe(0)
    await scratch.link('frame')
  })

  test.each([
    ['stand-in', []],
    ['stand-in-of-cursor', ['--from-openapi', fixture('cursor.yaml')]],
  ])('the sandbox %s is written without a connector', async (name, args) => {
    const { code, out } = await scratch.gantry('new', 'sandbox', name, ...args)
    expect([code, out]).toEqual([0, expect.stringContaining(`plugins/${name}/sandbox/sandbox.test.ts`)])
    await scratch.link(name)
  })

  test('type-checks, has nothing for Biome to say, and passes the tests written with it', async () => {
    expect(await faultsOf(scratch)).toEqual({ types: '', lint: '', tests: '' })
  })

  test('is named in gantry.config.ts, so that the host knows it', async () => {
    const { out } = await scratch.gantry('connector', 'list', '--json')
    const listed = JSON.parse(out) as { name: string; capabilities: string[]; operations: { repeat: string }[] }[]
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(KINDS)))
    expect(listed.find(({ name }) => name === 'cursor')).toMatchObject({ capabilities: ['erp'] })
  })

  test('is mounted by a host, which serves its capability over it', { timeout: 60_000 }, async () => {
    expect(await mounted(scratch, 'cursor', 'erp', '/sales-orders/R-1?legalEntity=US')).toEqual({
      served: ['erp'],
      status: 500,
      code: 'mapping-missing',
    })
  })

  test('reports what nobody has mapped as skipped, with the reason, and nothing of it as passed', async () => {
    const { out } = await scratch.gantry('connector', 'test', 'cursor', '--json')
    const { results, failed } = JSON.parse(out) as {
      failed: number
      results: { operation?: string; outcome: string; reason?: string }[]
    }
    expect(failed).toBe(0)
    const credit = results.filter(({ operation }) => operation === 'erp.getCreditStanding')
    expect(credit.length).toBeGreaterThan(10)
    for (const { outcome, reason } of credit)
      expect([outcome, reason]).toEqual(['skipped', expect.stringContaining('nobody has mapped it')])
    for (const { outcome, reason } of results) if (outcome === 'skipped') expect(reason).toBeTruthy()
    expect(results.filter(({ outcome }) => outcome === 'passed')).toEqual([])
  })

  test('run again, renews the generated files alone and says what to look at', async () => {
    const own = join(scratch.root, 'plugins/cursor/sales-order.ts')
    await writeFile(own, `${await readFile(own, 'utf8')}\n// mine\n`)
    const changed = join(scratch.root, 'changed.yaml')
    const text = await readFile(fixture('cursor.yaml'), 'utf8')
    const told = text.replace(
      /(OrderInput:\s.*?required: \[customer, lines)(\].*?properties:\s*\{?)/s,
      '$1, channel$2\n          channel: { type: string },',
    )
    expect(told).not.toBe(text)
    await writeFile(changed, told)
    const again = await generate(scratch, 'cursor', changed, 'erp')
    expect(again.says).toContain('no other file was touched')
    expect(again.says).toContain('Look at plugins/cursor/sales-order.ts: it uses createOrder.')
    expect(await readFile(own, 'utf8')).toContain('// mine')
    expect(await readFile(join(scratch.root, 'plugins/cursor/vendor.gen.d.ts'), 'utf8')).toContain('channel: string')
  })

  test('is never written over what was not generated', async () => {
    await mkdir(join(scratch.root, 'plugins/mine'), { recursive: true })
    await writeFile(join(scratch.root, 'plugins/mine/connector.ts'), '')
    const refused = await generate(scratch, 'mine', fixture('cursor.yaml'), 'erp')
    expect(refused).toMatchObject({ generated: false, says: expect.stringContaining('nothing is written') })
  })

  test('takes the operations it is told, and names what it does not know', async () => {
    const dry = ['--capability', 'erp', '--from-openapi', fixture('cursor.yaml'), '--dry-run', '--json'] as const
    const { out } = await scratch.gantry(
      'new',
      'connector',
      'told',
      ...dry,
      '--operations',
      'getSalesOrder=none,getCreditStanding=getCustomer',
    )
    const { proposals } = JSON.parse(out) as { proposals: { operation: string; vendor?: { operation: string } }[] }
    const of = (id: string) => proposals.find(({ operation }) => operation === id)?.vendor?.operation
    expect([of('getSalesOrder'), of('getCreditStanding'), of('createSalesOrder')]).toEqual([
      undefined,
      'getCustomer',
      'createOrder',
    ])
    const refused = await scratch.gantry('new', 'connector', 'told', ...dry, '--operations', 'getSalesOrder=getOrdr')
    expect(refused).toMatchObject({ code: 2, out: expect.stringContaining('no operation') })
    expect(existsSync(join(scratch.root, 'plugins/told'))).toBe(false)
  })

  test('without a terminal nothing is chosen unasked', async () => {
    const refused = await scratch.gantry(
      'new',
      'connector',
      'quiet',
      '--capability',
      'erp',
      '--from-openapi',
      fixture('cursor.yaml'),
    )
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    expect(refused.out).toContain('createOrder')
  })
})
