import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import type { Connector } from '@gantry/core/connector'
import { Books } from '@gantry/core/sandbox/books'
import project from '../config.ts'
import type { ErpVendor } from './erp.ts'

/** What an ERP's file of books says, in an accountant's words. The file is read as a copy: its owner may still write. */
export async function entriesOf(erp: ErpVendor, path: string): Promise<LedgerEntry[]> {
  const connector = (await project.connections[erp]!.connector()).default as Connector
  const { default: sandbox } = await connector.sandbox()
  const dir = mkdtempSync(join(tmpdir(), 'gantry-books-'))
  try {
    const copy = join(dir, 'books.jsonl')
    copyFileSync(path, copy)
    const books = Books.open(copy)
    const entries = sandbox.ledger(books) as LedgerEntry[]
    await books.close()
    return entries
  } finally {
    rmSync(dir, { recursive: true })
  }
}
