import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../processes/run.ts'
import { Refusal } from '../refusal.ts'

/** What is for the workspace alone: tests and what they stand on, and templates, which are copied as they are. */
const LEFT_OUT = ['**/node_modules', '**/*.test.ts', '**/*.fixture.ts', '**/fixtures', 'scaffold/templates', 'dist']

/**
 * JavaScript and declarations of the folders, below `out` as they lie below `root`. The compiler emits and does not
 * check: `pnpm check` does. Throws a `Refusal`.
 */
export async function compile(root: string, folders: readonly string[], out: string): Promise<void> {
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  const config = join(out, 'tsconfig.json')
  const at = (path: string) => join(root, path)
  await writeFile(
    config,
    JSON.stringify({
      extends: at('tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        noCheck: true,
        declaration: true,
        rewriteRelativeImportExtensions: true,
        rootDir: root,
        outDir: out,
        typeRoots: [at('node_modules/@types')],
      },
      include: folders.map(at),
      exclude: LEFT_OUT.map(at),
    }),
  )
  const { code, said } = await run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', config])
  if (code !== 0) throw new Refusal(`The packages do not compile: ${said.split('\n')[0]}`, 'See: pnpm check')
}
