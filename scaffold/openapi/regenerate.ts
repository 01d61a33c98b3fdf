import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxDocument } from '@gantry/core/sandbox/document/document'
import { compare } from '../contracts-diff/compare.ts'
import { openDocument } from '../contracts-diff/document.ts'
import type { Finding } from '../contracts-diff/rule.ts'
import { commandOf, folderOf, type Survey, writeFiles } from './generate.ts'
import { packageFiles } from './package-files.ts'
import { type ConnectorPlan, planOf } from './plan.ts'
import { format } from './tools.ts'

/** What a changed document means for a connector that is there. */
export type Regenerated = {
  folder: string
  written: string[]
  /** Operations that the document has no longer. */
  gone: string[]
  added: string[]
  findings: Finding[]
  /** Files of the author's that use an operation that changed or went, with the operations. */
  look: { file: string; operations: string[] }[]
}

/** The plan of a connector that is there: its operations as they were, and those that are named now. */
export function planAgain(
  found: Survey,
  name: string,
  before: SandboxDocument,
): { plan: ConnectorPlan; gone: string[] } {
  const { api, capability, proposals, named } = found
  const known = new Set(
    Object.entries(before.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`)),
  )
  const kept = api.operations.filter((each) => known.has(`${each.method} ${each.path}`) || named.includes(each))
  const still = new Set(kept.map(({ method, path }) => `${method} ${path}`))
  const left = api.operations.filter((each) => !kept.includes(each))
  const plan = planOf({ name, capability, api, kept, left, proposals: proposals.map(({ chosen: _, ...rest }) => rest) })
  return { plan, gone: [...known].filter((each) => !still.has(each)) }
}

/** Writes the generated files anew and nothing else, and says what of the author's to look at. */
export async function regenerate(
  root: string,
  found: Survey,
  name: string,
  before: SandboxDocument,
): Promise<Regenerated> {
  const { plan, gone } = planAgain(found, name, before)
  const folder = folderOf(name)
  const files = (await packageFiles(plan, found.source, commandOf(plan))).filter(({ generated }) => generated)
  const open = (document: object) => openDocument(JSON.stringify(document), name)
  const findings = compare(await open(before), await open(plan.document))
  await writeFiles(root, folder, files)
  await format(root, folder)
  const added = plan.operations.filter(({ method, path }) => !before.paths[path]?.[method]).map(({ id }) => id)
  const touched = touchedIn(before, findings, gone)
  return {
    folder,
    written: files.map(({ path }) => `${folder}/${path}`),
    gone,
    added,
    findings,
    look: await lookAt(root, folder, touched),
  }
}

/** The operations that a finding is about: those whose path it names. */
function touchedIn(before: SandboxDocument, findings: readonly Finding[], gone: readonly string[]): string[] {
  return Object.entries(before.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { operationId }]) => {
      const changed = findings.some(
        ({ level, location }) => level !== 'info' && location.includes(path) && location.toLowerCase().includes(method),
      )
      return changed || gone.includes(`${method} ${path}`) ? [operationId] : []
    }),
  )
}

async function lookAt(root: string, folder: string, operations: readonly string[]): Promise<Regenerated['look']> {
  const names = (await readdir(join(root, folder))).filter((file) => file.endsWith('.ts') && !file.includes('.gen.'))
  const found = await Promise.all(
    names.map(async (file) => {
      const text = await readFile(join(root, folder, file), 'utf8')
      return { file: `${folder}/${file}`, operations: operations.filter((id) => text.includes(`'${id}'`)) }
    }),
  )
  return found.filter((each) => each.operations.length > 0)
}
