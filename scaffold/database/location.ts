import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '../refusal.ts'
import { type Account, canEnter, databaseAccount } from './account.ts'

/**
 * Where one project's database lies, and who runs it. `data` is PostgreSQL's own folder, `copies` takes its programs
 * where they must be copied, `password` and `log` stay with the project. `abandoned` data is what a project whose
 * `.gantry` was removed by hand has left elsewhere: it goes too.
 */
export type Location = {
  data: string
  copies: string
  password: string
  log: string
  account: Account | undefined
  abandoned: boolean
}

/**
 * The data lies in `<project>/.gantry/postgres`. Under root the database runs as another account, which may not be able
 * to enter the project's folder (/root has mode 700): then it lies in a folder of ours under /var/lib, or under the
 * temporary folder where that is read-only, and `.gantry/postgres-location` says where.
 * `project` is an absolute path without symlinks, so that the same folder always yields the same place.
 */
export function locate(project: string): Location {
  const gantry = join(project, '.gantry')
  mkdirSync(join(gantry, 'logs'), { recursive: true })
  const pointer = join(gantry, 'postgres-location')
  const inProject = join(gantry, 'postgres')
  const account = databaseAccount()
  const password = join(gantry, 'postgres-password')
  const files = { password, log: join(gantry, 'logs', 'postgres.log'), abandoned: false }

  const elsewhere = join(outside(), createHash('sha256').update(project).digest('hex').slice(0, 16))
  // Copied with its project the file names the original's data, which two projects must never share.
  const pointed = existsSync(pointer) && readFileSync(pointer, 'utf8').trim() === elsewhere
  if (!pointed && canEnter(account, gantry)) {
    return {
      ...files,
      data: inProject,
      copies: account ? outside() : join(gantry, 'postgres-programs'),
      account: ownerOf(inProject, account),
    }
  }
  if (!pointed && existsSync(inProject)) {
    throw new Refusal(
      `The database in ${inProject} is out of reach for the account that has to run it: a folder above it is closed.`,
      `Open the folders above it (chmod o+x), or remove ${inProject} to begin with an empty database.`,
    )
  }
  prepareOutside(outside())
  writeFileSync(pointer, `${elsewhere}\n`)
  return {
    ...files,
    data: elsewhere,
    copies: outside(),
    account: ownerOf(elsewhere, account),
    abandoned: !pointed && existsSync(elsewhere),
  }
}

/** A folder of root's that everyone can enter and only root can fill. */
const outside = (): string => join(writable('/var/lib') ? '/var/lib' : tmpdir(), 'gantry-postgres')

/** Makes the folder that takes data or programs which the database's account cannot reach in the project. */
export function prepareOutside(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const found = lstatSync(folder)
  // In a temporary folder anyone may have made it first, and could swap the programs that we would then run.
  if (found.uid !== process.getuid?.() || !found.isDirectory()) {
    throw new Refusal(
      `The folder ${folder} belongs to another account, so no database is put there.`,
      `Remove ${folder}.`,
    )
  }
  // Whatever the umask says.
  chmodSync(folder, 0o755)
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** A database made by another account stays that account's: root can run it as such, nobody else can. */
function ownerOf(data: string, account: Account | undefined): Account | undefined {
  if (!existsSync(data)) return account
  const { uid, gid } = statSync(data)
  if (uid === process.getuid?.()) return account
  if (account) return { uid, gid }
  throw new Refusal(
    `The database in ${data} was made by another account of this machine and cannot be opened.`,
    `Start as that account, or remove ${data} to begin with an empty database.`,
  )
}

/** Removes the data and its password; the place stays the same. The database must not be running. */
export function wipe({ data, password }: Location): void {
  rmSync(data, { recursive: true, force: true })
  rmSync(`${data}.new`, { recursive: true, force: true })
  rmSync(password, { force: true })
}
