import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** A file to be written; `path` is relative to the project's root. */
export type GeneratedFile = { path: string; content: string }

const TEMPLATES = join(import.meta.dirname, '../templates')

/** Files that tools would take for their own where the template lies, under the names they get. */
const NAMES: Record<string, string> = {
  '_biome.json': 'biome.json',
  _dockerignore: '.dockerignore',
  _github: '.github',
  _gitignore: '.gitignore',
  '_package.json': 'package.json',
  '_pnpm-workspace.yaml': 'pnpm-workspace.yaml',
  '_pnpmfile.mjs': '.pnpmfile.mjs',
  '_tsconfig.json': 'tsconfig.json',
}

/** What stands in a template for what the author names, each written in its own way. */
export type Words = Record<string, string>

/** The files of a template, which is working code under names of its own: those are replaced by the author's. */
export async function filesOf(template: string, words: Words): Promise<GeneratedFile[]> {
  const root = join(TEMPLATES, template)
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !/node_modules/.test(relative(root, entry.parentPath)))
      .map(async (entry) => {
        const file = join(entry.parentPath, entry.name)
        const path = relative(root, file)
          .split(/[\\/]/)
          .map((name) => NAMES[name] ?? name)
          .join('/')
        return { path: replaced(path, words), content: replaced(await readFile(file, 'utf8'), words) }
      }),
  )
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const replaced = (text: string, words: Words): string =>
  Object.entries(words).reduce((done, [word, given]) => done.replaceAll(word, given), text)
