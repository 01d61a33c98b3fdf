import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SandboxDocument } from '@gantry/core/sandbox/document/document'
import { Unreadable } from '../contracts-diff/document.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'
import { type Capability, capabilityOf } from './capability.ts'
import { documentOf } from './document.ts'
import { addDependency, isWorkspace, mountConnection } from './mount.ts'
import { vendorApiOf } from './operations.ts'
import { packageFiles } from './package-files.ts'
import { type ConnectorPlan, planOf } from './plan.ts'
import { type About, aboutOf, type Proposal, proposalsOf } from './proposal.ts'
import { readVendorDocument } from './read.ts'
import { selectionOf, wishesOf, withWishes } from './selection.ts'
import { readSource } from './source.ts'
import { format, install } from './tools.ts'
import type { VendorApi } from './vendor-api.ts'

/** What a document was found to hold, and what is proposed of it. Nothing is written yet. */
export type Survey = {
  source: string
  api: VendorApi
  capability: Capability
  vendors: About[]
  proposals: Proposal[]
  named: VendorApi['operations']
}

/** A connector that begins without a document: its operations are all to be written. */
const NOTHING: VendorApi = {
  title: 'Vendor',
  version: '0',
  description: '',
  operations: [],
  webhooks: [],
  schemas: {},
  security: [],
  securitySchemes: {},
  notes: ['There was no document: the client, the sandbox and the maps are yours to write.'],
}

export type SurveyOptions = { capability: string; document?: string | undefined; operations?: readonly string[] }

/** Reads the document and matches it against the capability. Throws a `Refusal` with line, column and reason. */
export async function survey(
  project: Project,
  { capability: name, document, operations = [] }: SurveyOptions,
): Promise<Survey> {
  const capability = await capabilityOf(project, name)
  const api = document === undefined ? NOTHING : await readApi(document)
  const vendors = aboutOf(documentOf(api, api.operations), api.operations)
  const proposed = proposalsOf(capability.operations, vendors)
  const { proposals, named } = withWishes(proposed, wishesOf(operations), api.operations)
  return { source: document ?? 'nothing', api, capability, vendors, proposals, named }
}

export async function readApi(document: string): Promise<VendorApi> {
  const source = await readSource(document)
  try {
    return vendorApiOf(await readVendorDocument(source))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    throw new Refusal(error.message, 'Mend the document, or ask the vendor for one that is valid.', { cause: error })
  }
}

export function planFor(found: Survey, name: string, title?: string): ConnectorPlan {
  const { api, capability, vendors, proposals, named } = found
  const { kept, left } = selectionOf(vendors, proposals, named)
  return planOf({ name, ...(title && { title }), capability, api, kept, left, proposals })
}

export const folderOf = (name: string): string => `plugins/${name}`

/** Throws a `Refusal` for a name that no package, file or variable could have. */
export function assertName(name: string): void {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return
  throw new Refusal(
    `"${name}" is no name for a connector.`,
    'Take lower-case words with hyphens, such as acme or acme-eu.',
  )
}

/** The document a connector was generated from before; undefined where it is new. Throws where the folder is another's. */
export async function generatedBefore(root: string, name: string): Promise<SandboxDocument | undefined> {
  const folder = join(root, folderOf(name))
  if (!existsSync(folder)) return undefined
  const file = join(folder, 'sandbox/document.gen.json')
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as SandboxDocument
  throw new Refusal(
    `${folderOf(name)} is there already and was not generated: nothing is written.`,
    'Choose another name, or remove the folder.',
  )
}

export type Written = { folder: string; written: string[]; mounted: boolean; installed: boolean }

/** Writes a new connector, names it in gantry.config.ts and package.json, formats it and links it. */
export async function writeConnector(
  root: string,
  plan: ConnectorPlan,
  source: string,
  options: { install: boolean },
): Promise<Written> {
  const folder = folderOf(plan.name)
  const workspace = await isWorkspace(root)
  const files = await packageFiles(plan, { source, command: commandOf(plan), workspace })
  await writeFiles(root, folder, files)
  const packageName = `@gantry/${plan.name}`
  const mounted = await mountConnection(root, plan.name, workspace ? packageName : `./${folder}/connector.ts`)
  if (workspace) await addDependency(root, packageName)
  await format(root, folder, ...(mounted ? ['gantry.config.ts'] : []))
  if (workspace && options.install) await install(root)
  return {
    folder,
    written: files.map(({ path }) => `${folder}/${path}`),
    mounted,
    installed: options.install || !workspace,
  }
}

export async function writeFiles(
  root: string,
  folder: string,
  files: readonly { path: string; content: string }[],
): Promise<void> {
  for (const { path, content } of files) {
    const file = join(root, folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

/** How the generated files are made again; named in each of them. */
export const commandOf = ({ name, capability }: Pick<ConnectorPlan, 'name' | 'capability'>): string =>
  `gantry new connector ${name} --capability ${capability.name} --from-openapi <document>`
