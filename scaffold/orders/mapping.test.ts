import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadMapping, parseMapping } from './load-mapping.ts'

const folder = join(import.meta.dirname, 'mappings')

describe('a shipped mapping', () => {
  it.each(readdirSync(folder))('%s is valid and says by which files it is recognised', async (file) => {
    const { match } = await loadMapping(join(folder, file))
    expect(Object.keys(match ?? {}).length).toBeGreaterThan(0)
  })
})

describe('a mapping', () => {
  const text = `
name: T
file: a.csv
priceBasis: net
customers: { reference: C, name: C }
products: { sku: S, name: S }
orders: { reference: O, customer: C, date: D, currency: { value: NO }, status: { column: X, map: { 01: live } } }
items: { order: O, sku: S, unitPrice: P }
`
  it('reads every scalar as the text it is written as', () => {
    const { orders } = parseMapping(text, 't.yaml')
    expect(orders.currency).toEqual({ value: 'NO' })
    expect(orders.status).toEqual({ column: 'X', map: { '01': 'live' } })
  })

  it('names every wrong key at once', () => {
    const wrong = text
      .replace('name: T', 'title: T')
      .replace('{ value: NO }', '{ valeu: NO }')
      .replace('file: a.csv', '')
    expect(() => parseMapping(wrong, 't.yaml')).toThrow(expect.objectContaining({ code: 'mapping-invalid' }))
    try {
      parseMapping(wrong, 't.yaml')
    } catch (thrown) {
      const { errors } = thrown as { errors: { path: string }[] }
      expect(errors.map(({ path }) => path)).toEqual(expect.arrayContaining(['name', 'title', 'orders.currency']))
    }
  })
})
