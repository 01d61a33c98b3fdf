import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export type Outcome = { code: number; out: string; err: string }

/** Runs a program of the repository's. It is given up after `timeoutMs`. */
export async function runNode(args: readonly string[], cwd: string, timeoutMs = 120_000): Promise<Outcome> {
  try {
    const { stdout, stderr } = await run(process.execPath, [...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', CI: '' },
      timeout: timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
    })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string }
    return { code: typeof code === 'number' ? code : 1, out: stdout, err: stderr }
  }
}

/**
 * A Gantry project of its own, out of sight of the repository's checks and inside of its `node_modules`. New connectors
 * are linked as pnpm would, without running it.
 */
export type Scratch = {
  root: string
  gantry: (...args: string[]) => Promise<Outcome>
  link: (name: string) => Promise<void>
  remove: () => Promise<void>
}

export async function openScratch(): Promise<Scratch> {
  const within = join(ROOT, '.gantry', 'openapi')
  await mkdir(within, { recursive: true })
  const root = await mkdtemp(join(within, 'project-'))
  const write = (path: string, content: string | object) =>
    writeFile(join(root, path), typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`)
  const biome = JSON.parse(await readFile(join(ROOT, 'biome.json'), 'utf8')) as Record<string, unknown>
  const { $schema: _, vcs: __, ...rules } = biome
  await Promise.all([
    write('pnpm-workspace.yaml', 'packages:\n  - plugins/*\n'),
    write('package.json', { name: 'scratch', private: true, type: 'module', dependencies: {} }),
    write('biome.json', { ...rules, root: true, files: { includes: ['**', '!**/*.gen.d.ts', '!**/*.gen.json'] } }),
    write('tsconfig.json', { extends: '../../../tsconfig.json', include: ['plugins'], exclude: [] }),
    write(
      'vitest.config.ts',
      "export default { test: { include: ['plugins/**/*.test.ts'], testTimeout: 60000, hookTimeout: 60000, maxWorkers: 1, isolate: false } }\n",
    ),
    write(
      'gantry.config.ts',
      "import { defineGantry } from '@gantry/core/runtime/config'\nimport company from '../../../gantry.config.ts'\n\nexport default defineGantry({\n  ...company,\n  connections: {\n    ...company.connections,\n  },\n})\n",
    ),
  ])
  await link(join(ROOT, 'core/node_modules/hono'), join(root, 'node_modules/hono'))
  return {
    root,
    gantry: (...args) => runNode([join(ROOT, 'scaffold/bin/gantry.ts'), ...args], root),
    link: (name) => link(join(root, 'plugins', name), join(root, 'node_modules/@gantry', name)),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await symlink(target, path, 'dir').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
