import { defineContract, event, z } from '../../contract/contract.ts'
import { IntegrationError } from '../../errors/integration-error.ts'
import { defineFlow, type FlowContext, type StepCall } from '../../flow/flow.ts'
import { nameOf, type Op, type Program } from './program.ts'

export const { told } = defineContract({
  name: 'model',
  version: '1.0.0',
  tier: 'process',
  title: 'Model',
  description: 'Events of the model.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ key: z.string() }), { key: ({ key }) => key }) },
}).events

/** The vendor: every call counts, an effect is there once for its key. */
export class Books {
  readonly effects: string[] = []
  readonly #keys = new Set<string>()
  readonly calls = new Map<string, number>()
  /** Told of each call, before it takes effect. */
  onCall: () => Promise<void> = async () => {}

  async call(name: string, { idempotencyKey }: StepCall): Promise<void> {
    await this.onCall()
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1)
    if (!this.#keys.has(idempotencyKey)) this.effects.push(name)
    this.#keys.add(idempotencyKey)
  }
}

/** A program under way, and what people have mended of it. */
export type Underway = { program: Program; books: Books; mended: Set<string> }
export const underway = new Map<string, Underway>()

const retry = { attempts: 50, firstMs: 1, maxMs: 1 }
const DAY = { within: { days: 1 } }
const refuse = async () => {
  throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
}
const caught = (error: IntegrationError) => `caught ${error.code}`

const Input = z.object({ id: z.string() })
const ChildInput = z.object({ id: z.string(), n: z.number(), does: z.enum(['end', 'fail', 'wait']) })
const signals = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((n) => [`signal ${n}`, z.string()]))
type Context = FlowContext<Record<never, never>, typeof signals>

export const childFlow = defineFlow({
  name: 'modelled-child',
  version: 1,
  team: 'platform',
  input: ChildInput,
  key: ({ id, n }) => `${id} ${n}`,
  uses: {},
  run: async ({ id, n, does }, { step, wait }) => {
    const { books } = underway.get(id)!
    const name = `child ${n}`
    await step(
      name,
      (call) => books.call(name, call),
      (_, call) => books.call(`undo ${name}`, call),
    )
    if (does === 'fail') await step('refuse', refuse, { refused: 'throw' })
    if (does === 'wait') await wait('told', told, `${id} ${n}`, DAY)
    return name
  },
})

export const modelledFlow = defineFlow({
  name: 'modelled',
  version: 1,
  team: 'platform',
  input: Input,
  key: ({ id }) => id,
  orderedBy: ({ id }) => id,
  signals,
  uses: {},
  run: async ({ id }, context) => {
    const { program } = underway.get(id)!
    const results: unknown[] = []
    for (const [n, op] of program.ops.entries()) results.push(...(await perform(id, op, n, context)))
    if (program.end === 'refuse') await context.step('refuse', refuse, { refused: 'throw' })
    return results
  },
})

async function perform(id: string, op: Op, n: number, context: Context): Promise<unknown[]> {
  const { books, mended } = underway.get(id)!
  const { step, local, wait, sleep, signal, approval, child } = context
  const name = nameOf(op, n)
  const undo = (of: string) => (_: unknown, call: StepCall) => books.call(`undo ${of}`, call)
  const effect = (of: string, transient: number) => async (call: StepCall) => {
    const before = books.calls.get(of) ?? 0
    if (before < transient) {
      books.calls.set(of, before + 1)
      throw new IntegrationError('busy', 'Busy.', { kind: 'transient' })
    }
    await books.call(of, call)
    return of
  }
  switch (op.op) {
    case 'step': {
      const work = effect(name, op.transient)
      return [await (op.undo ? step(name, work, undo(name), { retry }) : step(name, work, { retry }))]
    }
    case 'parallel':
      return Promise.all(
        [...Array(op.width).keys()].map((item) =>
          step(name, effect(`${name}/${item}`, item % 2), undo(`${name}/${item}`), { item: String(item), retry }),
        ),
      )
    case 'held':
      return [
        await step(name, async (call) => (op.by === 'skip' || !mended.has(name) ? refuse() : effect(name, 0)(call))),
      ]
    case 'child':
      return [await child(name, childFlow, { id, n, does: op.does }, { undo: undo(name) }).catch(caught)]
    case 'approval': {
      const ask = { subject: `${name}?` }
      return [await approval(name, { by: 'team', ask, ...DAY }).then(() => 'approved', caught)]
    }
    case 'signal':
      return [await signal(name, DAY)]
    case 'caught':
      return [await step(name, refuse, { refused: 'throw' }).catch(caught)]
    case 'wait':
      return [(await wait(name, told, `${id} ${n}`, DAY)).key]
    case 'sleep':
      await sleep(name, { within: { ms: 1 } })
      return []
    case 'local':
      return [await local(name, async () => name)]
  }
}
