import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConfigEntry, withConfigEntry } from './config-entry.ts'
import { filesOf, type GeneratedFile } from './template.ts'
import { wordsOf } from './words.ts'

export type Kind = 'contract' | 'flow' | 'view'

const TIERS = {
  contract: { folder: 'system-apis', suffix: '-api', section: 'capabilities', entry: 'contract.ts', uses: [] },
  flow: { folder: 'process-apis', suffix: '', section: 'processes', entry: 'process.ts', uses: [] },
  view: {
    folder: 'experience-apis',
    suffix: '-view',
    section: 'views',
    entry: 'view.ts',
    uses: ['@gantry/operations'],
  },
} as const

/**
 * What a new contract, flow or view consists of: its files, and gantry.config.ts with its entry. Where each piece is a
 * package of a workspace, as in Gantry's own repository, also that package and the root's dependency on it.
 */
export async function pieceFiles(root: string, kind: Kind, name: string): Promise<GeneratedFile[]> {
  const { folder } = TIERS[kind]
  const files = await filesOf(kind, wordsOf(name))
  const config = await withConfigEntry(root, await entryOf(root, kind, name))
  if (!(await isWorkspace(root, folder))) return [...files, config]
  return [...files, config, packageOf(kind, name), await withDependency(root, packageName(kind, name))]
}

/** Where its tests lie. */
export const folderOf = (kind: Kind, name: string): string => `${TIERS[kind].folder}/${name}`

const packageName = (kind: Kind, name: string) => `@gantry/${name}${TIERS[kind].suffix}`

async function entryOf(root: string, kind: Kind, name: string): Promise<ConfigEntry> {
  const { folder, section, entry } = TIERS[kind]
  const workspace = await isWorkspace(root, folder)
  const file = `./${folder}/${name}/${entry}`
  if (kind !== 'contract')
    return { section, name, value: `() => import('${workspace ? packageName(kind, name) : file}')` }
  const identifier = wordsOf(name).sampleThing!
  const from = workspace ? `${packageName(kind, name)}/contract` : file
  return {
    section,
    name,
    // Published, and not served before a connection is named.
    value: `{ contract: ${identifier}, connection: () => undefined }`,
    statement: `import { ${identifier} } from '${from}'`,
  }
}

async function isWorkspace(root: string, folder: string): Promise<boolean> {
  const text = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8').catch(() => '')
  return new RegExp(`^\\s*- ["']?${folder}/\\*`, 'm').test(text)
}

function packageOf(kind: Kind, name: string): GeneratedFile {
  const { folder, entry, uses } = TIERS[kind]
  const needed = ['@gantry/canonical', '@gantry/core', ...uses]
  const manifest = {
    name: packageName(kind, name),
    version: '0.1.0',
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    exports: {
      ...(kind !== 'contract' && { '.': `./${entry}` }),
      './contract': './contract.ts',
      './openapi.json': './openapi.json',
      './types': { types: './types.gen.d.ts' },
    },
    dependencies: Object.fromEntries(needed.map((dependency) => [dependency, 'workspace:*'])),
  }
  return { path: `${folder}/${name}/package.json`, content: `${JSON.stringify(manifest, null, 2)}\n` }
}

async function withDependency(root: string, dependency: string): Promise<GeneratedFile> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const dependencies = Object.entries({ ...manifest.dependencies, [dependency]: 'workspace:*' })
  manifest.dependencies = Object.fromEntries(dependencies.sort(([a], [b]) => (a < b ? -1 : 1)))
  return { path: 'package.json', content: `${JSON.stringify(manifest, null, 2)}\n` }
}
