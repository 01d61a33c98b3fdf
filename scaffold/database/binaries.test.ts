import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Refusal } from '../refusal.ts'
import { databaseAccount } from './account.ts'
import { findPackage, readyBinaries } from './binaries.ts'

const account = databaseAccount()
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gantry-test-'))
  chmodSync(dir, 0o755)
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

type Link = { source: string; target: string }

/** The package as a store without execute rights leaves it, its library links missing too. */
function crippled(): { native: string; version: string } {
  const { native, version } = findPackage()
  const copy = join(dir, 'store', 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  for (const { target } of JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8')) as Link[]) {
    rmSync(join(dir, 'store', target), { force: true })
  }
  for (const name of readdirSync(join(copy, 'bin'))) chmodSync(join(copy, 'bin', name), 0o444)
  return { native: copy, version }
}

describe.skipIf(process.platform === 'win32')('PostgreSQL’s programs', () => {
  test('that cannot be run where they lie are copied, whole, and the originals left as they are', () => {
    const found = crippled()
    const copies = join(dir, 'copies')
    const { postgres } = readyBinaries(copies, account, found)
    expect(postgres).toBe(join(copies, `postgresql-${found.version}`, 'bin', 'postgres'))
    expect(statSync(join(found.native, 'bin', 'postgres')).mode & 0o777).toBe(0o444)
    // The copy is made once: nothing is left to copy from.
    rmSync(found.native, { recursive: true })
    expect(readyBinaries(copies, account, found).postgres).toBe(postgres)
    expect(readdirSync(copies)).toEqual([`postgresql-${found.version}`])
  })

  test('that run nowhere are refused with another way', () => {
    const found = crippled()
    rmSync(join(found.native, 'lib'), { recursive: true })
    let refusal: unknown
    try {
      readyBinaries(join(dir, 'copies'), account, found)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(Refusal)
    expect(refusal).toMatchObject({
      message: expect.stringContaining('does not run on this machine'),
      next: expect.stringContaining('DATABASE_URL'),
    })
  })
})
