import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal, reasonOf } from './refusal.ts'

/** Where a project keeps what proves its audit log: all of it outside of the database. */
export const auditFiles = (folder: string) => ({
  /** Ed25519 private key (PKCS #8, PEM): signs the heads. Readable by its owner only. */
  key: join(folder, 'audit.key'),
  /** Its public half (SPKI, PEM): what a verifier needs. Several may stand in it, one after another. */
  publicKeys: join(folder, 'audit.pub'),
  heads: join(folder, 'audit-heads.jsonl'),
})

/** Makes the keys where there are none yet. */
export async function ensureAuditKey(folder: string): Promise<void> {
  const { key, publicKeys } = auditFiles(folder)
  const pair = generateKeyPairSync('ed25519')
  try {
    await writeFile(key, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    await writeFile(publicKeys, pair.publicKey.export({ type: 'spki', format: 'pem' }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

export async function readAuditKey(path: string): Promise<KeyObject> {
  const key = createPrivateKey(await readFile(path, 'utf8'))
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new Refusal(`The key in ${path} is not for Ed25519.`, 'Make one: openssl genpkey -algorithm ed25519')
}

/** Every public key of a file: those that signed before a rotation are kept in it. Throws `Refusal`. */
export async function readPublicKeys(path: string): Promise<KeyObject[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Refusal(`The public keys of the audit log cannot be read: ${reasonOf(cause)}`, 'Name them: --keys', {
      cause,
    })
  })
  return [...text.matchAll(/-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g)].map(([pem]) =>
    createPublicKey(pem),
  )
}
