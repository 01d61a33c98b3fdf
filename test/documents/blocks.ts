import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** A fenced block of a document. `info` is what follows the language: `file=…`, `fragment`. */
export type Block = { document: string; line: number; language: string; info: string; text: string }

const PASSED_OVER = new Set(['node_modules', '.git', '.gantry', 'dist'])

/** Every Markdown file of the repository, relative to its root. */
export function documents(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : documents(path)
      return entry.name.endsWith('.md') ? [relative(ROOT, path)] : []
    })
    .sort()
}

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

export function blocksOf(document: string): Block[] {
  return [...textOf(document).matchAll(/^```(\w+) *(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    document,
    line: match.input.slice(0, match.index).split('\n').length,
    language: match[1]!,
    info: match[2]!,
    text: match[3]!,
  }))
}
