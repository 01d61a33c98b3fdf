import { IntegrationError } from '../../errors/integration-error.ts'

/** What can be told of a secret. */
export type SecretEntry = {
  /** As the environment names it: `ACME_API_KEY`. */
  name: string
  /** Counts its values. */
  version: number
  /** ISO 8601 UTC, as all times here. */
  setAt: string
  /** Until when the value before is taken as well. */
  previousUntil?: string
}

/** A secret in force; `previous` while one is rotated. */
export type Secret = SecretEntry & { value: string; previous?: string }

export type SetOptions = {
  /** How long the value before stays in force beside the new one, in milliseconds; it ends at once where it is 0. */
  overlapMs?: number
}

/** Where secrets are kept. No value ever reaches a log, an error or a list. */
export type SecretStore = {
  /** As people name it. */
  readonly title: string
  list(): Promise<SecretEntry[]>
  /** Every secret in force. */
  read(): Promise<Secret[]>
  /** Sets a secret, or rotates one. Throws `secrets-read-only` where values come from elsewhere. */
  set(name: string, value: string, options?: SetOptions): Promise<SecretEntry>
}

/**
 * Secrets as variables of the environment; what that has itself comes first. While one is rotated the value before is
 * `<NAME>_PREVIOUS`.
 */
export async function environmentWith(
  store: SecretStore,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string | undefined>> {
  const secrets = await store.read()
  const missing = secrets.filter(({ name }) => environment[name] === undefined)
  const named = missing.flatMap(({ name, value, previous }): [string, string][] => [
    [name, value],
    ...(previous === undefined ? [] : ([[`${name}${PREVIOUS}`, previous]] as [string, string][])),
  ])
  return { ...environment, ...Object.fromEntries(named) }
}

const PREVIOUS = '_PREVIOUS'

/** The same environment as it was before its latest rotations; undefined where none is under way for this prefix. */
export function environmentBefore(
  environment: Readonly<Record<string, string | undefined>>,
  prefix: string,
): Record<string, string | undefined> | undefined {
  const earlier = Object.entries(environment).filter(
    ([name, value]) => value !== undefined && name.startsWith(prefix) && name.endsWith(PREVIOUS),
  )
  if (earlier.length === 0) return undefined
  return {
    ...environment,
    ...Object.fromEntries(earlier.map(([name, value]) => [name.slice(0, -PREVIOUS.length), value])),
  }
}

/** A secret's next value beside its last one. */
export function rotated(
  before: Secret | undefined,
  name: string,
  value: string,
  { overlapMs = 0 }: SetOptions,
  now = Date.now(),
): Secret {
  checkName(name)
  const next = { name, value, version: (before?.version ?? 0) + 1, setAt: new Date(now).toISOString() }
  if (!before || overlapMs === 0 || before.value === value) return next
  return { ...next, previous: before.value, previousUntil: new Date(now + overlapMs).toISOString() }
}

/** Without a value before whose time is up. */
export function inForce({ previous, previousUntil, ...secret }: Secret, now = Date.now()): Secret {
  if (previous === undefined || previousUntil === undefined || Date.parse(previousUntil) <= now) return secret
  return { ...secret, previous, previousUntil }
}

export const entryOf = ({ name, version, setAt, previousUntil }: SecretEntry): SecretEntry => ({
  name,
  version,
  setAt,
  ...(previousUntil !== undefined && { previousUntil }),
})

function checkName(name: string): void {
  if (/^[A-Z][A-Z0-9_]{1,99}$/.test(name) && !name.endsWith(PREVIOUS)) return
  throw new IntegrationError('secret-misnamed', 'A secret is named as a variable of the environment.', {
    kind: 'data',
    detail: 'ACME_API_KEY, for the apiKey of the connection acme; _PREVIOUS at the end is taken.',
  })
}

/** What the environment itself gives; nothing can be set there from within. */
export const environmentStore: SecretStore = {
  title: 'the environment',
  list: async () => [],
  read: async () => [],
  set: async () => {
    throw new IntegrationError('secrets-read-only', 'Secrets come from the environment, and are set there.', {
      kind: 'policy',
      detail: 'Name a store in GANTRY_SECRETS: file:<path>, or vault:<address>.',
    })
  },
}
