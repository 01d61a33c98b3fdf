#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Everything else is imported where it is needed: `--version` and `--help` are answered without waiting for it.
const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2)
const asks = (...words: string[]) => args.length === 1 && words.includes(args[0]!)

if (asks('--version', '-v')) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  process.stdout.write(`gantry ${version}, Node ${process.versions.node}\n`)
} else {
  // Halves the time of every start but the first. Beside the other traces of the repository, or of the project that has
  // Gantry installed: removing `.gantry` removes it.
  const sources = import.meta.filename.endsWith('.ts')
  const traces = join(sources ? join(root, '..') : process.cwd(), '.gantry')
  if (sources || existsSync('gantry.config.ts')) enableCompileCache(join(traces, 'compile-cache'))
  if (args.length === 0 || asks('--help', '-h', 'help')) process.stdout.write((await import('./overview.ts')).overview)
  else await command()
}

async function command(): Promise<void> {
  const { checkNode, explainImport } = await import('../preconditions.ts')
  const { Refusal } = await import('../refusal.ts')
  try {
    checkNode(process.versions.node)
    const { execute } = await import('@oclif/core')
    await execute({ dir: import.meta.url })
  } catch (error) {
    const refusal = error instanceof Refusal ? error : explainImport(error)
    if (!refusal) throw error
    process.stderr.write(`${refusal.message}\n${refusal.next}\n`)
    process.exitCode = 2
  }
}
