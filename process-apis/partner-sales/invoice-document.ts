import type { Money } from '@gantry/canonical/money'
import PDFDocument from 'pdfkit'
import type { PartnerInvoice } from './contract.ts'

const MARGIN = 50
const BOTTOM = 780
/** Left edges of the columns of lines, and how wide each is, in points. */
const COLUMNS = [
  { title: 'SKU', left: 50, width: 90, align: 'left' },
  { title: 'Description', left: 145, width: 165, align: 'left' },
  { title: 'Quantity', left: 315, width: 50, align: 'right' },
  { title: 'Net', left: 370, width: 60, align: 'right' },
  { title: 'Tax', left: 435, width: 50, align: 'right' },
  { title: 'Gross', left: 490, width: 60, align: 'right' },
] as const

/**
 * An invoice as a PDF (A4): what billing says of it, nothing reckoned here. The same invoice gives the same bytes, so that
 * two downloads are one document.
 */
export async function renderInvoice(invoice: PartnerInvoice, customerName: string): Promise<Buffer> {
  const { number, id, legalEntity, order, customerReference, issuedOn, dueOn, currency, lines, state } = invoice
  const title = `Invoice ${number ?? id}`
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    info: { Title: title, Author: legalEntity, CreationDate: new Date(`${issuedOn}T00:00:00Z`) },
  })
  const parts: Buffer[] = []
  pdf.on('data', (part: Buffer) => parts.push(part))
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject))

  pdf.font('Helvetica-Bold').fontSize(18).text(legible(title))
  pdf.font('Helvetica').fontSize(10).moveDown()
  for (const [name, value] of [
    ['Seller', legalEntity],
    ['Customer', `${customerName} (${customerReference})`],
    ['Order', order],
    ['Issued on', issuedOn],
    ['Due on', dueOn ?? 'receipt'],
    ['Currency', currency],
    ['State', state],
  ] as const)
    pdf.text(legible(`${name}: ${value}`))
  pdf.moveDown()

  let y = heading(pdf, pdf.y)
  for (const line of lines) {
    const cells = [line.sku, line.description, line.quantity, ...[line.net, line.tax, line.gross].map(amount)].map(
      legible,
    )
    const height = Math.max(...cells.map((cell, at) => pdf.heightOfString(cell, { width: COLUMNS[at]!.width }))) + 4
    if (y + height > BOTTOM) {
      pdf.addPage()
      y = heading(pdf, MARGIN)
    }
    row(pdf, y, cells)
    y += height
  }
  if (y + 90 > BOTTOM) {
    pdf.addPage()
    y = MARGIN
  }
  y += 10
  for (const [name, money] of [
    ['Net', invoice.net],
    ['Tax', invoice.tax],
    ['Gross', invoice.gross],
    ['Open', invoice.open],
  ] as const) {
    pdf.font(name === 'Gross' ? 'Helvetica-Bold' : 'Helvetica')
    pdf.text(name, 370, y).text(`${money.currency} ${money.amount}`, 435, y, { width: 115, align: 'right' })
    y += 16
  }
  pdf.end()
  await ended
  return Buffer.concat(parts)
}

function heading(pdf: PDFKit.PDFDocument, y: number): number {
  pdf.font('Helvetica-Bold').fontSize(9)
  row(
    pdf,
    y,
    COLUMNS.map(({ title }) => title),
  )
  pdf
    .moveTo(MARGIN, y + 13)
    .lineTo(550, y + 13)
    .stroke()
  pdf.font('Helvetica')
  return y + 18
}

function row(pdf: PDFKit.PDFDocument, y: number, cells: readonly string[]): void {
  for (const [at, cell] of cells.entries()) {
    const { left, width, align } = COLUMNS[at]!
    pdf.text(cell, left, y, { width, align })
  }
}

const amount = ({ amount }: Money): string => amount

/** The standard fonts of every reader have these letters (Windows-1252) and no others. */
const legible = (text: string): string => text.replace(/[^\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/gu, '?')
