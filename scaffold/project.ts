import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { GantryConfig } from '@gantry/core/runtime/config'
import { explainImport } from './preconditions.ts'
import { Refusal, reasonOf } from './refusal.ts'

const CONFIG = 'gantry.config.ts'

/** A folder with a `gantry.config.ts`, and what that says. */
export type Project = { root: string; config: GantryConfig }

/** The project around a folder: the nearest one upwards. Throws a `Refusal` where there is none. */
export function projectRoot(from = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG))) return folder
    if (folder === dirname(folder))
      throw new Refusal(`There is no ${CONFIG} in ${from} or above it.`, 'Run the command in a Gantry project.')
  }
}

export async function openProject(from = process.cwd()): Promise<Project> {
  const root = projectRoot(from)
  try {
    const { default: config } = (await import(pathToFileURL(join(root, CONFIG)).href)) as { default: GantryConfig }
    return { root, config }
  } catch (error) {
    throw (
      explainImport(error) ??
      new Refusal(`${CONFIG} cannot be read: ${reasonOf(error)}`, `Mend it: node ${CONFIG} shows the place.`, {
        cause: error,
      })
    )
  }
}
