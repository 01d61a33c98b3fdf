import type { Repeat } from '@gantry/core/connector'
import type { ListPaging, SandboxDocument } from '@gantry/core/sandbox/document/document'
import type { AuthorizationPlan } from './authorization.ts'
import { authorizationOf } from './authorization.ts'
import type { Capability, CapabilityOperation } from './capability.ts'
import { type Conventions, conventionsOf, idempotencyKeyOf } from './conventions.ts'
import { documentOf, type Extension } from './document.ts'
import { camelCase, Names, pascalCase } from './identifier.ts'
import { pagingOf } from './paging.ts'
import type { Proposal } from './proposal.ts'
import type { VendorApi, VendorOperation } from './vendor-api.ts'

/** An operation of the capability, and the vendor's that does it. */
export type Mapped = {
  operation: CapabilityOperation
  vendor: VendorOperation
  confidence: number
  repeat: Repeat
  paging?: ListPaging
}

export type Unmapped = { operation: CapabilityOperation; because: string }

/** Everything the templates are filled from. */
export type ConnectorPlan = {
  name: string
  title: string
  className: string
  capability: Capability
  api: VendorApi
  operations: VendorOperation[]
  left: VendorOperation[]
  document: SandboxDocument
  /** The contract's own schemas, in the form of a document. */
  contractDocument: SandboxDocument
  extensions: ReadonlyMap<string, Extension>
  mapped: Mapped[]
  unmapped: Unmapped[]
  authorization: AuthorizationPlan
  conventions: Conventions
  /** Names and addresses of the servers beside the first. */
  servers: { name: string; url: string }[]
}

export type PlanInput = {
  name: string
  title?: string
  capability: Capability
  api: VendorApi
  kept: VendorOperation[]
  left: VendorOperation[]
  proposals: readonly Proposal[]
}

export function planOf({ name, title, capability, api, kept: all, left, proposals: given }: PlanInput): ConnectorPlan {
  const authorization = authorizationOf(api)
  const sent = new Set(authorization.sends)
  const asked = ({ parameters, ...operation }: VendorOperation): VendorOperation => ({
    ...operation,
    // What signs in is sent with every request; some documents name it as a parameter besides.
    parameters: parameters.filter((each) => !sent.has(`${each.in} ${each.name.toLowerCase()}`)),
  })
  const kept = all.map(asked)
  const proposals = given.map(({ chosen, ...proposal }) => ({
    ...proposal,
    ...(chosen && { chosen: { ...chosen, vendor: asked(chosen.vendor) } }),
  }))
  const extensions = extensionsOf(api, kept)
  const mapped = proposals.flatMap(({ operation, chosen }): Mapped[] => {
    if (!chosen) return []
    const paging = extensions.get(chosen.vendor.id)?.paging
    const repeat = repeatOf(operation, chosen.vendor)
    const pages = operation.role === 'list' && paging !== undefined
    return [{ operation, vendor: chosen.vendor, confidence: chosen.confidence, repeat, ...(pages && { paging }) }]
  })
  return {
    name,
    title: titleOf(title ?? api.title, name),
    className: classNameOf(name),
    capability,
    api,
    operations: kept,
    left,
    document: documentOf(api, kept, extensions),
    contractDocument: {
      info: { title: capability.name, version: '1' },
      paths: {},
      components: { schemas: capability.schemas as SandboxDocument['components']['schemas'] },
    },
    extensions,
    mapped,
    unmapped: proposals.flatMap((proposal) => (proposal.chosen ? [] : [unmappedOf(proposal, api)])),
    authorization,
    conventions: conventionsOf(api),
    servers: serversOf(kept, api.server),
  }
}

/** What the document shows of each operation beyond its requests and answers: keys of repeats, and pages. */
export function extensionsOf(api: VendorApi, operations: readonly VendorOperation[]): ReadonlyMap<string, Extension> {
  const bare = documentOf(api, operations)
  return new Map(
    operations.map((operation) => {
      const key = idempotencyKeyOf(operation)
      const paging = pagingOf(bare, operation)
      return [operation.id, { ...(key && { idempotencyKey: key.header }), ...(paging && { paging }) }]
    }),
  )
}

function unmappedOf({ operation, candidates }: Proposal, api: VendorApi): Unmapped {
  const [best] = candidates
  if (api.operations.length === 0) return { operation, because: 'the document has no operations, only webhooks' }
  const near = best && `; the nearest is ${best.vendor.id}, with ${Math.round(best.confidence * 100)} %`
  return { operation, because: `no operation of the document comes near enough${near ?? ''}` }
}

/** How a repeat is made safe by what the document shows; the acceptance suite says whether it is. */
function repeatOf(operation: CapabilityOperation, vendor: VendorOperation): Repeat {
  if (operation.role === 'read' || operation.role === 'list') return { repeat: 'read' }
  const key = idempotencyKeyOf(vendor)
  if (key) return { repeat: 'key', horizon: key.horizon }
  if (operation.role === 'act') return { repeat: 'natural' }
  return vendor.method === 'put' ? { repeat: 'externalId' } : { repeat: 'lookup' }
}

function serversOf(operations: readonly VendorOperation[], first: string | undefined): ConnectorPlan['servers'] {
  const names = new Names()
  const urls = new Set(operations.flatMap(({ server }) => (server && server !== first ? [server] : [])))
  return [...urls].map((url) => ({
    name: names.take(`${camelCase(new URL(url).hostname.split('.')[0]!, 'other')}Url`),
    url,
  }))
}

/** Names that the client's file has already. */
const TAKEN = /^(Answer|Body|BodyInput|Call|Config|ConnectContext|Content|Id|Input|Page|RestServer|Promise|Error|Port)$/

function classNameOf(name: string): string {
  const named = pascalCase(name)
  return TAKEN.test(named) ? `${named}Vendor` : named
}

/** The vendor's name as it can stand in a text and in a comment. */
export function titleOf(title: string, name: string): string {
  const plain = title
    .replace(/['`\\*<>{}$]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 60)
    .trim()
  return plain === '' || /^(rest )?api$|^vendor$|^swagger/i.test(plain) ? name : plain
}
