import { existsSync } from 'node:fs'
import { copyFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { IntegrationError } from '@gantry/core/errors'
import { describe, expect, it } from 'vitest'
import { folderOf, SHARED, totalOf } from './folder.fixture.ts'
import { readCompany } from './read.ts'

async function draftOf(folder: string) {
  const error = await readCompany(folder).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(IntegrationError)
  const { message, detail = '' } = error as IntegrationError
  return { message, detail, yaml: detail.slice(detail.indexOf('explains it):') + 'explains it):'.length) }
}

/** Reads a folder by the draft as it was printed, as a person would who accepts it. */
async function readByDraft(files: Record<string, string>) {
  const { message, yaml } = await draftOf(await folderOf(files))
  const company = await readCompany(await folderOf({ ...files, 'gantry-orders.yaml': yaml }))
  return {
    message,
    yaml,
    company,
    quotes: company.quotes.map(
      (quote) => `${quote.reference} ${quote.draft.currency} ${totalOf(quote)} ${quote.fate.kind}`,
    ),
  }
}

describe('a draft for an unknown layout', () => {
  it('of one file for each thing is complete and can be used as it is', async () => {
    const { message, quotes } = await readByDraft({
      'clients.csv':
        'client_id,company_name,email_address,billing_city,country_code\n1,Acme,a@b.example,Oslo,NO\n2,Bolt,,Rome,IT\n',
      'goods.csv': 'item_code,item_description,unit_cost,list_price\nX1,Lamp,3,9.99\nX2,Bulb,1,2\n',
      'orders.csv':
        'order_no,client_id,order_date,currency_code,order_status\n900,1,2026-01-05,NOK,Shipped\n901,2,2026-01-06,EUR,Cancelled\n',
      'order_lines.csv': 'order_no,line_no,item_code,qty,unit_price\n900,1,X1,2,9.99\n900,2,X2,1,2\n901,1,X2,5,2\n',
    })
    expect(message).toContain('is complete: save it as gantry-orders.yaml in the folder')
    expect(quotes).toEqual(['900 NOK 21.98 pay', '901 EUR 10.00 cancelled'])
  })

  it('of one file for all finds decimal commas, days before months and the currency in a header', async () => {
    const { message, quotes } = await readByDraft({
      'umsatz.csv':
        'Auftragsnummer;Bestelldatum;Kundennummer;Firma;Land;Artikelnummer;Bezeichnung;Menge;Einzelpreis (EUR)\n' +
        '17;31.1.2026;K1;Müller;Deutschland;A1;Regal;2;1.234,50\n17;31.1.2026;K1;Müller;Deutschland;A2;Brett;3;9,99\n',
    })
    expect(message).toContain('is complete')
    expect(quotes).toEqual(['17 EUR 2498.97 pay'])
  })

  it('names what is missing and what is in doubt', async () => {
    const { message, yaml } = await draftOf(
      await folderOf({
        'sales.csv':
          'Order ID,Date,Customer Name,Country,Product,Qty,Price,Tax,Status\n1,1/2/2026,Acme,US,Lamp,1,10,2,Q\n',
      }),
    )
    expect(message).toContain('answer what it asks and fill in each ???')
    expect(yaml).toContain('value: ???')
    expect(yaml).toContain('format.dates: d/M/yyyy or M/d/yyyy? Every date in "Date" could be either.')
    expect(yaml).toContain('priceBasis: do the prices in "Price" contain the tax?')
    expect(yaml).toContain('orders.status: which of Q (Status) mean cancelled?')
  })

  it('lists the files with their columns', async () => {
    const { detail } = await draftOf(
      await folderOf({ 'a.csv': 'x,y\n1,2\n', 'b.xlsx': 'PK', 'c.tsv': 'p\tq\n1\t2\n3\t4\n' }),
    )
    expect(detail).toContain('a.csv (1 rows): x, y')
    expect(detail).toContain('c.tsv (2 rows): p, q')
    expect(detail).toContain('not read: b.xlsx')
  })
})

const datasets = join(SHARED, 'datasets')
describe.skipIf(!existsSync(join(datasets, 'northwind')))('a draft for Northwind under other file names', () => {
  it('lacks the currency alone, and loads every order with it', async () => {
    const folder = await folderOf({})
    for (const file of await readdir(join(datasets, 'northwind'))) {
      await copyFile(join(datasets, 'northwind', file), join(folder, `export_${file}`))
    }
    const { yaml } = await draftOf(folder)
    expect(yaml.match(/\?\?\?/g)).toHaveLength(1)
    await writeFile(join(folder, 'gantry-orders.yaml'), yaml.replace('???', 'USD'))
    const { quotes, rejected } = await readCompany(folder)
    expect(rejected).toEqual([])
    expect(quotes).toHaveLength(830)
  })
})
