import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, unwell, well } from './finding.ts'

const LEAST = 32

/** The key that signs tokens, and files that hold secrets. Says nothing of what they hold. */
export function examineSecrets(
  root: string,
  environment: Record<string, string | undefined>,
  production: boolean,
): Finding[] {
  return [
    identityKey(environment.GANTRY_IDENTITY_KEY, production),
    ...['.env', '.gantry/identity.key'].flatMap((file) => kept(root, file)),
  ]
}

function identityKey(key: string | undefined, production: boolean): Finding {
  const mend = 'Make one: openssl rand -hex 32; every host gets the same.'
  if (key === undefined && !production)
    return well('secrets', 'GANTRY_IDENTITY_KEY is not set: `gantry dev` makes one for this project.')
  if (key === undefined) return unwell('secrets', 'GANTRY_IDENTITY_KEY is not set.', mend, true)
  if (key.length < LEAST)
    return unwell('secrets', `GANTRY_IDENTITY_KEY is shorter than ${LEAST} characters.`, mend, true)
  return well('secrets', 'GANTRY_IDENTITY_KEY is long enough.')
}

/** A file with secrets is read by its owner only, and git passes it over. */
function kept(root: string, file: string): Finding[] {
  const path = join(root, file)
  if (!existsSync(path)) return []
  const others = (statSync(path).mode & 0o077) !== 0
  const ignored = (existsSync(join(root, '.gitignore')) ? readFileSync(join(root, '.gitignore'), 'utf8') : '')
    .split('\n')
    .some((line) => [file, `/${file}`, `${file.split('/')[0]}/`, `/${file.split('/')[0]}/`].includes(line.trim()))
  return [
    others
      ? unwell('secrets', `${file} can be read by other accounts of this machine.`, `chmod 600 ${file}`, true)
      : well('secrets', `${file} is its owner's alone.`),
    ...(ignored ? [] : [unwell('secrets', `git does not pass ${file} over.`, `Add ${file} to .gitignore.`, true)]),
  ]
}
