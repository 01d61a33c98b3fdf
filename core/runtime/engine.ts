import type { Connector, VendorErasure } from '../connector/connector.ts'
import type { Call } from '../contract/contract.ts'
import { invalidRequest } from '../contract/validation.ts'
import { type Erased, type Erasing, eraseSubject } from '../data/erasure.ts'
import { type Hold, liftHold, placeHold } from '../data/legal-hold.ts'
import { type Residency, refuseForeign } from '../data/residency.ts'
import type { Ruling } from '../data/retention-sweep.ts'
import type { SystemErasure } from '../data/system-erasure.ts'
import type { Database } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { type DeadLetterRequest, resolveDeadLetter } from '../events/dead-letter-resolution.ts'
import type { DeadLetter } from '../events/dead-letters.ts'
import { decideApproval, type PendingApproval } from '../flow/approvals.ts'
import { cancelRun } from '../flow/cancellation.ts'
import type { Exception } from '../flow/exceptions.ts'
import type { Flow } from '../flow/flow.ts'
import { type Resolution, resolveException } from '../flow/resolution.ts'
import { previewResolution, type ResolutionPreview } from '../flow/resolution-preview.ts'
import { restartRun } from '../flow/restart.ts'
import { findRun, type Run, type RunSummary } from '../flow/runs.ts'
import { sendSignal } from '../flow/signals.ts'
import { type Carrier, Starts } from '../flow/starts.ts'
import type { Wakes } from '../flow/wakes.ts'
import type { Identity } from '../security/identity.ts'

type EngineParts = {
  ruling?: Pick<Ruling, 'rules' | 'field' | 'erasers'>
  residency?: Residency | undefined
  connectorOf?: (connection: string) => Promise<Pick<Connector, 'title' | 'erasure'> | undefined>
}

/** What is left to be asked of a system. Without `how` nobody has found out. */
export type AtSystem = SystemErasure & { title: string } & Partial<VendorErasure>

/** What a process API can ask of the engine, within the caller's tenant. */
export class Engine {
  readonly #db: Database
  readonly #wakes: Wakes
  readonly #flows: ReadonlyMap<string, Flow>
  readonly #starts: Starts
  readonly #residency: Residency | undefined
  readonly #ruling: EngineParts['ruling']
  readonly #connectorOf: NonNullable<EngineParts['connectorOf']>

  constructor(
    db: Database,
    wakes: Wakes,
    flows: readonly Flow[],
    { ruling, residency, connectorOf = async () => undefined }: EngineParts = {},
  ) {
    this.#connectorOf = connectorOf
    this.#ruling = ruling
    this.#residency = residency
    this.#db = db
    this.#wakes = wakes
    this.#flows = new Map(flows.map((flow) => [flow.name, flow]))
    this.#starts = new Starts(db, wakes)
  }

  /** Runs started here are carried on by this worker of the same process, as long as it has places. */
  carriedBy(carrier: Carrier): void {
    this.#starts.carriedBy(carrier)
  }

