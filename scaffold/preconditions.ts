import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal, reasonOf } from './refusal.ts'

// Imported before anything else, since it explains why nothing else can be: only Node's own modules here.

const NODE_MAJOR = 24
const INSTALL = 'Run: npx -y pnpm@12 install'

/** What must hold before any other module is loaded. `project` is its folder. Throws a `Refusal`. */
export function checkPreconditions(project: string, nodeVersion = process.versions.node): void {
  checkNode(nodeVersion)
  checkInstalled(project)
  checkWritable(project)
}

/** Node's own words for a module that is not there, as a refusal; undefined for any other error. */
export function explainImport(error: unknown): Refusal | undefined {
  if ((error as { code?: string } | null)?.code !== 'ERR_MODULE_NOT_FOUND') return undefined
  const name = /'([^']+)'/.exec(reasonOf(error))?.[1] ?? 'a module'
  return new Refusal(`Gantry is not fully installed: ${name} is missing.`, INSTALL, { cause: error })
}

export function checkNode(version: string): void {
  if (Number.parseInt(version, 10) >= NODE_MAJOR) return
  throw new Refusal(
    `Gantry needs Node ${NODE_MAJOR} or newer, and this is ${version}.`,
    'Start with: npx -y pnpm@12 start (it brings the right Node).',
  )
}

/** pnpm links each package's dependencies into its own node_modules: a link that leads nowhere counts as missing. */
function checkInstalled(project: string): void {
  const missing = packagesOf(project).flatMap((folder) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>
    }
    return Object.keys(dependencies).filter((name) => !existsSync(join(folder, 'node_modules', name)))
  })
  if (missing.length === 0) return
  const names = [...new Set(missing)]
  const others = names.length > 3 ? ` and ${names.length - 3} more` : ''
  throw new Refusal(
    `Gantry is not fully installed: ${names.slice(0, 3).join(', ')}${others} ${names.length === 1 ? 'is' : 'are'} missing.`,
    INSTALL,
  )
}

/** The workspace's packages: folders with a package.json, one or two levels down. */
function packagesOf(project: string): string[] {
  const folders = (parent: string) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      .map((entry) => join(parent, entry.name))
  const top = folders(project)
  return [...top, ...top.flatMap(folders)].filter((folder) => existsSync(join(folder, 'package.json')))
}

function checkWritable(project: string): void {
  const folder = join(project, '.gantry')
  const probe = join(folder, `.writable-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    // Written rather than asked about: root may write by its rights and still meet a read-only disk or a full one.
    writeFileSync(probe, 'x')
    rmSync(probe)
  } catch (cause) {
    throw new Refusal(
      `Gantry keeps its data in ${folder} and cannot write there: ${reasonOf(cause)}`,
      'Start as the account that owns the folder, or copy the project to a folder of your own.',
      { cause },
    )
  }
}
