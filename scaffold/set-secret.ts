import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { IntegrationError } from '@gantry/core/errors'
import type { SecretEntry } from '@gantry/core/security/secrets/store'
import { projectRoot } from './project.ts'
import { Refusal } from './refusal.ts'
import { ownSecretStore } from './secret-store.ts'

type How = { generate: boolean; overlapMs: number; known?: boolean }

/** Sets a secret to what standard input holds, or to a new value that nobody sees. Refuses what the store refuses. */
export async function setSecret(
  name: string,
  { generate, overlapMs, known = false }: How,
): Promise<{ store: string; secret: SecretEntry }> {
  const store = await ownSecretStore(process.env, projectRoot())
  if (known && !(await store.list()).some((secret) => secret.name === name))
    throw new Refusal(`There is no secret ${name} to rotate.`, `Set it first: pnpm gantry secrets set ${name}`)
  if (!generate && process.stdin.isTTY)
    throw new Refusal(
      'The value is read from standard input.',
      `pnpm gantry secrets set ${name} < file, or --generate.`,
    )
  // An editor ends a file with a line feed; no secret does.
  const value = generate ? randomBytes(32).toString('base64url') : (await text(process.stdin)).replace(/\r?\n$/, '')
  if (value === '') throw new Refusal('Standard input holds no value.', 'Send the secret, or take --generate.')
  try {
    return { store: store.title, secret: await store.set(name, value, { overlapMs }) }
  } catch (error) {
    if (error instanceof IntegrationError && error.kind !== 'bug')
      throw new Refusal(error.message, error.detail ?? `See the runbook of ${error.code}.`, { cause: error })
    throw error
  }
}
