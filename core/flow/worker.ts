import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { EVENT_CHANNEL } from '../events/events.ts'
import { drainSubscription, type Subscription } from '../events/subscription.ts'
import { pause } from './attempt.ts'
import { Checkpoints } from './checkpoints.ts'
import { type Claimed, claimRuns, passOn, putDown, renewLeases } from './claims.ts'
import { Execution } from './execution.ts'
import type { Flow } from './flow.ts'
import { Hand } from './hand.ts'
import { Listener } from './listener.ts'
import { Places } from './places.ts'
import { triggerOf } from './triggers.ts'
import { Turns } from './turns.ts'
import { CANCEL_CHANNEL, DUE_CHANNEL, WAKE_CHANNEL, type Wakes } from './wakes.ts'

export type WorkerOptions = {
  db: Database
  url: string
  wakes: Wakes
  flows: readonly Flow[]
  /** Projections and the like; the triggers of `flows` are added. */
  subscriptions?: readonly Subscription[]
  clientsOf: (flow: Flow) => Record<string, unknown>
  log: Logger
  /** Runs carried on at a time. */
  concurrency?: number
  /** How long a silent worker keeps its runs, in milliseconds. */
  leaseMs?: number
  /** Whether a system behind this flow is too slow, or down: few of its runs are begun then, the others keep their places. */
  pressed?: (flow: Flow) => boolean
}

const LEASE_MS = 8_000
const POLL_MS = 500
const SWEEP_MS = 2_000
/** A due run whose wake is this late has lost it. */
const OVERDUE_MS = 2_000
const CLAIM = 200

