import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { IntegrationError } from '../../errors/integration-error.ts'

/** A key that is kept outside of the database, 32 bytes; its id stands in what it seals. */
export type MasterKey = { id: string; key: Buffer }

/** Keys as `id:base64url`, separated by commas or white space. */
export const masterKeysIn = (text: string): MasterKey[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf(':')
      return { id: pair.slice(0, at), key: Buffer.from(pair.slice(at + 1), 'base64url') }
    })

/** Kept as `KeyObject`: from bytes OpenSSL makes one anew for each text, which takes twice as long as the sealing. */
type DataKey = { key: KeyObject; header: string; wrapped: string; uses: number; until: number }

/** A data key is made anew by then: GCM under one key is safe for 2^32 messages with random nonces (NIST SP 800-38D, 8.3). */
const USES = 2 ** 24
const LIFETIME_MS = 24 * 3600 * 1000
const REMEMBERED = 10_000

/**
 * Envelope encryption: what is kept is encrypted under a data key of its tenant, which stands beside it, itself encrypted
 * under a key derived from a master key for that tenant alone. So any process with the master keys reads what any other
 * wrote, and a new master key is a matter of putting it first.
 *
 * A sealed text is `<master key id>.<JWE>`: JWE compact (RFC 7516), `A256GCMKW` around `A256GCM` (RFC 7518, 4.7 and 5.3).
 */
export class Keyring {
  readonly #masters: Map<string, Buffer>
  readonly #again: (() => readonly MasterKey[]) | undefined
  #askedAt = Number.NEGATIVE_INFINITY
  readonly #active: MasterKey
  readonly #sealing = new Map<string, DataKey>()
  readonly #opening = new Map<string, KeyObject>()

  /**
   * The first one seals, all of them open. `again` is asked, once a second at most, when something lies under another key:
   * a process that started before a rotation reads what those after it seal. Throws `encryption-key-unfit`.
   */
  constructor(masters: readonly MasterKey[], again?: () => readonly MasterKey[]) {
    const [active] = masters
    if (!active || masters.some(({ id, key }) => !/^[\w-]{1,40}$/.test(id) || key.length !== 32))
      throw new IntegrationError('encryption-key-unfit', 'An encryption key is not what it should be.', {
        kind: 'policy',
        team: 'platform',
        detail: 'There is one at least; each has an id of letters, digits, - and _, and 32 bytes.',
      })
    this.#active = active
    this.#again = again
    this.#masters = new Map(masters.map(({ id, key }) => [id, key]))
  }

  /** The id of the key that seals now. */
  get active(): string {
    return this.#active.id
  }

  seal(tenant: string, text: string): string {
    const { key, header, wrapped } = this.#dataKey(tenant)
    const { iv, ciphertext, tag } = encrypt(key, text, header)
    return `${this.#active.id}.${header}.${wrapped}.${iv}.${ciphertext}.${tag}`
  }

  /** Undefined where it was not sealed under a key of this ring, or was changed since. */
  open(sealed: string): string | undefined {
    const [master = '', header = '', wrapped = '', iv = '', ciphertext = '', tag = ''] = sealed.split('.')
    try {
      const key = this.#unwrapped(master, header, wrapped)
      return key && decrypt(key, { iv, ciphertext, tag }, header).toString('utf8')
    } catch {
      return undefined
    }
  }

  #dataKey(tenant: string): DataKey {
    const known = this.#sealing.get(tenant)
    if (known && known.uses < USES && known.until > Date.now()) {
      known.uses += 1
      return known
    }
    const key = randomBytes(32)
    const { iv, ciphertext: wrapped, tag } = encrypt(this.#tenantKey(this.#active.key, tenant), key, '')
    const fields = { alg: 'A256GCMKW', enc: 'A256GCM', kid: this.#active.id, tenant, iv, tag }
    const header = Buffer.from(JSON.stringify(fields)).toString('base64url')
    const made = { key: createSecretKey(key), header, wrapped, uses: 1, until: Date.now() + LIFETIME_MS }
    this.#sealing.set(tenant, made)
    return made
  }

  #unwrapped(id: string, header: string, wrapped: string): KeyObject | undefined {
    const name = `${id}.${header}.${wrapped}`
    const known = this.#opening.get(name)
    if (known) return known
    const master = this.#master(id)
    if (!master) return undefined
    const { tenant, iv, tag } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))
    const key = createSecretKey(decrypt(this.#tenantKey(master, tenant), { iv, ciphertext: wrapped, tag }, ''))
    if (this.#opening.size >= REMEMBERED) this.#opening.delete(this.#opening.keys().next().value!)
    this.#opening.set(name, key)
    return key
  }

  #master(id: string): Buffer | undefined {
    const known = this.#masters.get(id)
    if (known || !this.#again || performance.now() - this.#askedAt < 1000) return known
    this.#askedAt = performance.now()
    for (const { id, key } of this.#again()) if (key.length === 32) this.#masters.set(id, key)
    return this.#masters.get(id)
  }

  #tenantKey(master: Buffer, tenant: string): Buffer {
    return Buffer.from(hkdfSync('sha256', master, '', `gantry:${tenant}`, 32))
  }

  /** The key encryption key of a tenant, for tests that open what was sealed by other means. */
  tenantKey(tenant: string): Buffer {
    return this.#tenantKey(this.#active.key, tenant)
  }
}

type Encrypted = { iv: string; ciphertext: string; tag: string }

function encrypt(key: KeyObject | Buffer, text: string | Buffer, authenticated: string): Encrypted {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  if (authenticated) cipher.setAAD(Buffer.from(authenticated, 'ascii'))
  const ciphertext = Buffer.concat([
    typeof text === 'string' ? cipher.update(text, 'utf8') : cipher.update(text),
    cipher.final(),
  ])
  return {
    iv: nonce.toString('base64url'),
    ciphertext: ciphertext.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
  }
}

function decrypt(key: KeyObject | Buffer, { iv, ciphertext, tag }: Encrypted, authenticated: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
  if (authenticated) decipher.setAAD(Buffer.from(authenticated, 'ascii'))
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()])
}
