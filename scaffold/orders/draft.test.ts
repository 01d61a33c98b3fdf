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
        'Umsatzbericht 2026;;;\n\nAuftragsnummer;Bestelldatum;Kundennummer;Firma;Land;Artikelnummer;Bezeichnung;Menge;Einzelpreis (EUR)\n' +
        '17;31.1.2026;K1;Müller;Deutschland;A1;Regal;2;1.234,50\n17;31.1.2026;K1;Müller;Deutschland;A2;Brett;3;9,99\n',
    })
    expect(message).toContain('is complete')
    expect(quotes).toEqual(['17 EUR 2498.97 pay'])
  })

  it("of a shop takes what stands on the first row of an order as the order's", async () => {
    const { yaml, quotes, company } = await readByDraft({
      'orders_export.csv':
        'Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing City,Billing Country\n' +
        '#1001,ann@x.example,paid,USD,45.00,5.00,4.13,54.13,5.00,2026-01-04 09:59:00 +0100,2,Mug,15.00,MUG,Ann Lee,Boston,US\n' +
        '#1001,ann@x.example,,,,,,,,2026-01-04 09:59:00 +0100,1,Cup,20.00,CUP,,,\n' +
        '#1002,bob@x.example,refunded,USD,20.00,0.00,1.65,21.65,0.00,2026-01-05 09:59:00 +0100,1,Cup,20.00,CUP,Bob Ray,Boston,US\n',
    })
    expect(yaml).toContain('priceBasis: do the prices in "Lineitem price" contain the tax?')
    expect(quotes).toEqual(['#1001 USD 50.00 pay', '#1002 USD 20.00 cancelled'])
    expect(company.stated).toEqual([
      { legalEntity: company.name, currency: 'USD', orders: 1, net: '50.00', tax: '4.13', gross: '54.13' },
    ])
  })

  it('with an amount for each line and totals of the headers is settled by their sums', async () => {
    const { message, quotes, company } = await readByDraft({
      'order_header.csv':
        'id|customer_id|created_at|currency|state|total_net|total_tax|total_gross\n1|10|2026-02-01T10:00:00Z|EUR|confirmed|100.00|19.00|119.00\n2|11|2026-02-02T10:00:00Z|EUR|cancelled|20.00|3.80|23.80\n',
      'order_position.csv':
        'id|order_id|product_id|quantity|net_amount|tax_amount|gross_amount\n501|1|7|2|60.00|11.40|71.40\n502|1|8|1|40.00|7.60|47.60\n503|2|8|1|20.00|3.80|23.80\n',
      'customer.csv':
        'id|name|email|street|zip|city|country\n10|Acme|a@b.example|Str 1|10115|Berlin|DE\n11|Bolt||Str 2|20095|Hamburg|DE\n',
      'product.csv': 'id|name|price\n7|Lamp|30.00\n8|Bulb|40.00\n',
    })
    expect(message).toContain('is complete')
    expect(quotes).toEqual(['1 EUR 100.00 pay', '2 EUR 20.00 cancelled'])
    expect(company.quotes[0]?.draft.lines.map(({ agreedTax }) => agreedTax)).toEqual(['11.40', '7.60'])
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
