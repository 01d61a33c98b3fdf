import { cp, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { packAll, packedIn } from '../packaging/pack.ts'
import { Refusal } from '../refusal.ts'
import { filesOf, type GeneratedFile } from './template.ts'

/** Where the packages of Gantry come from: a folder of tarballs, or the registry that pnpm asks. */
export type Source = { folder: string } | 'registry'

const VENDOR = 'vendor'

/**
 * Of this repository's sources the packages are packed on the spot: what is tried is what lies here. An installed Gantry
 * takes them from the registry, unless a folder of tarballs is named.
 */
export async function sourceOf(packages: string | undefined, tell: (line: string) => void): Promise<Source> {
  if (packages !== undefined) return { folder: resolve(packages) }
  if (!import.meta.filename.endsWith('.ts')) return 'registry'
  const repository = join(import.meta.dirname, '../..')
  tell('Packing the packages of this repository …')
  const folder = join(repository, 'dist/packages')
  await packAll(repository, folder)
  return { folder }
}

/** The files of a project of one's own. */
export async function projectFiles(name: string, source: Source): Promise<GeneratedFile[]> {
  const files = await filesOf('project', { 'acme-project': name })
  if (source === 'registry') return files
  const overrides = (await packedIn(source.folder)).map(({ name, file }) => `  "${name}": file:${VENDOR}/${file}\n`)
  return files.map((file) =>
    file.path === 'pnpm-workspace.yaml'
      ? {
          ...file,
          content: `${file.content}\n# Gantry's own packages, from the tarballs in ${VENDOR}/.\noverrides:\n${overrides.join('')}`,
        }
      : file,
  )
}

/** Lays the tarballs beside the project, which then needs nobody else's folders. */
export async function layTarballs(root: string, source: Source): Promise<string[]> {
  if (source === 'registry') return []
  const packed = await packedIn(source.folder)
  await mkdir(join(root, VENDOR), { recursive: true })
  await Promise.all(packed.map(({ file }) => cp(join(source.folder, file), join(root, VENDOR, file))))
  return packed.map(({ file }) => `${VENDOR}/${file}`)
}

/** A name that a package may have (npm's rule), made of a folder's. Throws a `Refusal`. */
export function projectNameOf(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (/^[a-z]/.test(name)) return name
  throw new Refusal(`No project can be called "${text}".`, 'Give --name with letters, digits and hyphens.')
}
