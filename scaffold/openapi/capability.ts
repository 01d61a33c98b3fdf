import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Contract, Operation } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import { objectOf } from '../contracts-diff/document.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'
import { singular, wordsOf } from './identifier.ts'

/** One operation of a capability, as it is matched against a vendor's. */
export type CapabilityOperation = {
  id: string
  operation: Operation
  /** What it is about, in the singular: `sales-order`. */
  noun: string
  role: 'read' | 'list' | 'create' | 'put' | 'act'
  /** What an action does: `cancel`. */
  verb?: string
  /** What a call needs to be given that is no text, and gives: as JSON Schema. */
  body?: object
  answer?: object
}

/** A capability that a connector is written for: its contract, and where that is imported from. */
export type Capability = {
  name: string
  contract: Contract
  /** The package of the contract, `@gantry/erp-api`, and what it exports the contract as. */
  package: string
  exported: string
  operations: CapabilityOperation[]
  schemas: Record<string, object>
}

/** The capability that the landscape names so. Throws a `Refusal` where it names none. */
export async function capabilityOf({ root, config }: Project, name: string): Promise<Capability> {
  const configured = config.capabilities[name]
  if (!configured)
    throw new Refusal(
      `gantry.config.ts names no capability "${name}".`,
      `There are ${Object.keys(config.capabilities).join(', ')}.`,
    )
  const contract = configured.contract as Contract
  const { package: packageName, exported } = await whence(root, contract)
  const document = documentOf(contract)
  const schemas = objectOf(objectOf(document.components).schemas) as Record<string, object>
  const operations = Object.entries(contract.operations).map(([id, operation]) => {
    const item = objectOf(objectOf(objectOf(document.paths)[operation.path])[operation.method])
    const json = (node: unknown) =>
      objectOf(objectOf(objectOf(objectOf(node).content)['application/json']).schema) as object
    const body = operation.body && json(item.requestBody)
    return {
      ...aboutOf(id, operation),
      ...(body && { body }),
      answer: json(objectOf(item.responses)[String(operation.status ?? 200)]),
    }
  })
  return { name, contract, package: packageName, exported, operations, schemas }
}

function aboutOf(id: string, operation: Operation): Omit<CapabilityOperation, 'body' | 'answer'> {
  const segments = operation.path.split('/').filter(Boolean)
  const words = segments.filter((segment) => !segment.startsWith('{'))
  const first = singular(words[0] ?? id)
  const last = segments.at(-1) ?? ''
  const named = last.startsWith('{')
  const { method } = operation
  if (method === 'put') return { id, operation, noun: first, role: 'put' }
  if (method === 'get') {
    const reads = named || words.length > 1
    return {
      id,
      operation,
      noun: words.length > 1 ? words.slice(0, 2).map(singular).join('-') : first,
      role: reads ? 'read' : 'list',
    }
  }
  if (method === 'post' && words.length === 1 && !named) {
    const [verb = ''] = wordsOf(id)
    const acts = !/^(create|post|send|open|start|register|add|apply|record|commit|file|calculate|report)$/.test(verb)
    return { id, operation, noun: first, role: acts ? 'act' : 'create', ...(acts && { verb }) }
  }
  return { id, operation, noun: first, role: 'act', verb: words.at(-1) ?? wordsOf(id)[0] ?? 'act' }
}

/** Where a contract is imported from: its package in this project, or one that is installed. */
async function whence(root: string, contract: Contract): Promise<{ package: string; exported: string }> {
  const folder = join(root, 'system-apis', contract.name)
  const own = await readFile(join(folder, 'package.json'), 'utf8').then(
    (text) => (JSON.parse(text) as { name: string }).name,
    () => undefined,
  )
  const packageName = own ?? `@gantry/${contract.name}-api`
  try {
    const resolve = createRequire(join(root, 'gantry.config.ts')).resolve
    const file = own ? join(folder, 'contract.ts') : resolve(`${packageName}/contract`)
    const module = (await import(pathToFileURL(file).href)) as Record<string, { name?: string; operations?: object }>
    const found = Object.entries(module).find(([, each]) => each?.name === contract.name && each?.operations)
    if (found) return { package: packageName, exported: found[0] }
    throw new Error(`${dirname(file)} exports no contract ${contract.name}`)
  } catch (cause) {
    throw new Refusal(
      `The contract of ${contract.name} is not found in ${packageName}/contract.`,
      `Put it into system-apis/${contract.name}/contract.ts.`,
      { cause },
    )
  }
}
