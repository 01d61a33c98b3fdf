#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Halves the time of every start but the first. Beside the project's other traces, so that removing `.gantry` removes it.
enableCompileCache(join(import.meta.dirname, '../../.gantry/compile-cache'))

const { execute } = await import('@oclif/core')
await execute({ dir: import.meta.url })
