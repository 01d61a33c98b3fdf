import type { Manifest } from './workspace.ts'

/** A source by its path in a package.json, as it is called once it is compiled. */
const compiled = (path: string): string => path.replace(/(?<!\.d)\.ts$/, '.js')

/** `./contract.ts` is for Node and for the compiler; what is no source stays as it is. */
function exportOf(target: unknown): unknown {
  if (typeof target !== 'string' || compiled(target) === target) return target
  return { types: target.replace(/\.ts$/, '.d.ts'), default: compiled(target) }
}

/** Every `./….ts` in a value, such as the bin and what oclif loads. */
function compiledIn(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('./') ? compiled(value) : value
  if (Array.isArray(value)) return value.map(compiledIn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, compiledIn(entry)]))
}

/**
 * The package.json that a package is installed with: it names JavaScript where the workspace names sources, since Node
 * strips no types below node_modules, and versions where the workspace has links and its catalog.
 */
export function packedManifest(
  { private: _, devDependencies: __, exports, bin, oclif, ...manifest }: Manifest,
  versions: ReadonlyMap<string, string>,
  catalog: Readonly<Record<string, string>>,
): Manifest {
  const dependencies = Object.entries(manifest.dependencies ?? {}).map(([name, range]): [string, string] => {
    if (range.startsWith('workspace:')) return [name, versions.get(name)!]
    return [name, range === 'catalog:' ? catalog[name]! : range]
  })
  return {
    ...manifest,
    engines: { node: '>=24' },
    ...(exports !== undefined && {
      exports: Object.fromEntries(
        Object.entries(exports as Record<string, unknown>).map(([key, target]) => [key, exportOf(target)]),
      ),
    }),
    ...(bin !== undefined && { bin: compiledIn(bin) }),
    ...(oclif !== undefined && { oclif: compiledIn(oclif) }),
    dependencies: Object.fromEntries(dependencies),
  }
}
