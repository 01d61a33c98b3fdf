import { IntegrationError } from '../../errors/integration-error.ts'
import { entryOf, inForce, rotated, type Secret, type SecretStore } from './store.ts'

export type VaultOptions = {
  /** `https://vault.example.com:8200`; plain HTTP is taken on loopback alone. */
  address: string
  token: string
  /** The mount of the KV engine, version 2. */
  mount?: string
  /** Where in it our secrets lie, one document each. */
  path?: string
}

const TIMEOUT_MS = 10_000

/** Secrets in HashiCorp Vault, OpenBao, or what speaks their HTTP API for key-value secrets, version 2. */
export function vaultSecrets({ address, token, mount = 'secret', path = 'gantry' }: VaultOptions): SecretStore {
  const base = new URL(address)
  if (base.protocol !== 'https:' && !['127.0.0.1', 'localhost', '[::1]'].includes(base.hostname))
    throw new IntegrationError('secrets-unreadable', 'Vault is asked over TLS.', {
      kind: 'policy',
      detail: base.origin,
    })
  const ask = async (method: string, place: string, body?: object): Promise<unknown> => {
    let answer: Response
    try {
      answer = await fetch(new URL(`/v1/${mount}/${place}`, base), {
        method,
        headers: { 'x-vault-token': token, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
    } catch (cause) {
      throw away(base.origin, cause)
    }
    if (answer.status === 404) return undefined
    if (answer.status >= 500 || answer.status === 429) throw away(base.origin, `HTTP ${answer.status}`)
    // Its words may repeat what was sent.
    if (!answer.ok)
      throw new IntegrationError('secrets-unreadable', 'The secrets cannot be read.', {
        kind: 'policy',
        team: 'platform',
        detail: `${base.origin} answered ${answer.status} to ${method} ${place}.`,
      })
    return answer.status === 204 ? undefined : answer.json()
  }
  const find = async (name: string): Promise<{ secret: Secret; revision: number } | undefined> => {
    const found = (await ask('GET', `data/${path}/${name}`)) as
      | { data: { data: Secret | null; metadata: { version: number } } }
      | undefined
    return found?.data.data ? { secret: found.data.data, revision: found.data.metadata.version } : undefined
  }
  const read = async () => {
    const listed = (await ask('GET', `metadata/${path}?list=true`)) as { data: { keys: string[] } } | undefined
    const names = (listed?.data.keys ?? []).filter((name) => !name.endsWith('/')).sort()
    const found = await Promise.all(names.map(find))
    return found.flatMap((one) => (one ? [inForce(one.secret)] : []))
  }
  return {
    title: base.origin,
    read,
    list: async () => (await read()).map(entryOf),
    set: async (name, value, options = {}) => {
      const before = await find(name)
      const secret = rotated(before?.secret, name, value, options)
      // Whoever rotated it meanwhile is not overwritten: Vault refuses a write that names another revision.
      await ask('POST', `data/${path}/${name}`, { data: secret, options: { cas: before?.revision ?? 0 } })
      return entryOf(secret)
    },
  }
}

const away = (origin: string, cause: unknown) =>
  new IntegrationError('secrets-unavailable', 'The store of secrets does not answer.', {
    kind: 'transient',
    team: 'platform',
    detail: origin,
    cause,
  })
