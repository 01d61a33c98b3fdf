import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseAst } from 'vitest/node'

/** A source file by its path from the repository's root, with forward slashes. */
export type Source = { path: string; text: string }
export type Import = { specifier: string; dynamic: boolean }
/** A workspace package: where it lies, and what its tier may be told from. */
export type Package = { name: string; folder: string }

const SKIPPED = new Set(['node_modules', '.git', '.gantry', 'dist'])

/** Every TypeScript and SQL file below the root. */
export function sourcesIn(root: string, folder = ''): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourcesIn(root, path)
    return /\.(ts|sql)$/.test(entry.name) ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : []
  })
}

export function packagesIn(root: string): Package[] {
  const folders = ['core', 'scaffold', 'test'].concat(
    ['system-apis', 'process-apis', 'experience-apis', 'plugins'].flatMap((tier) =>
      readdirSync(join(root, tier)).map((name) => `${tier}/${name}`),
    ),
  )
  return folders.map((folder) => {
    const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string }
    return { name, folder }
  })
}

type Node = { type: string; source?: { value?: unknown } | null; argument?: unknown }

/** What a file imports or re-exports, as value, as type or dynamically. A module named by no literal counts as `*`. */
export function importsOf({ path, text }: Source): Import[] {
  if (!path.endsWith('.ts')) return []
  const found: Import[] = []
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    const node = value as Node
    if (/^(Import|ExportAll|ExportNamed)Declaration$/.test(node.type ?? '') && node.source)
      found.push({ specifier: String(node.source.value), dynamic: false })
    if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
      const { value: specifier } = node.source ?? {}
      found.push({ specifier: typeof specifier === 'string' ? specifier : '*', dynamic: node.type !== 'TSImportType' })
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(parseAst(text, { lang: 'ts' }).body)
  return found
}

const SEES_EVERYTHING = /^(gantry\.config\.ts|vitest\.config\.ts|(scaffold|test)\/)/

/** Which `@gantry/…` modules the files of a folder may import; the contracts of a plugin are those it provides. */
function allowed(folder: string, packages: readonly Package[], provided: ReadonlyMap<string, readonly string[]>) {
  const contractsOf = (tier: string) =>
    packages
      .filter((each) => each.folder.startsWith(`${tier}/`) && each.folder !== 'system-apis/canonical')
      .map(({ name }) => `${name}/contract`)
  const named = (...names: string[]) => ['@gantry/core', '@gantry/canonical', ...names]
  switch (folder.split('/')[0]) {
    case 'core':
      return []
    case 'system-apis':
      return folder === 'system-apis/canonical' ? ['@gantry/core'] : named()
    case 'plugins':
      return named(...(provided.get(folder) ?? []))
    case 'process-apis':
      return named(...contractsOf('system-apis'), ...contractsOf('process-apis'))
    default:
      // The comparison of documents is a library that knows nothing of ours.
      return named('@gantry/contracts-diff', ...contractsOf('process-apis'))
  }
}

const within = (specifier: string, module: string) => specifier === module || specifier.startsWith(`${module}/`)

/** Breaches of the rule who may import whom, one sentence each. */
export function importBreaches(
  sources: readonly Source[],
  packages: readonly Package[],
  provided: ReadonlyMap<string, readonly string[]>,
): string[] {
  return sources.flatMap((source) => {
    const { path } = source
    const own = packages.find(({ folder }) => path.startsWith(`${folder}/`))
    return importsOf(source).flatMap(({ specifier }) => {
      if (specifier === 'awilix' && path !== 'core/runtime/host.ts') return [`${path} imports awilix`]
      if (SEES_EVERYTHING.test(path)) return []
      if (!own) return [`${path} lies in no package`]
      if (specifier.startsWith('.')) {
        const target = normalize(join(dirname(path), specifier)).replaceAll('\\', '/')
        return target.startsWith(`${own.folder}/`) ? [] : [`${path} reaches out of its package to ${target}`]
      }
      if (!specifier.startsWith('@gantry/')) return []
      const modules = allowed(own.folder, packages, provided)
      return modules.some((module) => within(specifier, module)) ? [] : [`${path} may not import ${specifier}`]
    })
  })
}

/** Files that a plugin's connector and its sandbox both stand on; the one is no witness for the other then. */
export function sharedFiles(folder: string, sources: readonly Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const reached = (entry: string, seen = new Set<string>()): Set<string> => {
    const source = byPath.get(entry)
    if (!source || seen.has(entry)) return seen
    seen.add(entry)
    // The connector names its sandbox, without standing on it: it is loaded when asked for.
    for (const { specifier, dynamic } of importsOf(source))
      if (specifier.startsWith('.') && !dynamic)
        reached(normalize(join(dirname(entry), specifier)).replaceAll('\\', '/'), seen)
    return seen
  }
  const connector = reached(`${folder}/connector.ts`)
  return [...reached(`${folder}/sandbox/sandbox.ts`)].filter((path) => connector.has(path))
}

/**
 * Words of quote-to-cash and names of vendors. `order`, `subscription` and `ledger` have meanings of their own in the
 * core: a sequence, a reader of events, a sandbox's list of documents.
 */
const DOMAIN_WORDS =
  /(?<![a-z])(quotes?|invoices?|invoiced|billing|billed|customers?|payments?|receivables?|debtors?|refunds?|dunning|tax|taxes|taxed|vat|gl|crm|erp|cpq|sales|stripe|salesforce|netsuite|avalara|avatax|zuora|sap|oracle|dynamics365|infor|intacct|docusign)(?![a-z])/gi

/** Words of the domain in the core, with their place. Names in camelCase are read word by word. */
export function domainWords(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path.startsWith('core/') && !/\.(test|fixture)\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const words = line.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ')
        return [...words.matchAll(DOMAIN_WORDS)].map(([word]) => `${path}:${index + 1} says "${word}"`)
      }),
    )
}
