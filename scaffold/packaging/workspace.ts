import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export type Manifest = {
  name: string
  version: string
  dependencies?: Record<string, string>
  [field: string]: unknown
}

/** A package of the workspace: where it lies below the root, and its package.json. */
export type WorkspacePackage = { folder: string; manifest: Manifest }

type Workspace = { packages: WorkspacePackage[]; catalog: Record<string, string> }

/** What `pnpm-workspace.yaml` names, but for the tests, which nobody installs. */
export function readWorkspace(root: string): Workspace {
  const { packages, catalog } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as {
    packages: string[]
    catalog: Record<string, string>
  }
  const folders = packages
    .filter((pattern) => pattern !== 'test')
    .flatMap((pattern) =>
      pattern.endsWith('/*')
        ? readdirSync(join(root, pattern.slice(0, -2))).map((name) => `${pattern.slice(0, -2)}/${name}`)
        : [pattern],
    )
  return {
    catalog,
    packages: folders.map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest,
    })),
  }
}

/** A package and every other of the workspace that it needs when it runs. */
export function closureOf(packages: readonly WorkspacePackage[], names: readonly string[]): WorkspacePackage[] {
  const byName = new Map(packages.map((each) => [each.manifest.name, each]))
  const reached = new Map<string, WorkspacePackage>()
  const reach = (name: string): void => {
    const found = byName.get(name)
    if (!found || reached.has(name)) return
    reached.set(name, found)
    for (const dependency of Object.keys(found.manifest.dependencies ?? {})) reach(dependency)
  }
  for (const name of names) reach(name)
  return [...reached.values()]
}
