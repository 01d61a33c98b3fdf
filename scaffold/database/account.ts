import { spawnSync } from 'node:child_process'
import { Refusal } from '../refusal.ts'

/** The operating system's account that a program is run as, in the form `spawn` takes. */
export type Account = { uid: number; gid: number }

const NAME = 'postgres'

/**
 * Who runs the database: undefined (whoever runs Gantry), except under root, whom PostgreSQL refuses. Then it is the
 * account `postgres`, made where it is missing: initdb demands an account that has a name.
 */
export function databaseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const account = find() ?? create()
  if (account) return account
  throw new Refusal(
    'PostgreSQL refuses to run as root, and no other account could be made for it.',
    `Start as an ordinary user, or create the account once: useradd --system ${NAME}`,
  )
}

function create(): Account | undefined {
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME])
  return find()
}

function find(): Account | undefined {
  const uid = id('-u')
  const gid = id('-g')
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

function id(option: '-u' | '-g'): number | undefined {
  const { status, stdout } = spawnSync('id', [option, NAME], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) : undefined
}

/** Whether this account can enter the folder: every folder above it must let it pass. */
export const canEnter = (account: Account | undefined, folder: string): boolean =>
  account === undefined || spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...account, cwd: '/' }).status === 0
