import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Contract } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import openapiTypescript, { astToString } from 'openapi-typescript'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'

/** A file of a package that follows from its contract. `path` is relative to the project's root. */
export type PublishedFile = { path: string; content: string }

/** Every contract of a landscape: system APIs, process APIs, then views, each in the order of the configuration. */
export async function contractsOf({ config }: Pick<Project, 'config'>): Promise<Contract[]> {
  const capabilities = Object.values(config.capabilities).map(({ contract }) => contract as Contract)
  const loaded = await Promise.all(
    [...Object.values(config.processes), ...Object.values(config.views)].map(async (load) => (await load()).default),
  )
  return [...capabilities, ...loaded.map(({ contract }) => contract)]
}

/** The same with the earlier major versions that are served beside them. */
export async function versionsOf(project: Project): Promise<Contract[]> {
  const { capabilities, processes, views } = project.config
  const loaded = await Promise.all(
    [...Object.values(processes), ...Object.values(views)].map(async (load) => (await load()).default),
  )
  const earlier = [...Object.values(capabilities), ...loaded].flatMap((api) => api.earlier ?? [])
  return [...(await contractsOf(project)), ...earlier.map(({ contract }) => contract)]
}

/** The contracts of a name or a `tier.name`, or all of them. Throws a `Refusal` where there is none. */
export async function chosen(project: Project, name?: string): Promise<Contract[]> {
  const contracts = await versionsOf(project)
  if (name === undefined) return contracts
  const found = contracts.filter((contract) => contract.name === name || `${contract.tier}.${contract.name}` === name)
  if (found.length > 0) return found
  throw new Refusal(`There is no contract ${name}.`, 'See them all: pnpm gantry contracts list')
}

/** Where a contract's package lies: `system-apis/billing`. */
export const folderOf = ({ tier, name }: Pick<Contract, 'tier' | 'name'>): string => `${tier}-apis/${name}`

/** Those whose packages lie in the project; the others are published by the packages that it has installed. */
export async function ownContractsOf(project: Project): Promise<Contract[]> {
  const load = createRequire(join(project.root, 'package.json'))
  const isInstalled = (contract: Contract) => {
    const suffix = { system: '-api', process: '', experience: '-view' }[contract.tier]
    try {
      return load.resolve(`@gantry/${contract.name}${suffix}/openapi.json`).includes('/node_modules/')
    } catch {
      return false
    }
  }
  return (await contractsOf(project)).filter(
    (contract) => existsSync(join(project.root, folderOf(contract))) || !isInstalled(contract),
  )
}

/** What `contracts build` writes for a contract: the document and its TypeScript types. */
export async function filesOf(root: string, contract: Contract): Promise<PublishedFile[]> {
  const folder = folderOf(contract)
  if (!existsSync(join(root, folder)))
    throw new Refusal(
      `The contract ${contract.name} has no package: there is no folder ${folder}.`,
      `Put the package of a ${contract.tier} API into ${contract.tier}-apis/<name of the contract>.`,
    )
  const document = documentOf(contract)
  return [
    { path: `${folder}/openapi.json`, content: `${JSON.stringify(document, null, 2)}\n` },
    { path: `${folder}/types.gen.d.ts`, content: await typesOf(document) },
  ]
}

/** What a document says, as TypeScript that needs nothing else. */
export async function typesOf(document: Record<string, unknown>): Promise<string> {
  // A copy: the generator resolves references in place.
  const nodes = await openapiTypescript(structuredClone(document) as never, { alphabetize: false })
  return `// Generated from openapi.json by \`gantry contracts build\`; do not edit.\n\n${astToString(nodes)}`
}

export type Drift = { path: string; reason: 'missing' | 'differs' }

/** The files that are not what their contracts say. */
export async function driftOf(project: Project): Promise<Drift[]> {
  const drift: Drift[] = []
  for (const contract of await ownContractsOf(project))
    for (const { path, content } of await filesOf(project.root, contract)) {
      const file = join(project.root, path)
      if (!existsSync(file)) drift.push({ path, reason: 'missing' })
      else if ((await readFile(file, 'utf8')) !== content) drift.push({ path, reason: 'differs' })
    }
  return drift
}
