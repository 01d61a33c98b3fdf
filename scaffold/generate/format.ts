import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../processes/run.ts'

/** As the project's own formatter has it, where there is one: how a line breaks depends on the names in it. */
export async function format(root: string, paths: readonly string[]): Promise<void> {
  const biome = join(root, 'node_modules/.bin/biome')
  const sources = paths.filter((path) => path.endsWith('.ts')).map((path) => join(root, path))
  if (existsSync(biome)) await run(biome, ['check', '--write', ...sources])
}
