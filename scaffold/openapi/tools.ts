import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pnpm } from '../generate/installation.ts'

const run = promisify(execFile)

/** Formats files and folders by the project's own rules. False where the project has no Biome. */
export async function format(root: string, ...paths: string[]): Promise<boolean> {
  let biome: string
  try {
    biome = createRequire(join(root, 'gantry.config.ts')).resolve('@biomejs/biome/bin/biome')
  } catch {
    return false
  }
  // It exits with 1 for what it cannot mend, which the project's own check will tell of.
  await run(process.execPath, [biome, 'check', '--write', '--max-diagnostics=0', ...paths], { cwd: root }).catch(
    () => undefined,
  )
  return true
}

/** Links the new package into the workspace. Throws a `Refusal` where pnpm cannot. */
export const install = (root: string): Promise<void> =>
  pnpm(root, 'install', '--prefer-offline', '--no-frozen-lockfile')
