import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { sealedFile } from '@gantry/core/security/secrets/sealed-file'
import { environmentStore, type SecretStore } from '@gantry/core/security/secrets/store'
import { vaultSecrets } from '@gantry/core/security/secrets/vault'
import { Refusal, reasonOf } from './refusal.ts'

type Environment = Record<string, string | undefined>

/**
 * The store that a host reads. `GANTRY_SECRETS` names it: `file:<path>` with GANTRY_MASTER_KEY, `vault:<address>` with GANTRY_VAULT_TOKEN
 * (and GANTRY_VAULT_MOUNT, GANTRY_VAULT_PATH); where it is not set, what
 * `gantry secrets set` keeps on this machine, or else the environment alone. `…_FILE` names a file that holds the
 * key or token, as orchestrators mount them.
 */
export function secretStoreOf(environment: Environment, root: string): SecretStore {
  const { GANTRY_SECRETS: named = '', GANTRY_VAULT_MOUNT: mount, GANTRY_VAULT_PATH: path } = environment
  const [, kind, place = ''] = /^(file|vault):(.+)$/.exec(named) ?? []
  const own = join(root, '.gantry', 'secrets.json')
  if (!named)
    return existsSync(own)
      ? sealedFile(own, readFileSync(join(root, '.gantry', 'master.key'), 'utf8').trim())
      : environmentStore
  if (kind === 'file') {
    const file = isAbsolute(place) ? place : join(root, place)
    return sealedFile(file, settingOf(environment, 'GANTRY_MASTER_KEY'))
  }
  if (kind === 'vault' && URL.canParse(place))
    return vaultSecrets({
      address: place,
      token: settingOf(environment, 'GANTRY_VAULT_TOKEN'),
      ...(mount && { mount }),
      ...(path && { path }),
    })
  throw new Refusal('GANTRY_SECRETS names no store.', 'Write file:<path>, or vault:<address>.')
}

/** The store of this machine's project, for who names none: a file beside a master key of its own, both for their owner. */
export async function ownSecretStore(environment: Environment, root: string): Promise<SecretStore> {
  if (environment.GANTRY_SECRETS) return secretStoreOf(environment, root)
  const folder = join(root, '.gantry')
  const keyFile = join(folder, 'master.key')
  await mkdir(folder, { recursive: true })
  await writeFile(keyFile, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' }).catch((error) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  return secretStoreOf({ GANTRY_SECRETS: 'file:.gantry/secrets.json', GANTRY_MASTER_KEY_FILE: keyFile }, root)
}

function settingOf(environment: Environment, name: string): string {
  const file = environment[`${name}_FILE`]
  try {
    const value = environment[name] ?? (file && readFileSync(file, 'utf8').trim())
    if (value) return value
  } catch (cause) {
    throw new Refusal(`${name}_FILE cannot be read: ${reasonOf(cause)}`, 'Name a file that this account can read.', {
      cause,
    })
  }
  throw new Refusal(`${name} is not set.`, `Set it, or name a file that holds it in ${name}_FILE.`)
}
