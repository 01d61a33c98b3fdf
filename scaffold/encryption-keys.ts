import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Keyring, masterKeysIn } from '@gantry/core/security/encryption/keyring'
import { Refusal, reasonOf } from './refusal.ts'

/** The keys that seal what the database keeps of people: a line each, `id:base64url`; the first one seals. */
export const encryptionKeysFile = (folder: string) => join(folder, 'encryption.keys')

const fresh = (id: string) => `${id}:${randomBytes(32).toString('base64url')}\n`

/** Makes one where there is none yet; readable by its owner only. Without it nothing that was sealed can be read. */
export async function ensureEncryptionKeys(folder: string): Promise<void> {
  try {
    await writeFile(encryptionKeysFile(folder), fresh('k1'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

export async function readKeyring(file: string): Promise<Keyring> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Refusal(`The encryption keys cannot be read: ${reasonOf(cause)}`, 'Name the file: --keys', { cause })
  })
  return new Keyring(masterKeysIn(text), () => masterKeysIn(readFileSync(file, 'utf8')))
}

/** Puts a new key first: processes seal with it from their next start on, and those that run read what it sealed. */
export async function rotateEncryptionKeys(file: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  const ids = text.split(/\s+/).map((line) => Number(/^k(\d+):/.exec(line)?.[1] ?? 0))
  const id = `k${Math.max(0, ...ids) + 1}`
  await writeFile(file, fresh(id) + text, { mode: 0o600 })
  return id
}
