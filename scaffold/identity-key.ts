import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal, reasonOf } from './refusal.ts'

const START = 'Start Gantry once, which makes it: npx -y pnpm@12 start'

/** The key that signs the development issuer's tokens, as `start` keeps it in a project's `.gantry` folder. */
export async function readIdentityKey(folder: string): Promise<string> {
  const file = join(folder, 'identity.key')
  const read = async () => {
    try {
      return (await readFile(file, 'utf8')).trim()
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
        throw new Refusal('There is no identity key to sign a token with.', START, { cause })
      throw new Refusal(`The identity key cannot be read: ${reasonOf(cause)}`, 'Run as the account that started it.', {
        cause,
      })
    }
  }
  const key = await read()
  if (key.length >= 32) return key
  throw new Refusal(`The identity key in ${file} is shorter than 32 characters.`, `Remove it. ${START}`)
}

/** The same key, made where there is none yet; readable by its owner only. */
export async function ensureIdentityKey(folder: string): Promise<string> {
  try {
    await writeFile(join(folder, 'identity.key'), randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readIdentityKey(folder)
}
