import { inflateSync } from 'node:zlib'
import { money } from '@gantry/canonical/money'
import { expect, test } from 'vitest'
import type { PartnerInvoice } from './contract.ts'
import { renderInvoice } from './invoice-document.ts'

const usd = (amount: string) => money('USD', amount)
const invoice = (lines: number): PartnerInvoice => ({
  id: 'in_1',
  number: 'INV-0001',
  reference: 'Q-1',
  order: 'Q-1',
  customerReference: 'C-1',
  legalEntity: 'US01',
  currency: 'USD',
  state: 'open',
  issuedOn: '2026-03-02',
  dueOn: '2026-04-01',
  lines: Array.from({ length: lines }, (_, at) => ({
    id: String(at),
    sku: `BIKE-${at}`,
    description: 'Vélo de montagne, 山',
    quantity: '1',
    net: usd('1000'),
    tax: usd('80.44'),
    gross: usd('1080.44'),
  })),
  net: usd('1000'),
  tax: usd('80.44'),
  gross: usd('1080.44'),
  open: usd('12.34'),
})

/** The texts of a PDF's pages: the strings of its content streams, where each `TJ` shows one. */
function textsOf(pdf: Buffer): string[] {
  const found: string[] = []
  const bytes = pdf.toString('latin1')
  for (const [, stream] of bytes.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)) {
    const content = inflateSync(Buffer.from(stream!, 'latin1')).toString('latin1')
    for (const [, shown] of content.matchAll(/\[([^\]]*)\] TJ/g))
      found.push(
        [...shown!.matchAll(/<([\da-f]*)>/g)].map(([, hex]) => Buffer.from(hex!, 'hex').toString('latin1')).join(''),
      )
  }
  return found
}

test('an invoice as a PDF says what billing says, and the same each time', async () => {
  const pdf = await renderInvoice(invoice(1), 'Northern Bikes Ltd')
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const texts = textsOf(pdf)
  for (const text of ['Invoice INV-0001', 'Customer: Northern Bikes Ltd (C-1)', 'BIKE-0', 'USD 1080.44', 'USD 12.34'])
    expect(texts).toContain(text)
  expect(texts.join(' ')).toContain('Vélo de montagne, ?')
  expect(await renderInvoice(invoice(1), 'Northern Bikes Ltd')).toEqual(pdf)
})

test('a long one goes on over pages, and lists every line', async () => {
  const pdf = await renderInvoice(invoice(150), 'Northern Bikes Ltd')
  const pages = [...pdf.toString('latin1').matchAll(/\/Type \/Page\b/g)].length
  expect(pages).toBeGreaterThan(2)
  const skus = textsOf(pdf).filter((text) => /^BIKE-\d+$/.test(text))
  expect(new Set(skus).size).toBe(150)
})