  /** Starts a run; the same business key with the same data gives the run there is. Throws `different-body` otherwise, and as `refuseForeign` does. */
  async start(flow: Flow, input: unknown, { identity, correlation }: Call): Promise<RunSummary> {
    if (this.#residency) refuseForeign(this.#residency, input)
    const { tenant, principal } = identity
    return this.#starts.start({ flow, input, tenant, principal, correlation })
  }

  async find(flow: Pick<Flow, 'name'>, key: string, { identity }: Call): Promise<RunSummary | undefined> {
    return findRun(this.#db, identity.tenant, flow.name, key)
  }

  /** Decides an approval that a run waits for. Throws as `decideApproval` does. */
  async approve(id: string, reason: string, { identity }: Call): Promise<PendingApproval> {
    return decideApproval(this.#db, this.#wakes, { id, identity, decision: 'approved', reason })
  }

  async reject(id: string, reason: string, { identity }: Call): Promise<PendingApproval> {
    return decideApproval(this.#db, this.#wakes, { id, identity, decision: 'rejected', reason })
  }

  /** Tells a run something its flow declares; the same `id` again changes nothing. Throws as `sendSignal` does. */
  async signal(
    flow: Pick<Flow, 'name'>,
    key: string,
    name: string,
    payload: unknown,
    { identity, id }: Pick<Call, 'identity'> & { id: string },
  ): Promise<RunSummary> {
    const declared = this.#flowOf(flow.name)
    return sendSignal(this.#db, this.#wakes, { flow: declared, key, name, payload, id, identity })
  }

  /** Stops a run and undoes what it did. Throws as `cancelRun` does. */
  async cancel(id: string, reason: string, { identity }: Pick<Call, 'identity'>): Promise<RunSummary> {
    return cancelRun(this.#db, this.#wakes, { id, identity, reason })
  }

  /** Has a run done again from a step on. Throws as `restartRun` does. */
  async restart(
    id: string,
    { from, item, reason }: { from: string; item?: string; reason: string },
    { identity }: Pick<Call, 'identity'>,
  ): Promise<RunSummary> {
    return restartRun(this.#db, this.#wakes, { id, identity, from, reason, ...(item !== undefined && { item }) })
  }

  /** Resolves an exception and resumes its run; an edited input must fit the flow's schema. */
  async resolve(
    id: string,
    resolution: Resolution,
    reason: string,
    { identity }: Pick<Call, 'identity'>,
    bulk?: string,
  ): Promise<Exception> {
    const request = { id, identity, resolution, reason, ...(bulk !== undefined && { bulk }) }
    return resolveException(this.#db, this.#wakes, { ...request, checkInput: this.#checkInput })
  }

  /** What a resolution would do; refused where it would be. */
  async preview(id: string, resolution: Resolution, { identity }: Pick<Call, 'identity'>): Promise<ResolutionPreview> {
    const request = { id, identity, resolution, reason: 'preview', checkInput: this.#checkInput }
    return previewResolution(this.#db, this.#wakes, request)
  }

  /** Replays a dead letter, as it is or put right, or gives it up. */
  async resolveDeadLetter(request: DeadLetterRequest): Promise<DeadLetter> {
    return resolveDeadLetter(this.#db, this.#wakes, request)
  }

  /** Masks what is kept of people about a subject, and tells what to ask of which system. Throws as `eraseSubject` does. */
  async erase(
    subject: string,
    erasing: Pick<Erasing, 'reason' | 'names' | 'classes'>,
    { identity }: Pick<Call, 'identity'>,
  ): Promise<Omit<Erased, 'systems'> & { systems: AtSystem[] }> {
    const how = this.#ruling && { rules: this.#ruling, erasers: this.#ruling.erasers ?? [] }
    const erased = await eraseSubject(this.#db, { ...erasing, ...whoOf(identity), ...how, subject })
    const systems = erased.systems.map(async (system) => {
      const connector = await this.#connectorOf(system.connection)
      return { ...system, title: connector?.title ?? system.connection, ...connector?.erasure }
    })
    return { ...erased, systems: await Promise.all(systems) }
  }

  /** Keeps all there is about a subject until the hold is lifted. */
  async hold(subject: string, reason: string, { identity }: Pick<Call, 'identity'>): Promise<Hold> {
    return placeHold(this.#db, { ...whoOf(identity), subject, reason })
  }

  /** Throws `no-such-hold`. */
  async liftHold(subject: string, reason: string, { identity }: Pick<Call, 'identity'>): Promise<Hold> {
    return liftHold(this.#db, { ...whoOf(identity), subject, reason })
  }

  readonly #checkInput = (run: Run, input: unknown): unknown => {
    const flow = this.#flowOf(run.flow)
    const parsed = flow.input.safeParse(input)
    if (!parsed.success) throw invalidRequest(parsed.error.issues, ['body', 'input'])
    if (flow.key(parsed.data as never) !== run.key)
      throw new IntegrationError('key-changed', 'An edit may not change the business key of a run.', {
        kind: 'data',
        detail: `The key is ${run.key}.`,
      })
    return parsed.data
  }

  #flowOf(name: string): Flow {
    const flow = this.#flows.get(name)
    if (flow) return flow
    throw new IntegrationError('unknown-flow', `This host does not know the flow ${name}.`, { kind: 'bug' })
  }
}

const whoOf = ({ tenant, principal, onBehalfOf }: Identity) => ({ tenant, by: principal, onBehalfOf })
