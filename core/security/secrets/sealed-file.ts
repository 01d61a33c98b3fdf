import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { IntegrationError } from '../../errors/integration-error.ts'
import { entryOf, inForce, rotated, type Secret, type SecretStore } from './store.ts'

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

type Kept = { format: 1; secrets: Record<string, string> }

/**
 * Secrets in a file, each sealed with a key derived from a master key that lies elsewhere (AES-256-GCM). Its name is
 * sealed with it: an entry that is copied under another name opens nothing. The file is replaced as a whole, mode 600.
 */
export function sealedFile(path: string, masterKey: string): SecretStore {
  if (masterKey.length < 32)
    throw new IntegrationError('master-key-too-short', 'The master key needs 32 characters at least.', {
      kind: 'policy',
    })
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'gantry secrets', 32))
  const read = async () => {
    const { secrets } = await keptIn(path)
    return Object.entries(secrets)
      .map(([name, bytes]) => inForce(opened(key, name, bytes, path)))
      .sort((a, b) => a.name.localeCompare(b.name))
  }
  return {
    title: path,
    read,
    list: async () => (await read()).map(entryOf),
    set: async (name, value, options = {}) => {
      const kept = await keptIn(path)
      const bytes = Object.hasOwn(kept.secrets, name) ? kept.secrets[name] : undefined
      const secret = rotated(bytes === undefined ? undefined : opened(key, name, bytes, path), name, value, options)
      const text = JSON.stringify({ ...kept, secrets: { ...kept.secrets, [name]: sealed(key, secret) } }, null, 2)
      const aside = `${path}.${randomBytes(4).toString('hex')}`
      await writeFile(aside, `${text}\n`, { mode: 0o600, flag: 'wx' })
      await rename(aside, path)
      return entryOf(secret)
    },
  }
}

async function keptIn(path: string): Promise<Kept> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { format: 1, secrets: {} }
    throw unreadable(path, (cause as NodeJS.ErrnoException).code ?? 'unreadable')
  }
  try {
    const kept = JSON.parse(text) as Kept
    if (kept.format === 1 && typeof kept.secrets === 'object') return kept
  } catch {
    // Told below: the parser's words repeat the text.
  }
  throw unreadable(path, 'It is no file of secrets.')
}

function sealed(key: Buffer, secret: Secret): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(secret.name))
  const text = Buffer.concat([cipher.update(JSON.stringify(secret), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64')
}

function opened(key: Buffer, name: string, text: string, path: string): Secret {
  try {
    const bytes = Buffer.from(text, 'base64')
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(plain.toString('utf8')) as Secret
  } catch {
    throw unreadable(path, `${name} was sealed with another master key, or changed since.`)
  }
}

const unreadable = (path: string, detail: string) =>
  new IntegrationError('secrets-unreadable', 'The secrets cannot be read.', {
    kind: 'policy',
    team: 'platform',
    detail: `${path}: ${detail}`,
  })
