import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Refusal } from '../refusal.ts'
import type { GeneratedFile } from './template.ts'

/** What would become of a file: it is new, it is there as it should be, or it is there and says something else. */
export type Planned = GeneratedFile & { state: 'new' | 'same' | 'differs' }

export function plan(root: string, files: readonly GeneratedFile[]): Promise<Planned[]> {
  return Promise.all(
    files.map(async (file): Promise<Planned> => {
      const path = join(root, file.path)
      if (!existsSync(path)) return { ...file, state: 'new' }
      return { ...file, state: (await readFile(path, 'utf8')) === file.content ? 'same' : 'differs' }
    }),
  )
}

/** Refuses where a file would be overwritten that says something else. */
export function refuseOverwriting(root: string, planned: readonly Planned[]): void {
  const differing = planned.filter(({ state }) => state === 'differs').map(({ path }) => path)
  if (differing.length === 0) return
  const others = differing.length > 3 ? ` and ${differing.length - 3} more` : ''
  throw new Refusal(
    `${differing.slice(0, 3).join(', ')}${others} in ${root} would be overwritten.`,
    'Choose another name or folder, or give --overwrite.',
  )
}

export async function write(root: string, planned: readonly Planned[]): Promise<void> {
  for (const { path, content, state } of planned) {
    if (state === 'same') continue
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}
