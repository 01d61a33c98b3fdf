import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../refusal.ts'
import { locate } from './location.ts'

/** The database of a project that runs: DATABASE_URL, or the embedded one. Throws `Refusal` where none does. */
export function runningDatabase(dir: string, url = process.env.DATABASE_URL): string {
  if (url) return url
  const { data, password } = locate(realpathSync(dir))
  const pidFile = join(data, 'postmaster.pid')
  // Its fourth line is the port (PostgreSQL, "Server start-up").
  const port = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n')[3]?.trim() : undefined
  if (port && existsSync(password))
    return `postgres://gantry:${readFileSync(password, 'utf8')}@127.0.0.1:${port}/gantry`
  throw new Refusal(
    'The database of this project does not run.',
    'Start it (npx -y pnpm@12 start), or set DATABASE_URL.',
  )
}
