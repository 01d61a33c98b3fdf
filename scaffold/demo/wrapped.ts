import { stripVTControlCharacters } from 'node:util'

const INDENT = '  '

/** A text as lines of at most `width` columns, each indented; the second and later ones twice. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    const indent = INDENT.length * (lines.length === 0 ? 1 : 2)
    if (line !== '' && stripVTControlCharacters(longer).length + indent > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((each, index) => INDENT.repeat(index === 0 ? 1 : 2) + each).join('\n')
}
