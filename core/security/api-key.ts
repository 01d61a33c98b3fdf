import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/*
 * An API key is `gantry_<prefix>_<secret>`: the prefix finds it and is shown, of the secret a digest is kept alone. The
 * secret has 256 bits of chance, so that a plain digest cannot be searched through. Scanners of repositories know the
 * form by its beginning.
 */

const FORM = /^gantry_([a-z2-7]{8})_([\w-]{43})$/
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

export type NewApiKey = { key: string; prefix: string; digest: Buffer }

export function newApiKey(): NewApiKey {
  const prefix = [...randomBytes(8)].map((byte) => ALPHABET[byte & 31]).join('')
  const secret = randomBytes(32).toString('base64url')
  return { key: `gantry_${prefix}_${secret}`, prefix, digest: digestOf(secret) }
}

/** The parts of what may be an API key; undefined where it is none. */
export function apiKeyOf(text: string): { prefix: string; secret: string } | undefined {
  const [, prefix, secret] = FORM.exec(text) ?? []
  return prefix && secret ? { prefix, secret } : undefined
}

export function isSecretOf(digest: Buffer, secret: string): boolean {
  const given = digestOf(secret)
  return given.length === digest.length && timingSafeEqual(given, digest)
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
