import { LineCounter, parseDocument } from 'yaml'
import { Unreadable } from '../contracts-diff/document.ts'

/** A step into a document: a key, or the index of an entry. */
export type Step = string | number

/** Where in the text the node at `path` stands, or the nearest one above it. Both count from 1. */
export function placeAt(text: string, path: readonly Step[]): { line: number; column: number } {
  const lines = new LineCounter()
  // Slow on megabytes; it runs only where a document is refused.
  const document = parseDocument(text, { lineCounter: lines, strict: false, uniqueKeys: false, logLevel: 'silent' })
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
    if (node?.range) {
      const { line, col } = lines.linePos(node.range[0])
      return { line, column: col }
    }
  }
  return { line: 1, column: 1 }
}

/** Where an offset lies. Both count from 1. */
export function placeOfOffset(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

/** A refusal of the document `name` at the node `path`. */
export function unreadableAt(name: string, text: string, path: readonly Step[], reason: string): Unreadable {
  const { line, column } = placeAt(text, path)
  return new Unreadable(name, line, column, reason)
}
