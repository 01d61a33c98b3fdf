import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isWorkspace } from '../openapi/mount.ts'
import { sandboxFiles, stillToName } from '../openapi/sandbox.ts'
import { format } from '../openapi/tools.ts'
import { projectRoot } from '../project.ts'
import type { Generated } from './generate.ts'
import { filesOf, type GeneratedFile } from './template.ts'
import { wordsOf } from './words.ts'
import { plan, refuseOverwriting, write } from './write.ts'

type Options = {
  document: string | undefined
  operations: readonly string[]
  dryRun: boolean
  overwrite: boolean
}

/** `gantry new sandbox`: a vendor's stand-in in `plugins/<name>/sandbox`, with its test. Throws a `Refusal`. */
export async function generateSandbox(
  name: string,
  { document, operations, dryRun, overwrite }: Options,
  say: (line: string) => void,
): Promise<Generated> {
  const root = projectRoot()
  const files =
    document === undefined
      ? await filesOf('sandbox', wordsOf(name))
      : await sandboxFiles(root, name, { document, operations })
  const lone = (await isWorkspace(root)) && !existsSync(join(root, `plugins/${name}/package.json`))
  const planned = await plan(root, lone ? [packageOf(name), ...files] : files)
  if (!overwrite)
    refuseOverwriting(
      root,
      planned.filter(({ path }) => !path.includes('.gen.')),
    )
  if (!dryRun) {
    await write(root, planned)
    await format(root, `plugins/${name}`)
  }
  for (const { path, state } of planned)
    say(`${dryRun ? 'would ' : ''}${state === 'new' ? 'write' : state === 'same' ? 'keep' : 'renew'}  ${path}`)
  const left = await stillToName(root, name)
  const next = [...(lone ? ['npx -y pnpm@12 install'] : []), `npx -y pnpm@12 test plugins/${name}/sandbox`]
  if (!dryRun) say(`\nGo on with:\n${next.map((line) => `  ${line}`).join('\n')}${left ? `\n${left}` : ''}`)
  return { files: planned.map(({ path }) => path), dryRun, next: [...next, ...(left ? [left] : [])] }
}

function packageOf(name: string): GeneratedFile {
  const manifest = {
    name: `@gantry/${name}`,
    version: '0.1.0',
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    dependencies: { '@gantry/core': 'workspace:*', hono: 'catalog:' },
  }
  return { path: `plugins/${name}/package.json`, content: `${JSON.stringify(manifest, null, 2)}\n` }
}
