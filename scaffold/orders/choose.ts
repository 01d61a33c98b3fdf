import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { IntegrationError } from '@gantry/core/errors'
import { type Draft, draftMapping } from './draft.ts'
import { loadMapping } from './load-mapping.ts'
import type { Mapping } from './mapping.ts'
import { decode, parseTable, preambleOf, type Table } from './table.ts'

/** A folder's own mapping, used before any shipped one. */
export const OWN_MAPPING = 'gantry-orders.yaml'

const shipped = join(import.meta.dirname, 'mappings')

/** The delimited files of a folder as text, and the names of all others. */
async function survey(folder: string): Promise<{ texts: Map<string, string>; others: string[] }> {
  const texts = new Map<string, string>()
  const others: string[] = []
  for (const file of (await readdir(folder)).sort()) {
    if (!/\.(csv|tsv|tab|txt)$/i.test(file) || /licen[cs]e|readme/i.test(file)) {
      others.push(file)
      continue
    }
    try {
      texts.set(file, decode(await readFile(join(folder, file)), file))
    } catch (thrown) {
      if (!(thrown instanceof IntegrationError)) throw thrown
      others.push(file)
    }
  }
  return { texts, others }
}

/** A header that spans lines is none that a shipped mapping knows. */
const firstLine = (text: string) => text.slice(0, /\r|\n|$/.exec(text)?.index)

function fits(mapping: Mapping, tables: readonly Table[]): boolean {
  return Object.entries(mapping.match ?? {}).every(([file, columns]) => {
    const table = tables.find(({ name }) => name.toLowerCase() === file.toLowerCase())
    return table !== undefined && columns.every((column) => table.columns.includes(column))
  })
}

function missing(
  folder: string,
  tables: readonly Table[],
  others: readonly string[],
  draft: Draft | undefined,
): IntegrationError {
  if (draft === undefined) {
    return new IntegrationError(
      'mapping-missing',
      `The folder ${basename(folder)} has no CSV or TSV file to read orders from; export the data as CSV into it.`,
      {
        kind: 'data',
        detail: `Files in the folder: ${others.join(', ') || 'none'}`,
      },
    )
  }
  const files = tables.map(({ name, columns, rows }) => `  ${name} (${rows.length} rows): ${columns.join(', ')}`)
  const next = draft.complete
    ? `the draft in the detail is complete: save it as ${OWN_MAPPING} in the folder, check it, and run this again`
    : `save the draft in the detail as ${OWN_MAPPING} in the folder, answer what it asks and fill in each ???, and run this again`
  return new IntegrationError('mapping-missing', `No mapping fits the files in ${basename(folder)}; ${next}.`, {
    kind: 'data',
    detail: [
      'Files found:',
      ...files,
      ...(others.length > 0 ? [`  not read: ${others.join(', ')}`] : []),
      '',
      `Draft of ${OWN_MAPPING} (docs/orders.md explains it):`,
      '',
      draft.yaml,
    ].join('\n'),
  })
}

/** The mapping to read a folder with, and the file it comes from. */
export async function chooseMapping(folder: string, given?: string): Promise<{ mapping: Mapping; file: string }> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw new IntegrationError(
      'orders-folder-missing',
      `There is no folder ${folder}; give the folder that holds the exported files.`,
      { kind: 'data' },
    )
  }
  if (given !== undefined) return { mapping: await loadMapping(given), file: basename(given) }
  const own = join(folder, OWN_MAPPING)
  if (await stat(own).catch(() => undefined)) return { mapping: await loadMapping(own), file: OWN_MAPPING }
  const { texts, others } = await survey(folder)
  const heads = [...texts].map(([file, text]) => parseTable(firstLine(text), file))
  for (const file of (await readdir(shipped)).sort()) {
    const mapping = await loadMapping(join(shipped, file))
    if (mapping.match !== undefined && fits(mapping, heads)) return { mapping, file }
  }
  const tables = [...texts].map(([file, text]) => parseTable(text, file, { skip: preambleOf(text) }))
  throw missing(folder, tables, others, draftMapping(basename(folder), tables))
}
