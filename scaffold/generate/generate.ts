import { projectRoot } from '../project.ts'
import { format } from './format.ts'
import { folderOf, type Kind, pieceFiles } from './piece.ts'
import { plan, refuseOverwriting, write } from './write.ts'

export type Generated = { files: string[]; dryRun: boolean; next: string[] }

/** Changed on purpose, and by one entry only. */
const CHANGED = new Set(['gantry.config.ts', 'package.json'])

/** `gantry new`: a piece in the project around the current folder. Throws a `Refusal`. */
export async function generate(
  kind: Kind,
  name: string,
  flags: { 'dry-run': boolean; overwrite: boolean },
  say: (line: string) => void,
): Promise<Generated> {
  const root = projectRoot()
  const planned = await plan(root, await pieceFiles(root, kind, name))
  if (!flags.overwrite)
    refuseOverwriting(
      root,
      planned.filter(({ path }) => !CHANGED.has(path)),
    )
  const files = planned.map(({ path }) => path)
  const dryRun = flags['dry-run']
  const installs = files.includes('package.json')
  const next = [
    ...(installs ? ['npx -y pnpm@12 install'] : []),
    'pnpm gantry contracts build',
    installs ? `npx -y pnpm@12 test ${folderOf(kind, name)}` : `pnpm test ${folderOf(kind, name)}`,
  ]
  if (!dryRun) {
    await write(root, planned)
    await format(root, files)
  }
  for (const { path, state } of planned)
    say(`${dryRun ? 'would ' : ''}${state === 'new' ? 'write' : 'change'}  ${path}`)
  if (!dryRun) say(`\nGo on with:\n${next.map((line) => `  ${line}`).join('\n')}`)
  return { files, dryRun, next }
}
