import type { Call, Port } from '@gantry/core/contract'
import type { Class } from '@gantry/core/data/classification'
import { clearanceOf, maskedByName, namesIn } from '@gantry/core/data/masking'
import type { ProcessContext } from '@gantry/core/process'
import type { operations } from './contract.ts'

/**
 * The port, whose answers are masked for callers without the clearance. Inputs, results, what was asked of a vendor and dead
 * letters have no shape of their own here: a field counts as what a field of its name is anywhere in the contracts.
 */
export function disclosing(
  published: ProcessContext<object>['published'],
  port: Port<typeof operations>,
): Port<typeof operations> {
  let names: Promise<ReadonlyMap<string, Class>> | undefined
  const shown = async (answer: unknown, { identity }: Call) => {
    names ??= published().then((all) => namesIn(all.map(({ contract }) => contract)))
    const cleared = clearanceOf(identity)
    const hidden = new Map([...(await names)].filter(([, of]) => !cleared.has(of)))
    return hidden.size === 0 ? answer : maskedByName(hidden, answer, cleared)
  }
  return Object.fromEntries(
    Object.entries(port as Record<string, (input: unknown, call: Call) => Promise<unknown>>).map(([id, answer]) => [
      id,
      async (input: unknown, call: Call) => shown(await answer(input, call), call),
    ]),
  ) as Port<typeof operations>
}
