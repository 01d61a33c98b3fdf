import type { Contract } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import { eventDocumentOf } from '@gantry/core/contract/event-document'
import { lint, scoreOf } from './lint.ts'
import { type Heard, hear, readWaivers, type Waiver } from './waiver.ts'

/** What the linters hold against one contract: its OpenAPI document and, where it has events, its AsyncAPI document. */
export type Inspection = { contract: string; version: string; score: number; findings: Heard[] }

export const keyOf = ({ tier, name }: Pick<Contract, 'tier' | 'name'>): string => `${tier}.${name}`

export const today = (): string => new Date().toISOString().slice(0, 10)

/** What a contract is published as. Plain JSON: linters must not find anything that a reader of the file would not. */
export function documentsOf(contract: Contract): { openapi: object; asyncapi?: object } {
  const events = eventDocumentOf(contract)
  return JSON.parse(JSON.stringify({ openapi: documentOf(contract), ...(events && { asyncapi: events }) }))
}

export async function inspect(contract: Contract, waivers: readonly Waiver[], day = today()): Promise<Inspection> {
  const { openapi, asyncapi } = documentsOf(contract)
  const found = [...(await lint(openapi)), ...(asyncapi ? await lint(asyncapi) : [])]
  const findings = hear(found, waivers, keyOf(contract), day)
  return {
    contract: keyOf(contract),
    version: contract.version,
    score: scoreOf(findings.filter(({ waiver }) => !waiver)),
    findings,
  }
}

/** Inspects contracts one after another, with the waivers of the project at `root`. */
export async function inspectAll(root: string, contracts: readonly Contract[], day = today()): Promise<Inspection[]> {
  const waivers = await readWaivers(root)
  const inspections: Inspection[] = []
  for (const contract of contracts) inspections.push(await inspect(contract, waivers, day))
  return inspections
}

/** Findings that count: of a severity, and without a waiver. */
export const counted = ({ findings }: Inspection, severity: Heard['severity']): Heard[] =>
  findings.filter((finding) => finding.severity === severity && !finding.waiver)
