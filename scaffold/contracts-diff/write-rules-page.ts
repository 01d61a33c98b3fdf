import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rulesPage } from './rules-table.ts'

await writeFile(join(import.meta.dirname, '../../docs/contracts-diff.md'), rulesPage())
