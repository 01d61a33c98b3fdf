import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import type { Approvable } from './approval.ts'
import { readList } from './teams.ts'

/** A flow or a mapping that decides what stands in the books, by the files it is made of. */
export const Material = z.strictObject({
  what: z.string().regex(/^(flow|mapping):[a-z0-9-]+$/),
  approver: z.string().min(1),
  /** Patterns of files, from the project's root. Tests do not count. */
  files: z.array(z.string()).min(1),
})
export type Material = z.output<typeof Material>

export const MATERIALS = 'governance/materials.yaml'
export const readMaterials = (root: string): Promise<Material[]> => readList(root, MATERIALS, Material)

/** The content that is released, by one digest over the names and bytes of its files. Throws a `Refusal` where there is none. */
export function releaseOf(root: string, { what, approver, files }: Material): Approvable {
  const paths = globSync(files, {
    cwd: root,
    exclude: ['**/node_modules/**', '**/*.test.ts', '**/*.fixture.ts'],
  }).sort()
  if (paths.length === 0)
    throw new Refusal(`${MATERIALS} names files of ${what} that are not there.`, `Mend its \`files\` in ${MATERIALS}.`)
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  return { what, approver, digest: hash.digest('hex') }
}
