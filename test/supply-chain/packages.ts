import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

export type Installed = { name: string; version: string; license: string; folder: string }

/** Every package of the lock file that is installed here, once by name and version. */
export function installedPackages(root: string): Installed[] {
  const store = join(root, 'node_modules', '.pnpm')
  const found = new Map<string, Installed>()
  for (const entry of readdirSync(store)) {
    const modules = join(store, entry, 'node_modules')
    for (const name of namesIn(modules)) {
      const folder = join(modules, name)
      // Beside a package lie links to what it needs: those are told of where they are installed.
      if (!realpathSync(folder).startsWith(modules)) continue
      const { version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
      if (version) found.set(`${name}@${version}`, { name, version, license: licenseOf(license ?? licenses), folder })
    }
  }
  return [...found.values()].sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1))
}

type Manifest = { version?: string; license?: unknown; licenses?: unknown }

function namesIn(folder: string): string[] {
  let entries: string[]
  try {
    entries = readdirSync(folder)
  } catch {
    return []
  }
  return entries.flatMap((entry) => {
    if (entry.startsWith('.')) return []
    return entry.startsWith('@') ? readdirSync(join(folder, entry)).map((name) => `${entry}/${name}`) : [entry]
  })
}

/** As an SPDX expression, from the forms manifests have had. */
export function licenseOf(given: unknown): string {
  if (typeof given === 'string') return given
  if (Array.isArray(given)) return given.map(licenseOf).join(' OR ')
  return (given as { type?: string } | undefined)?.type ?? 'UNKNOWN'
}
