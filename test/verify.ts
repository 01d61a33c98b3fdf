import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Figures } from '@gantry/scaffold/demo/report'

/*
 * The main run under everything it must survive; each variant has to end with the same line.
 *   npx -y pnpm@12 verify [--only plain,kill-worker,kill-all,split,faults] [--orders <folder>]
 * Prints one JSON line a variant, and exits with 1 if one differs.
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, orders: { type: 'string' } } })
const root = fileURLToPath(new URL('../', import.meta.url))
const shared = fileURLToPath(new URL('../../shared/datasets/sap-bikes-sales', import.meta.url))
const orders = values.orders ?? (existsSync(shared) ? shared : undefined)
const input = orders ? ['--orders', orders] : []

type Run = {
  child: ChildProcess
  figures: Promise<{ code: number | null; line: string }>
  heard: (text: RegExp) => Promise<void>
}

function start(...args: string[]): Run {
  const child = spawn(process.execPath, ['scaffold/bin/start.ts', ...input, '--exit', '--json', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let said = ''
  const listeners = new Set<() => void>()
  child.stdout!.on('data', (data) => {
    out += data
  })
  child.stderr!.on('data', (data) => {
    said += data
    for (const listener of listeners) listener()
  })
  const figures = new Promise<{ code: number | null; line: string }>((resolve) => {
    child.once('exit', (code) => {
      resolve({ code, line: out.trim().split('\n').at(-1) ?? '' })
      for (const listener of listeners) listener()
    })
  })
  const heard = (text: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (text.test(said)) resolve()
        else if (child.exitCode !== null || child.signalCode !== null)
          reject(new Error(`It ended early:\n${said.slice(-2000)}`))
      }
      listeners.add(look)
      look()
    })
  return { child, figures, heard }
}

/** Some orders are paid, and many are not. */
const MIDWAY = /\b[1-9]\d* (invoiced|paid)\b/

/** Every process below this one, as `ps` has it. */
function descendantsOf(root: number): { pid: number; title: string }[] {
  const rows = execFileSync('ps', ['-axww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)!)
    .map(([, pid, parent, title]) => ({ pid: Number(pid), parent: Number(parent), title: title! }))
  const found = new Set([root])
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const { pid, parent } of rows) if (found.has(parent)) found.add(pid)
  }
  return rows.filter(({ pid }) => found.has(pid) && pid !== root)
}

const pidOf = (parent: number, title: string) =>
  descendantsOf(parent).find((candidate) => candidate.title.startsWith(`gantry: ${title}`))?.pid

const variants: Record<string, () => Promise<{ code: number | null; line: string }>> = {
  plain: () => start().figures,
  'kill-worker': async () => {
    const run = start()
    await run.heard(MIDWAY)
    process.kill(pidOf(run.child.pid!, 'worker')!, 'SIGKILL')
    return run.figures
  },
  'kill-all': async () => {
    const run = start()
    await run.heard(MIDWAY)
    for (const { pid } of [{ pid: run.child.pid! }, ...descendantsOf(run.child.pid!)])
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It died with its parent.
      }
    await run.figures
    return start('--keep').figures
  },
  split: () => start('--split').figures,
  faults: () => start('--faults').figures,
}

const wanted = values.only?.split(',') ?? Object.keys(variants)
let expected: string | undefined
let failed = false
for (const name of wanted) {
  const { code, line } = await variants[name]!()
  let same = false
  let figures: Figures | undefined
  try {
    figures = JSON.parse(line) as Figures
    const { orders: count, cash, cancelled, exceptions, duplicates, gross, difference, balanced } = figures
    const compared = JSON.stringify({ count, cash, cancelled, exceptions, duplicates, gross, difference, balanced })
    expected ??= compared
    same = compared === expected && code === 0
  } catch {
    // No line at all.
  }
  failed ||= !same
  process.stdout.write(`${JSON.stringify({ verify: name, pass: same, code, ...figures })}\n`)
}
process.exitCode = failed ? 1 : 0
