import assert from 'node:assert/strict'
import { effectsOf, isUndone, nameOf, type Op, type Program } from './program.ts'

const undoOf = (name: string) => `undo ${name}`

/** What must come of a program that nobody cancels, whatever crashes: results, and effects in groups. */
function expected(id: string, { ops, end }: Program, from: number | undefined) {
  const results = ops.flatMap((op, n): unknown[] => resultsOf(id, op, n))
  const effects = ops.flatMap(groupsOf)
  if (end === 'complete') {
    const again = from === undefined ? [] : forwardAgain(ops, from)
    return { state: 'completed', output: results, groups: [...effects, ...again] }
  }
  const undos = ops.flatMap((op, n) => (isUndone(op) ? [effectsOf(op, n).map(undoOf)] : [])).reverse()
  return { state: undos.length > 0 ? 'compensated' : 'failed', output: null, groups: [...effects, ...undos] }
}

/** A child is the run of its own key: a parent done again finds it ended. */
const forwardAgain = (ops: Op[], from: number): string[][] =>
  ops.flatMap((op, n) => (n < from || op.op === 'child' ? [] : groupsOf(op, n)))

function groupsOf(op: Op, n: number): string[][] {
  const effects = effectsOf(op, n)
  if (effects.length === 0) return []
  return op.op === 'child' && op.does === 'fail' ? [effects, effects.map(undoOf)] : [effects]
}

function resultsOf(id: string, op: Op, n: number): unknown[] {
  const name = nameOf(op, n)
  switch (op.op) {
    case 'sleep':
      return []
    case 'wait':
      return [`${id} ${n}`]
    case 'signal':
      return [`signal ${n}`]
    case 'caught':
      return ['caught refused']
    case 'approval':
      return [op.decision === 'approved' ? 'approved' : 'caught approval-rejected']
    case 'child':
      return [op.does === 'fail' ? 'caught refused' : name]
    case 'held':
      return [op.by === 'skip' ? 'skipped' : name]
    case 'parallel':
      return effectsOf(op, n)
    default:
      return [name]
  }
}

/** What was found once a program's run had ended. */
export type Found = {
  state: string
  output: unknown
  effects: string[]
  calls: ReadonlyMap<string, number>
  /** Whether the run took the cancellation. */
  cancelled: boolean
  /** The operation from which it was restarted. */
  restarted: number | undefined
}

export function judge(id: string, program: Program, found: Found): void {
  if (found.cancelled) judgeCancelled(program, found)
  else {
    const { state, output, groups } = expected(id, program, found.restarted)
    assert.deepEqual({ state: found.state, output: found.output }, { state, output })
    judgeGroups(found.effects, groups)
  }
  // Nothing is called more often than its failures, the crashes and a restart account for.
  const most = (1 + 3 + program.crashes.length) * (found.restarted === undefined ? 1 : 2)
  for (const [name, calls] of found.calls) assert(calls <= most, `${name} was called ${calls} times`)
}

/** However far a run came before it was cancelled: each effect that has an undo was undone once, last first. */
function judgeCancelled({ ops }: Program, { state, effects }: Found): void {
  assert.equal(state, 'cancelled')
  assert.equal(new Set(effects).size, effects.length, effects.join(', '))
  const groups = ops.flatMap((op, n) => (effectsOf(op, n).length > 0 ? [{ op, names: effectsOf(op, n) }] : []))
  const there = (name: string) => effects.includes(name)
  const begun = groups.filter(({ names }) => names.some(there))
  // It came this far and no further: all before the last that was begun is complete.
  assert.deepEqual(begun, groups.slice(0, begun.length))
  for (const { names } of begun.slice(0, -1)) assert(names.every(there), names.join())
  const undos = begun
    .filter(({ op }) => isUndone(op))
    .map(({ names }) => names.filter(there).map(undoOf))
    .reverse()
  const failed = begun.flatMap(({ op, names }) => (op.op === 'child' && op.does === 'fail' ? names.map(undoOf) : []))
  const found = effects.filter((name) => name.startsWith('undo ') && !failed.includes(name))
  judgeGroups(found, undos)
}

/** Effects in groups whose members may come in any order. */
function judgeGroups(found: string[], groups: string[][]): void {
  let rest = found
  for (const group of groups) {
    assert.deepEqual(rest.slice(0, group.length).sort(), [...group].sort(), found.join(', '))
    rest = rest.slice(group.length)
  }
  assert.deepEqual(rest, [])
}
