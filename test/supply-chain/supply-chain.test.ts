import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { advisoriesOf } from './advisories.ts'
import { billOfMaterials } from './bill-of-materials.ts'
import { isAllowed, refusedLicences } from './licences.ts'
import { installedPackages, licenseOf } from './packages.ts'

const packages = installedPackages(fileURLToPath(new URL('../../', import.meta.url)))

test('every licence of what we stand on is allowed, or was looked at', () => {
  expect(packages.length).toBeGreaterThan(100)
  expect(refusedLicences(packages).map(({ name, license }) => `${name}: ${license}`)).toEqual([])
})

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0)', true],
  ['MIT AND GPL-3.0', false],
  ['GPL-3.0', false],
  ['UNKNOWN', false],
  ['SEE LICENSE IN LICENSE', false],
])('a licence %s: %s', (expression, allowed) => expect(isAllowed(expression)).toBe(allowed))

test('a licence is read in every form manifests have had', () => {
  expect(licenseOf({ type: 'MIT', url: 'x' })).toBe('MIT')
  expect(licenseOf([{ type: 'MIT' }, { type: 'Apache-2.0' }])).toBe('MIT OR Apache-2.0')
  expect(licenseOf(undefined)).toBe('UNKNOWN')
})

test('the bill of materials names every package once, and is the same for the same packages', () => {
  const at = new Date('2026-01-01T00:00:00Z')
  const bill = billOfMaterials(packages, '0.1.0', at)
  expect(new Set(bill.components.map(({ purl }) => purl)).size).toBe(packages.length)
  expect(bill.components.find(({ name }) => name === 'kysely')).toMatchObject({
    purl: expect.stringMatching(/^pkg:npm\/kysely@\d/),
    licenses: [{ license: { id: 'MIT' } }],
  })
  expect(billOfMaterials(packages, '0.1.0', at)).toEqual(bill)
})

test('weaknesses are told of; a registry that knows none of them is no clean bill', async () => {
  let status = 200
  const server = createServer((_, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ left: [{ severity: 'high', title: 'It pads.', url: 'https://example.com/1' }] })),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/npm`
  const left = [{ name: 'left', version: '1.0.0', license: 'MIT', folder: '' }]
  expect(await advisoriesOf(left, registry)).toEqual({
    advisories: [{ package: 'left', severity: 'high', title: 'It pads.', url: 'https://example.com/1' }],
  })
  status = 405
  expect(await advisoriesOf(left, registry)).toEqual({ unavailable: 'HTTP 405' })
  server.close()
  expect(await advisoriesOf(left, 'http://127.0.0.1:9/')).toHaveProperty('unavailable')
})
