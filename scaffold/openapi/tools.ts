import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Refusal } from '../refusal.ts'

const run = promisify(execFile)

/** Formats a folder by the project's own rules. False where the project has no Biome. */
export async function format(root: string, folder: string): Promise<boolean> {
  let biome: string
  try {
    biome = createRequire(join(root, 'gantry.config.ts')).resolve('@biomejs/biome/bin/biome')
  } catch {
    return false
  }
  // It exits with 1 for what it cannot mend, which the project's own check will tell of.
  await run(process.execPath, [biome, 'check', '--write', '--max-diagnostics=0', folder], { cwd: root }).catch(
    () => undefined,
  )
  return true
}

/** Links the new package into the workspace. Throws a `Refusal` where pnpm cannot. */
export async function install(root: string): Promise<void> {
  const { npm_execpath: manager } = process.env
  const attempts: [string, string[]][] = [
    ...(manager && /pnpm/.test(manager)
      ? [
          [manager.endsWith('js') ? process.execPath : manager, manager.endsWith('js') ? [manager] : []] as [
            string,
            string[],
          ],
        ]
      : []),
    ['pnpm', []],
    ['npx', ['-y', 'pnpm@12']],
  ]
  let reason: unknown
  for (const [program, before] of attempts)
    try {
      await run(program, [...before, 'install', '--prefer-offline', '--no-frozen-lockfile'], { cwd: root })
      return
    } catch (error) {
      reason = error
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') break
    }
  const { stderr = '', stdout = '' } = reason as { stderr?: string; stdout?: string }
  throw new Refusal(
    `The package was written, and could not be linked: ${(stderr || stdout).trim().split('\n').at(-1) || String(reason)}`,
    'Run `pnpm install`.',
    { cause: reason },
  )
}
