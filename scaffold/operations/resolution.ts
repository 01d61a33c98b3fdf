import type { z } from '@gantry/core/contract'
import type { operations } from '@gantry/operations/contract'
import { Refusal } from '../refusal.ts'
import { correctionOf, jsonOf } from './arguments.ts'

type Resolution = z.input<(typeof operations)['operations']['resolveException']['body']>['resolution']

export type ResolutionFlags = {
  input?: string | undefined
  result?: string | undefined
  step?: string | undefined
  item?: string | undefined
  patch?: string | undefined
  map?: string | undefined
  value?: string[] | undefined
}

/** The resolution that an action and its flags name. Throws a `Refusal` that says which flag is missing. */
export async function resolutionOf(action: string, flags: ResolutionFlags): Promise<Resolution> {
  const needed = (flag: 'input' | 'result' | 'step'): string => {
    const value = flags[flag]
    if (value !== undefined) return value
    throw new Refusal(`To ${action} needs --${flag}.`, 'See: pnpm gantry exceptions resolve --help')
  }
  switch (action) {
    case 'edit':
      return { action, input: await jsonOf(needed('input'), '--input') }
    case 'edit-result': {
      const [step, result] = [needed('step'), await jsonOf(needed('result'), '--result')]
      return { action, step, result, ...(flags.item && { item: flags.item }) }
    }
    case 'skip':
      return { action, result: await jsonOf(needed('result'), '--result') }
    case 'patch':
    case 'map': {
      const correction = await correctionOf(flags)
      if (correction?.action === action) return correction
      throw new Refusal(`To ${action} needs --${action}.`, 'See: pnpm gantry exceptions resolve --help')
    }
    default:
      return { action: action as 'retry' }
  }
}
