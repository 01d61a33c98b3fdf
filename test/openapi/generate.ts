import { join } from 'node:path'
import { ROOT, runNode, type Scratch } from './scratch.ts'

/** What became of one document. `says` is the refusal, or what failed first. */
export type Tried = { name: string; document: string; generated: boolean; says: string; ms: number }

/** Generates a connector from a document, without asking, and links it. */
export async function generate(scratch: Scratch, name: string, document: string, capability: string): Promise<Tried> {
  const started = performance.now()
  const { code, out, err } = await scratch.gantry(
    ...['new', 'connector', name, '--capability', capability, '--from-openapi', document, '--yes', '--no-install'],
  )
  const ms = Math.round(performance.now() - started)
  if (code === 0) await scratch.link(name)
  return { name, document, generated: code === 0, says: code === 0 ? out : err || out, ms }
}

/** What the type checker, Biome and the generated tests say of every connector of a project; nothing where all hold. */
export async function faultsOf(scratch: Scratch): Promise<{ types: string; lint: string; tests: string }> {
  const said = ({ code, out, err }: { code: number; out: string; err: string }) => (code === 0 ? '' : `${out}${err}`)
  const tool = (path: string, ...args: string[]) =>
    runNode([join(ROOT, 'node_modules', path), ...args], scratch.root, 600_000)
  return {
    types: said(await tool('typescript/bin/tsc', '-p', scratch.root, '--noEmit')),
    lint: said(await tool('@biomejs/biome/bin/biome', 'check', 'plugins', 'gantry.config.ts')),
    tests: said(
      await tool(
        'vitest/vitest.mjs',
        'run',
        '--reporter=dot',
        '--root',
        scratch.root,
        '--config',
        join(scratch.root, 'vitest.config.ts'),
      ),
    ),
  }
}
