import fc from 'fast-check'

/** What a random flow does, one after another. */
export type Op =
  | { op: 'step'; transient: number; undo: boolean }
  | { op: 'parallel'; width: number }
  | { op: 'held'; by: 'retry' | 'skip' }
  | { op: 'child'; does: 'end' | 'fail' | 'wait' }
  | { op: 'approval'; decision: 'approved' | 'rejected' }
  | { op: 'signal'; early: boolean }
  | { op: 'caught' }
  | { op: 'wait' }
  | { op: 'sleep' }
  | { op: 'local' }

export type Crash = { at: number; when: 'before' | 'after' }

/** A random flow, and what befalls it. */
export type Program = {
  ops: Op[]
  end: 'complete' | 'refuse'
  /** The worker is lost before or after its nth checkpoint. */
  crashes: Crash[]
  /** Somebody cancels the run before its nth claim, or during its nth call of a vendor. */
  cancel: { at: number; during: 'claim' | 'call' } | null
  /** Somebody restarts the run, once it has completed, from this operation on, where it is one step. */
  restart: number | null
}

const operation: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ op: fc.constant('step' as const), transient: fc.nat(3), undo: fc.boolean() }),
  fc.record({ op: fc.constant('step' as const), transient: fc.constant(0), undo: fc.boolean() }),
  fc.record({ op: fc.constant('parallel' as const), width: fc.integer({ min: 2, max: 4 }) }),
  fc.record({ op: fc.constant('held' as const), by: fc.constantFrom('retry' as const, 'skip' as const) }),
  fc.record({
    op: fc.constant('child' as const),
    does: fc.constantFrom<'end' | 'fail' | 'wait'>('end', 'fail', 'wait'),
  }),
  fc.record({
    op: fc.constant('approval' as const),
    decision: fc.constantFrom<'approved' | 'rejected'>('approved', 'rejected'),
  }),
  fc.record({ op: fc.constant('signal' as const), early: fc.boolean() }),
  fc.constantFrom<Op>({ op: 'caught' }, { op: 'wait' }, { op: 'sleep' }, { op: 'local' }),
)

export const program: fc.Arbitrary<Program> = fc.record({
  ops: fc.array(operation, { minLength: 1, maxLength: 7 }),
  end: fc.constantFrom('complete', 'refuse'),
  crashes: fc.uniqueArray(fc.record({ at: fc.nat(20), when: fc.constantFrom<'before' | 'after'>('before', 'after') }), {
    selector: ({ at }) => at,
    maxLength: 4,
  }),
  cancel: fc.option(fc.record({ at: fc.nat(8), during: fc.constantFrom<'claim' | 'call'>('claim', 'call') }), {
    freq: 2,
  }),
  restart: fc.option(fc.nat(6), { freq: 2 }),
})

export const nameOf = ({ op }: Op, n: number): string => `${op} ${n}`

/** The effects of an operation, in groups: those of one group may come in any order. */
export const effectsOf = (op: Op, n: number): string[] => {
  const name = nameOf(op, n)
  if (op.op === 'parallel') return [...Array(op.width).keys()].map((item) => `${name}/${item}`)
  return op.op === 'step' || op.op === 'child' || (op.op === 'held' && op.by === 'retry') ? [name] : []
}

/** Whether what it did is undone when the run fails later. A child that fails undoes its effect itself. */
export const isUndone = (op: Op): boolean =>
  op.op === 'parallel' || (op.op === 'child' && op.does !== 'fail') || (op.op === 'step' && op.undo)
