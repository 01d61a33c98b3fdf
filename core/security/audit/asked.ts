import { AsyncLocalStorage } from 'node:async_hooks'
import type { Contract } from '../../contract/contract.ts'
import { toIntegrationError } from '../../errors/integration-error.ts'
import { digestOf } from '../../flow/identity.ts'
import type { Identity } from '../identity.ts'
import type { Act } from './act.ts'
import type { Acts } from './acts.ts'

/** What a caller asks an API to do. */
export type Asked = { contract: Contract; operation: string; identity: Identity; correlation: string; input: unknown }

/** Has what is asked done, and gives its answer. */
export type RecordAsked = <T>(asked: Asked, perform: () => Promise<T>) => Promise<T>

type Performing = { tenant: string; by: string; recorded: boolean }

/** Whose change this process is making, and whether its act is written already. */
const performing = new AsyncLocalStorage<Performing>()

/** Tells that acts are written with what was done: the edge adds nothing to those of its caller. */
export function noteRecorded(acts: readonly Act[]): void {
  const current = performing.getStore()
  if (current && acts.some(({ tenant, by }) => tenant === current.tenant && by === current.by)) current.recorded = true
}

/**
 * Leaves an act of each change that a person asks an API for, and of each that a program asks of an API whose contract is
 * financial, before the answer is heard: a crash in between leaves the caller without an answer, and its repeat is
 * recorded. Nothing is added where the caller's own act was written with the change. A refusal is no act; a failure that may have taken
 * effect is one, and says its code.
 */
export function recordingAsked(acts: Pick<Acts, 'record'>): RecordAsked {
  return async (asked, perform) => {
    const { contract, operation, identity } = asked
    if (!isChange(contract, operation) || !(isPerson(identity) || contract.criticality === 'financial'))
      return perform()
    const own: Performing = { tenant: identity.tenant, by: identity.principal, recorded: false }
    const answer = await performing.run(own, perform).catch(async (error: unknown) => {
      const { code, kind, outcomeUnknown } = toIntegrationError(error)
      if (!own.recorded && (outcomeUnknown || kind === 'bug'))
        // The caller is to hear of the failure itself, even where nothing can be written.
        await acts.record(actOf(asked, undefined, code)).catch(() => {})
      throw error
    })
    if (!own.recorded) await acts.record(actOf(asked, answer))
    return answer
  }
}

/** Whether an operation changes something (RFC 9110, 9.2.1, the other way round). */
export function isChange(contract: Contract, operation: string): boolean {
  const { method, safe } = contract.operations[operation]!
  return method !== 'get' && !safe
}

/** A program that calls in its own name is the client its token names; people call by one, or at our pages. */
const isPerson = ({ client, principal }: Identity): boolean => client !== principal

function actOf({ contract, operation, identity, correlation, input }: Asked, answer: unknown, failed?: string): Act {
  const { tenant, principal, onBehalfOf, client, partner } = identity
  return {
    tenant,
    action: `${contract.tier}.${contract.name}.${operation}`,
    object: objectOf(contract.operations[operation]!.path, input, answer),
    by: principal,
    onBehalfOf,
    correlation,
    detail: {
      request: digestOf(JSON.parse(JSON.stringify(input))),
      ...(client !== undefined && client !== principal && { client }),
      ...(partner !== undefined && { partner }),
      ...(failed !== undefined && { failed }),
    },
  }
}

/** The path as it was asked; after that of a list, what was made there. Neither bodies nor queries. */
function objectOf(path: string, input: unknown, answer: unknown): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String((input as Record<string, unknown>)[name]))
  if (path.includes('{')) return filled
  const made = (answer ?? {}) as Record<string, unknown>
  // A list `/things` makes what is named by its reference, its id or its ticket, or as `thing`.
  const names = ['reference', 'id', 'ticket', path.slice(path.lastIndexOf('/') + 1).replace(/s$/, '')]
  const name = names.map((field) => made[field]).find((value) => typeof value === 'string')
  return name === undefined ? filled : `${filled}/${name}`
}