/** Claims due runs and carries them on; any number of workers share a database. */
export class Worker {
  readonly id = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  readonly leaseMs: number
  readonly #options: WorkerOptions
  readonly #log: Logger
  readonly #flows: Map<string, Flow>
  readonly #carried: string[]
  readonly #concurrency: number
  readonly #places: Places
  readonly #turns: Turns
  readonly #checkpoints: Checkpoints
  readonly #subscriptions: Subscription[]
  readonly #hand = new Hand()
  /** Runs that were dropped while the database was away. */
  #dropped: { run: string; epoch: number }[] = []
  readonly #timers: NodeJS.Timeout[] = []
  readonly #listener: Listener
  #draining = false
  #claiming = false
  #claimAgain = false
  /** The last claim took all that it asked for: there may be more, whose wakes are taken. */
  #more = false
  /** Whoever fills places does so after the one before: two at once would both count the same places as free. */
  #turn: Promise<void> = Promise.resolve()
  #reading = false
  #readAgain = false
  #startedHere = false

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#log = options.log.child({ worker: this.id })
    this.#flows = new Map(options.flows.map((flow) => [`${flow.name}@${flow.version}`, flow]))
    this.#carried = [...this.#flows.keys()]
    this.#concurrency = options.concurrency ?? 50
    this.#places = new Places(this.#concurrency, () => this.#hand.size)
    this.leaseMs = options.leaseMs ?? LEASE_MS
    this.#turns = new Turns({
      db: options.db,
      owner: this.id,
      leaseMs: this.leaseMs,
      flows: this.#flows,
      places: this.#concurrency,
      pressed: (flow) => options.pressed?.(flow) ?? false,
      inHand: (version) => this.#hand.of(version),
    })
    this.#checkpoints = new Checkpoints(options.db)
    const newest = new Map<string, Flow>()
    for (const flow of options.flows)
      if ((newest.get(flow.name)?.version ?? 0) < flow.version) newest.set(flow.name, flow)
    const triggers = [...newest.values()].flatMap((flow) => {
      const trigger = triggerOf(flow, options.wakes, () => {
        this.#startedHere = true
      })
      return trigger ? [trigger] : []
    })
    this.#subscriptions = [...triggers, ...(options.subscriptions ?? [])]
    this.#listener = new Listener(options.url, {
      [WAKE_CHANNEL]: () => this.#wake(),
      [DUE_CHANNEL]: () => void this.#sweep({ overdueMs: 0 }),
      [CANCEL_CHANNEL]: () => void this.#heartbeat(0),
      [EVENT_CHANNEL]: () => this.#read(),
    })
  }

  async start(): Promise<void> {
    if (this.#options.wakes.listen) await this.#listener.open()
    this.#timers.push(
      setInterval(() => this.#wake(), POLL_MS),
      setInterval(() => this.#read(), POLL_MS),
      setInterval(() => void this.#sweep(), SWEEP_MS),
      setInterval(() => void this.#heartbeat(), this.leaseMs / 4),
    )
    await this.#sweep()
    this.#read()
    this.#wake()
    this.#log.info({ flows: this.#carried, concurrency: this.#concurrency }, 'worker started')
  }

  /** Begins nothing new, lets what is under way reach its next checkpoint, and hands the rest to other workers. */
  async stop(): Promise<void> {
    this.#draining = true
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    const heartbeat = setInterval(() => void this.#heartbeat(), this.leaseMs / 4)
    await this.#turn
    while (this.#hand.size > 0 || this.#places.reserved > 0 || this.#claiming || this.#reading) await pause(10)
    clearInterval(heartbeat)
    await this.#listener.close()
    this.#log.info('worker stopped')
  }

  /** Names of the subscriptions it reads. */
  get reads(): string[] {
    return this.#subscriptions.map(({ name }) => name)
  }

  get running(): number {
    return this.#hand.size
  }

  /** Takes wakes from the queue and claims what is due; one at a time, again if asked meanwhile. */
  #wake(): void {
    this.#claimAgain = true
    // A host that only feeds projections leaves wakes to those who can do something about them.
    if (this.#claiming || this.#draining || this.#carried.length === 0) return
    this.#claiming = true
    void (async () => {
      try {
        while (this.#claimAgain && !this.#draining) {
          this.#claimAgain = false
          await this.#inTurn(() => this.#takeWakes())
        }
      } catch (error) {
        this.#log.warn({ err: error }, 'wakes could not be taken')
      } finally {
        this.#claiming = false
      }
    })()
  }

  async #takeWakes(): Promise<void> {
    await this.#withPlaces(this.#more, async (places) => {
      const jobs = await this.#options.wakes.fetch(places)
      if (jobs.length === 0 && !this.#more) return
      // A wake says that there is something to do: what is done next is whatever has its turn.
      const claimed = await this.#turns.claim(places, 0)
      for (const run of claimed) this.#carryOn(run)
      this.#more = claimed.length >= places
      if (this.#more || jobs.length === places) this.#claimAgain = true
      await this.#options.wakes.complete(jobs)
      const taken = new Set(claimed.map(({ id }) => id))
      const left = jobs.flatMap(({ runs }) => runs).filter((run) => !taken.has(run))
      if (this.#options.wakes.listen && left.length > 0) await passOn(this.#options.db, left, this.#carried)
    })
  }

  /** Does nothing where none is free; then whoever ends makes room. */
  async #withPlaces(backlog: boolean, work: (places: number) => Promise<void>): Promise<void> {
    const places = this.#draining ? 0 : this.#places.reserveForClaim(CLAIM, backlog)
    if (places === 0) return
    try {
      await work(places)
    } finally {
      this.#places.release(places)
    }
  }

  /** Places for runs that this process starts: whether each of these flow versions has one. */
  reserve(versions: readonly string[]): boolean[] {
    const rooms = new Map(this.#carried.map((version) => [version, this.#turns.room(version)]))
    const fit = versions.map((version) => {
      const room = rooms.get(version) ?? 0
      rooms.set(version, room - 1)
      return room > 0
    })
    let places = this.#draining ? 0 : this.#places.reserveForStarts(fit.filter(Boolean).length)
    return fit.map((fits) => fits && places-- > 0)
  }

  /** Carries on runs that were started for this worker, in places it had reserved. */
  carry(claimed: readonly Claimed[], reserved: number): void {
    this.#places.release(reserved)
    for (const run of claimed) this.#carryOn(run)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }

  /** Claims runs that are due though no wake came: their job was lost, or their worker died. */
  async #sweep({ overdueMs = OVERDUE_MS, backlog = false } = {}): Promise<void> {
    if (this.#carried.length === 0) return
    try {
      const dropped = [...this.#dropped]
      if (dropped.length > 0) {
        await putDown(this.#options.db, dropped)
        this.#dropped = this.#dropped.filter((one) => !dropped.includes(one))
      }
      await this.#inTurn(() =>
        this.#withPlaces(backlog, async (places) => {
          const claimed = await this.#turns.claim(places, dropped.length > 0 ? 0 : overdueMs)
          if (claimed.length >= places) this.#places.starved = true
          for (const run of claimed) this.#carryOn(run)
        }),
      )
    } catch (error) {
      this.#log.warn({ err: error }, 'the sweep failed')
    }
  }

  /** Renews leases of some age: most runs end before that, and a row that is renewed waits for all who write to it. */
  async #heartbeat(ageMs = this.leaseMs / 3): Promise<void> {
    const old = this.#hand.leasedFor(ageMs)
    if (old.length === 0) return
    const now = performance.now()
    try {
      const held = old.map(({ run }) => ({ run: run.id, epoch: run.epoch }))
      const owned = await renewLeases(this.#options.db, held, this.leaseMs)
      for (const one of old) {
        one.leasedAt = now
        const compensating = owned.get(one.run.id)
        if (compensating === undefined) one.execution.abandon()
        else if (compensating) one.execution.stop()
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'leases could not be renewed')
    }
  }

  #read(): void {
    this.#readAgain = true
    if (this.#reading || this.#draining) return
    this.#reading = true
    void (async () => {
      while (this.#readAgain && !this.#draining) {
        this.#readAgain = false
        for (const subscription of this.#subscriptions)
          await drainSubscription(this.#options.db, subscription, this.#log)
        if (this.#startedHere) {
          this.#startedHere = false
          await this.#sweep({ overdueMs: 0 })
        }
      }
      this.#reading = false
    })()
  }

  /** A run that is due now and was not queued; one that this worker cannot take is queued for the others. */
  async #claimNext(run: string): Promise<Claimed[]> {
    const { db } = this.#options
    const by = { owner: this.id, leaseMs: this.leaseMs, carried: this.#carried }
    const claimed = this.#draining ? [] : await claimRuns(db, { ...by, runs: [run], limit: 1 })
    if (claimed.length === 0) await db.transaction().execute((tx) => this.#options.wakes.send(tx, [{ run }]))
    return claimed
  }

  #carryOn(run: Claimed): void {
    const flow = this.#flows.get(`${run.flow}@${run.version}`)!
    const execution = new Execution(run, flow, {
      db: this.#options.db,
      wakes: this.#options.wakes,
      checkpoints: this.#checkpoints,
      clientsOf: this.#options.clientsOf,
      log: this.#options.log,
      draining: () => this.#draining,
    })
    const held = this.#hand.add(run, execution)
    void this.#finish(execution, run).then((claimed) => {
      this.#hand.remove(held)
      if (execution.dropped) this.#dropped.push({ run: run.id, epoch: run.epoch })
      for (const next of claimed) this.#carryOn(next)
      if (!this.#places.starved && !this.#turns.withheld) return
      this.#places.starved = false
      this.#turns.withheld = false
      // Once all that end with it have left their places.
      setImmediate(() => void this.#sweep({ overdueMs: 0, backlog: true }))
    })
  }

  /** Gives the runs that were claimed in its place, which is kept meanwhile. */
  async #finish(execution: Execution, run: Claimed): Promise<Claimed[]> {
    try {
      const next = await execution.execute()
      return next === undefined ? [] : await this.#claimNext(next)
    } catch (error) {
      this.#log.error({ err: error, run: run.id }, 'a run was dropped: the sweep finds it')
      return []
    }
  }
}
