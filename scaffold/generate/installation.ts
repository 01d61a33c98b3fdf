import { spawn } from 'node:child_process'
import { Refusal } from '../refusal.ts'

/** What the outer pnpm says of its own project must not reach one in another folder. */
export const withoutOuterPnpm = (env: Record<string, string | undefined>): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(npm_(config|package|lifecycle)_|pnpm_|PNPM_SCRIPT|INIT_CWD)/.test(name)),
  )

/** pnpm 12 in a folder, its output on standard error. Throws a `Refusal`. */
export async function pnpm(folder: string, ...args: string[]): Promise<void> {
  const env = withoutOuterPnpm(process.env)
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('npx', ['-y', 'pnpm@12', ...args], { cwd: folder, env, stdio: ['ignore', 2, 2] })
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0)
    throw new Refusal(`pnpm ${args.join(' ')} failed in ${folder}.`, `Mend what it says, and run it there again.`)
}
