import { randomUUID } from 'node:crypto'
import type { Repeat } from '../connector/connector.ts'
import type { Contract } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Entry } from '../sandbox/sandbox.ts'
import type { Trial } from './acceptance.ts'
import type { Stand } from './stand.ts'

/** One operation of one connector, under trial. */
export type Subject = {
  stand: Stand
  contract: Contract
  operation: string
  trial: Trial
  repeat: Repeat
}

/** Why a case turned out to say nothing; nothing where it holds. */
export type Found = Promise<void> | Promise<string | undefined>

/** A way in which an operation may go wrong, and must not. */
export type Case = {
  /** Kebab-case, as reports name it. */
  readonly name: string
  /** What must hold, in one sentence. */
  readonly title: string
  /** True, or why the case says nothing about this operation. */
  applies: (subject: Subject) => true | string
  /** Throws a `Breach` where it does not hold; gives the reason where it turned out to say nothing. */
  run: (subject: Subject) => Found
}

/** What a connector was found to do that it must not. */
export class Breach extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Breach'
  }
}

export const writes = ({ repeat }: Subject): true | string => repeat.repeat !== 'read' || 'it writes nothing'

let references = 0
/** A reference that no other trial has. */
export const freshReference = (): string => `T-${++references}-${randomUUID().slice(0, 8)}`

/** An input made ready, with what the books held before it is called. */
export async function ready({ stand, contract, trial }: Subject) {
  const reference = freshReference()
  const input = await trial.input(stand.benchOf(contract), reference)
  return { reference, input, key: randomUUID(), before: await stand.ledger() }
}

export const attempt = ({ stand, contract, operation }: Subject, input: object, key: string, worker = 0) =>
  stand.attempt(contract, operation, input, { idempotencyKey: key }, worker)

/** As a flow's step would, until what is wrong has passed. */
export const settle = ({ stand, contract, operation }: Subject, input: object, key: string, worker = 0) =>
  stand.settle(contract, operation, input, { idempotencyKey: key }, worker)

type Ready = Awaited<ReturnType<typeof ready>>

/** One document, if the operation makes one; and nothing else that is new, however often it was called. */
export async function expectOneEffect({ stand, trial }: Subject, { reference, before }: Ready): Promise<void> {
  const known = new Set(before.map(idOf))
  const added = (await stand.ledger()).filter((entry) => !known.has(idOf(entry)))
  const wanted = added.filter((entry) => entry.kind === trial.makes && entry.reference === reference)
  if (trial.makes && wanted.length !== 1)
    throw new Breach(`The vendor's books hold ${wanted.length} of kind ${trial.makes} for ${reference}, not one.`)
  const kinds = Map.groupBy(added, (entry) => `${entry.kind} ${entry.reference ?? ''}`)
  for (const [what, entries] of kinds)
    if (entries.length > 1) throw new Breach(`The vendor's books hold ${entries.length} new ones of ${what}.`)
}

const idOf = ({ kind, id }: Entry) => `${kind} ${id}`

/** The answers stand for the same record. */
export function expectSame(one: Record<string, unknown>, other: Record<string, unknown>): void {
  const identity = (answer: Record<string, unknown>) => JSON.stringify([answer.id, answer.number, answer.reference])
  if (identity(one) !== identity(other))
    throw new Breach(`Two answers name different records: ${identity(one)} and ${identity(other)}.`)
}

/** The failure of a call that must fail, and that must be one a flow can act on. */
export async function failureOf(work: Promise<unknown>): Promise<IntegrationError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof IntegrationError) return outcome
  if (outcome === undefined) throw new Breach('It was taken, and should have been refused.')
  throw new Breach(
    `It failed with ${outcome instanceof Error ? `${outcome.name}: ${outcome.message}` : String(outcome)}, which no flow can act on.`,
  )
}

/** As `failureOf`; undefined where the call was taken. */
export async function outcomeOf(work: Promise<unknown>): Promise<IntegrationError | undefined> {
  try {
    await work
    return undefined
  } catch {
    return failureOf(work)
  }
}
