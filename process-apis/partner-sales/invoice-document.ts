import type { Money } from '@gantry/canonical/money'
import PDFDocument from 'pdfkit'
import type { PartnerInvoice } from './contract.ts'
import { type Typeface, typefaceOf } from './typeface.ts'
import { linesOf, put, register } from './typesetting.ts'

/** Points: A4 is 595 wide and 842 high. */
const MARGIN = 50
const RIGHT = 550
const BOTTOM = 780
/** From one line's letters to the next, as a multiple of their size. */
const LEADING = 1.4

/** Left edges of the columns of lines, and how wide each is. */
const COLUMNS = [
  { title: 'SKU', left: 50, width: 90, align: 'left' },
  { title: 'Description', left: 145, width: 165, align: 'left' },
  { title: 'Quantity', left: 315, width: 50, align: 'right' },
  { title: 'Net', left: 370, width: 60, align: 'right' },
  { title: 'Tax', left: 435, width: 50, align: 'right' },
  { title: 'Gross', left: 490, width: 60, align: 'right' },
] as const

type Cell = { text: string; left: number; width: number; align: 'left' | 'right' }

/**
 * An invoice as a PDF (A4): what billing says of it, nothing reckoned here. Its letters are in the file, so that it looks the
 * same everywhere. The same invoice gives the same bytes, so that two downloads are one document.
 */
export async function renderInvoice(invoice: PartnerInvoice, customerName: string): Promise<Buffer> {
  const [regular, bold] = await Promise.all([typefaceOf(400), typefaceOf(700)])
  const { number, id, legalEntity, order, customerReference, issuedOn, dueOn, currency, lines, state } = invoice
  const title = `Invoice ${number ?? id}`
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    info: { Title: title, Author: legalEntity, CreationDate: new Date(`${issuedOn}T00:00:00Z`) },
  })
  register(pdf, regular, bold)
  const parts: Buffer[] = []
  pdf.on('data', (part: Buffer) => parts.push(part))
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject))

  let y = MARGIN
  /** Puts cells side by side, on a new page where they do not fit; `again` stands at its head. */
  const row = (cells: readonly Cell[], typeface: Typeface, size: number, again?: () => void): void => {
    const set = cells.map((cell) => ({ ...cell, lines: linesOf(pdf, cell.text, typeface, size, cell.width) }))
    const step = size * LEADING
    const height = Math.max(...set.map((cell) => cell.lines.length)) * step
    if (y + height > BOTTOM) {
      pdf.addPage()
      y = MARGIN
      again?.()
    }
    for (const { lines, left, width, align } of set)
      for (const [at, line] of lines.entries())
        put(pdf, line, size, align === 'left' ? left : left + width - line.width, y + size + at * step)
    y += height
  }
  const across = (text: string): Cell[] => [{ text, left: MARGIN, width: RIGHT - MARGIN, align: 'left' }]
  const heading = () => {
    row(
      COLUMNS.map(({ title: text, ...column }) => ({ text, ...column })),
      bold,
      9,
    )
    pdf
      .moveTo(MARGIN, y + 1)
      .lineTo(RIGHT, y + 1)
      .stroke()
    y += 5
  }

  row(across(title), bold, 18)
  y += 8
  for (const [name, value] of [
    ['Seller', legalEntity],
    ['Customer', `${customerName} (${customerReference})`],
    ['Order', order],
    ['Issued on', issuedOn],
    ['Due on', dueOn ?? 'receipt'],
    ['Currency', currency],
    ['State', state],
  ] as const)
    row(across(`${name}: ${value}`), regular, 10)
  y += 12

  heading()
  for (const line of lines) {
    const texts = [line.sku, line.description, line.quantity, ...[line.net, line.tax, line.gross].map(amount)]
    row(
      COLUMNS.map(({ title: _, ...column }, at) => ({ text: texts[at]!, ...column })),
      regular,
      9,
      heading,
    )
    y += 2
  }
  // The sums stay together.
  if (y + 70 > BOTTOM) {
    pdf.addPage()
    y = MARGIN
  }
  y += 8
  for (const [name, money] of [
    ['Net', invoice.net],
    ['Tax', invoice.tax],
    ['Gross', invoice.gross],
    ['Open', invoice.open],
  ] as const) {
    const cells: Cell[] = [
      { text: name, left: 370, width: 60, align: 'left' },
      { text: `${money.currency} ${money.amount}`, left: 435, width: 115, align: 'right' },
    ]
    row(cells, name === 'Gross' ? bold : regular, 9)
    y += 2
  }
  pdf.end()
  await ended
  return Buffer.concat(parts)
}

const amount = ({ amount }: Money): string => amount
