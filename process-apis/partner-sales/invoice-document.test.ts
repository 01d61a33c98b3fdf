import { inflateSync } from 'node:zlib'
import { money } from '@gantry/canonical/money'
import PDFDocument from 'pdfkit'
import { expect, test } from 'vitest'
import type { PartnerInvoice } from './contract.ts'
import { renderInvoice } from './invoice-document.ts'
import { typefaceOf } from './typeface.ts'
import { linesOf, register } from './typesetting.ts'

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

/** The texts of a PDF's pages as a reader copies them: each `TJ` shows one, in letters that the font's `ToUnicode` names. */
function textsOf(pdf: Buffer): string[] {
  const objects = new Map(
    [...pdf.toString('latin1').matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gm)].map(([, id, body]) => [id!, body!]),
  )
  const streamOf = (body: string) => {
    const [, stream] = /stream\r?\n([\s\S]*?)\r?\nendstream/.exec(body)!
    return inflateSync(Buffer.from(stream!, 'latin1')).toString('latin1')
  }
  const all = [...objects.values()]
  const letters = new Map<string, string[]>()
  for (const [, name, id] of all.join('\n').matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const [, map] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id!)!)!
    const ranges = [...streamOf(objects.get(map!)!).matchAll(/<([\da-f]{4})> <[\da-f]{4}> \[([^\]]*)\]/g)]
    letters.set(
      name!,
      ranges.reduce<string[]>((known, [, from, list]) => {
        for (const [at, [, hex]] of [...list!.matchAll(/<([\da-f ]*)>/g)].entries())
          known[Number.parseInt(from!, 16) + at] = Buffer.from(hex!.replaceAll(' ', ''), 'hex')
            .swap16()
            .toString('utf16le')
        return known
      }, []),
    )
  }
  return all
    .filter((body) => body.includes('/Contents') === false && /\/Length \d+/.test(body) && !body.includes('/FontFile'))
    .flatMap((body) => {
      const content = /\/Filter \/FlateDecode/.test(body) ? streamOf(body) : ''
      let font: string[] = []
      return [...content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)].flatMap(([, name, shown]) => {
        if (name) font = letters.get(name)!
        if (shown === undefined) return []
        const codes = [...shown.matchAll(/<([\da-f]*)>/g)].flatMap(([, hex]) => hex!.match(/.{4}/g) ?? [])
        return [codes.map((code) => font[Number.parseInt(code, 16)] ?? '\0').join('')]
      })
    })
}

test('an invoice as a PDF says what billing says, and the same each time', async () => {
  const pdf = await renderInvoice(invoice(1), 'Northern Bikes Ltd')
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const texts = textsOf(pdf)
  for (const text of ['Invoice INV-0001', 'Customer: Northern Bikes Ltd (C-1)', 'BIKE-0', 'USD 1080.44', 'USD 12.34'])
    expect(texts).toContain(text)
  expect(texts.join('')).toContain('Vélo de montagne, 山')
  expect(await renderInvoice(invoice(1), 'Northern Bikes Ltd')).toEqual(pdf)
})

test('names are printed in the letters they are written in, and what no face has is marked', async () => {
  for (const name of ['Žluťoučký Łódź 株式会社', 'Ελληνικά Русский Tiếng Việt', 'e\u0301clair', '髙島屋 ｶﾌﾞ'])
    expect(textsOf(await renderInvoice(invoice(1), name)).join('')).toContain(
      `Customer: ${name.normalize('NFC')} (C-1)`,
    )
  expect(textsOf(await renderInvoice(invoice(1), '한국\n어')).join('')).toContain('Customer: 〓〓 〓 (C-1)')
})

test('a text is broken into lines between words, and none is lost', async () => {
  const [typeface, pdf] = [await typefaceOf(400), new PDFDocument()]
  register(pdf, typeface)
  for (const text of [
    '東京都港区の株式会社山田製作所向けマウンテンバイク、特別仕様',
    'A mountain bike, with everything that belongs to it (as ordered)',
    'AVERYLONGCODEWITHOUTANYBLANKSTHATDOESNOTFIT1234567890',
  ]) {
    const lines = linesOf(pdf, text, typeface, 9, 120)
    expect(lines.length).toBeGreaterThan(1)
    const texts = lines.map(({ stretches }) => stretches.map((one) => one.text).join(''))
    expect(texts.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    for (const { width } of lines) expect(width).toBeLessThanOrEqual(120)
    for (const line of texts) expect(line).not.toMatch(/^[、,)]/)
  }
})

test('a long one goes on over pages, and lists every line', async () => {
  const pdf = await renderInvoice(invoice(150), 'Northern Bikes Ltd')
  const pages = [...pdf.toString('latin1').matchAll(/\/Type \/Page\b/g)].length
  expect(pages).toBeGreaterThan(2)
  const skus = textsOf(pdf).filter((text) => /^BIKE-\d+$/.test(text))
  expect(new Set(skus).size).toBe(150)
})
