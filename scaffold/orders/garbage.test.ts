import { QuoteDraft } from '@gantry/canonical/quote'
import { IntegrationError } from '@gantry/core/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CUSTOMERS, GOOD, GOOD_ITEM, MAPPING, read } from './bolts.fixture.ts'
import { folderOf } from './folder.fixture.ts'
import { readCompany } from './read.ts'

describe('any file whatever', () => {
  it('is read or answered by an error of the integration, and its good neighbours stay', async () => {
    const noise = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', 'A', '1', '.', '-', ';', '\t', ' '), maxLength: 40 }),
    )
    await fc.assert(
      fc.asyncProperty(noise, noise, noise, async (order, item, customer) => {
        const company = await read(`${GOOD}${order}\n`, `${GOOD_ITEM}${item}\n`, {
          'customers.csv': `${CUSTOMERS}${customer}\n`,
        })
        for (const { draft } of company.quotes) expect(QuoteDraft.safeParse(draft).success).toBe(true)
        // The good order stays, unless the noise speaks of it.
        const speaks = [order, item].some((text) => /^["\s]*(G|C1)/m.test(text)) || /C1/.test(customer)
        if (!speaks) expect(company.quotes.map(({ reference }) => reference)).toContain('G')
      }),
      { numRuns: 150 },
    )
  })

  it('that no mapping fits is answered with a draft', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        const error = await readCompany(await folderOf({ 'x.csv': text })).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'mapping-missing', kind: 'data' })
      }),
      { numRuns: 60 },
    )
  })
})

describe('garbage', () => {
  const failure = async (files: Record<string, string | Uint8Array>, options = {}) => {
    const thrown = await readCompany(await folderOf(files), options).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(IntegrationError)
    return thrown as IntegrationError
  }

  it('is answered by one sentence and a next step', async () => {
    const binary = Uint8Array.from({ length: 4000 }, (_, index) => (index * 37) % 256)
    expect(await failure({})).toMatchObject({ code: 'mapping-missing', kind: 'data' })
    expect((await failure({ 'book.xlsx': binary })).message).toContain('export the data as CSV')
    expect(await failure({ 'data.csv': binary })).toMatchObject({ code: 'mapping-missing' })
    expect(
      await failure({ 'data.csv': binary, 'gantry-orders.yaml': MAPPING.replaceAll(/\w+\.csv/g, 'data.csv') }),
    ).toMatchObject({ code: 'orders-file-unreadable' })
    expect(await failure({ 'data.csv': '' })).toMatchObject({ code: 'mapping-missing' })
    expect(await failure({ 'customers.csv': CUSTOMERS, 'gantry-orders.yaml': MAPPING })).toMatchObject({
      code: 'orders-file-missing',
    })
    expect(await failure({}, { mapping: '/nowhere/x.yaml' })).toMatchObject({ code: 'mapping-not-found' })
    await expect(readCompany('/nowhere/at/all')).rejects.toMatchObject({ code: 'orders-folder-missing' })
  })

  it('in a mapping is named by its key and file', async () => {
    const broken = (from: string, to: string) => failure({ 'gantry-orders.yaml': MAPPING.replace(from, to) })
    expect((await broken('quantity: qty', 'quantitty: qty')).message).toBe(
      'The mapping gantry-orders.yaml cannot be used: items.quantitty: This key is not known here. Mend it and try again; docs/orders.md explains every key.',
    )
    expect((await broken('unitPrice: price', 'id: no')).message).toContain('items: Give either unitPrice')
    expect((await broken('reference: no,', '')).message).toContain('orders.reference: This key is missing.')
    expect((await broken('priceBasis: net', 'priceBasis: brutto')).message).toContain(
      'priceBasis: Expected net or gross.',
    )
    expect((await broken('name: Test', 'name: [')).message).toContain('not valid YAML')
    expect((await failure({ 'gantry-orders.yaml': '' })).code).toBe('mapping-invalid')
  })

  it('in a column name is told with the columns there are', async () => {
    const error = await failure({
      'customers.csv': CUSTOMERS,
      'gantry-orders.yaml': MAPPING.replace('name: name', 'name: nmae'),
    })
    expect(error.message).toContain(
      'customers.csv has no column "nmae", which customers.name of the mapping gantry-orders.yaml names',
    )
    expect(error.detail).toContain('id, name, email, country')
  })
})
