import { type Stretch, stretchesOf, type Typeface } from './typeface.ts'

export type Line = { stretches: Stretch[]; width: number }
type Pdf = PDFKit.PDFDocument

const words = new Intl.Segmenter('en', { granularity: 'word' })
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

const widthOf = (pdf: Pdf, size: number, stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { face, text }) => sum + pdf.font(face.name).fontSize(size).widthOfString(text), 0)

/** A text as lines of `width` points at most; it breaks between words, and within one that is longer than a line. */
export function linesOf(pdf: Pdf, text: string, typeface: Typeface, size: number, width: number): Line[] {
  const measured = (part: string): Line => {
    const stretches = stretchesOf(part, typeface)
    return { stretches, width: widthOf(pdf, size, stretches) }
  }
  const lines: string[] = ['']
  const add = (part: string) => {
    const longer = `${lines.at(-1)}${part}`
    if (lines.at(-1) === '' || measured(longer.trimEnd()).width <= width) lines[lines.length - 1] = longer
    else lines.push(part.trimStart())
  }
  for (const word of partsOf(text))
    if (measured(word.trimEnd()).width <= width) add(word)
    else for (const { segment } of letters.segment(word)) add(segment)
  return lines.map((line) => measured(line.trimEnd()))
}

/** Words with the blanks and signs that follow them: no line begins with either. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  for (const { segment, isWordLike } of words.segment(text)) {
    if (isWordLike || parts.length === 0 || /\s$/.test(parts.at(-1)!)) parts.push(segment)
    else parts[parts.length - 1] += segment
  }
  return parts
}

/** Lets a document have these letters; of each face it keeps those that are used. */
export function register(pdf: Pdf, ...typefaces: Typeface[]): void {
  for (const { name, file } of typefaces.flat()) pdf.registerFont(name, file)
}

/** Puts a line on the page, its letters standing on `baseline`; both in points from the upper left corner. */
export function put(pdf: Pdf, line: Line, size: number, x: number, baseline: number): void {
  let left = x
  for (const { face, text } of line.stretches) {
    pdf.font(face.name).fontSize(size).text(text, left, baseline, { lineBreak: false, baseline: 'alphabetic' })
    left += pdf.widthOfString(text)
  }
}
