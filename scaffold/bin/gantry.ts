#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { checkNode, explainImport } from '../preconditions.ts'
import { Refusal } from '../refusal.ts'
import { overview } from './overview.ts'

const args = process.argv.slice(2)
const asks = (...words: string[]) => args.length === 1 && words.includes(args[0]!)

try {
  // Answered without oclif, whose loading takes longer than all the rest.
  if (asks('--version', '-v')) process.stdout.write(`gantry ${manifest.version}, Node ${process.versions.node}\n`)
  else if (args.length === 0 || asks('--help', '-h', 'help')) process.stdout.write(overview)
  else {
    checkNode(process.versions.node)
    // Halves the time of every start but the first. Beside the other traces of the repository, or of the project that has
    // Gantry installed: removing `.gantry` removes it.
    const sources = import.meta.filename.endsWith('.ts')
    const traces = join(sources ? join(import.meta.dirname, '../..') : process.cwd(), '.gantry')
    if (sources || existsSync('gantry.config.ts')) enableCompileCache(join(traces, 'compile-cache'))
    const { execute } = await import('@oclif/core')
    await execute({ dir: import.meta.url })
  }
} catch (error) {
  const refusal = error instanceof Refusal ? error : explainImport(error)
  if (!refusal) throw error
  process.stderr.write(`${refusal.message}\n${refusal.next}\n`)
  process.exitCode = 2
}
