import type { Limit } from './rate-limit.ts'

/** How much may be asked. What is left out is not bounded. */
export type Plan = {
  /** Calls a minute. */
  perMinute: number
  /** Calls within 24 hours, from the first one on. */
  perDay?: number
  /** Calls within a second, at each host. */
  burst?: number
}

/** By their names. */
export type Plans = Readonly<Record<string, Plan>>

/** The plan of whoever has none, or one that the configuration knows no more. */
const STANDARD = 'standard'

/** A plan by its name; undefined where the configuration has no plans at all. */
export const planNamed = (plans: Plans, name = STANDARD): Plan | undefined =>
  Object.hasOwn(plans, name) ? plans[name] : plans[STANDARD]

/** Whether a plan allows more of anything than another. */
export const exceeds = (plan: Plan, other: Plan): boolean =>
  (['perMinute', 'perDay', 'burst'] as const).some(
    (bound) => (plan[bound] ?? Number.POSITIVE_INFINITY) > (other[bound] ?? Number.POSITIVE_INFINITY),
  )

/** The limits of a plan. `whose` names them in `RateLimit`; `of` is who or what is counted. */
export function limitsOf({ perMinute, perDay, burst }: Plan, whose: string, of: readonly (string | number)[]): Limit[] {
  const limit = (name: string, calls: number, seconds: number, unit: string): Limit => ({
    name,
    key: JSON.stringify([...of, ...(unit ? [unit] : [])]),
    calls,
    seconds,
  })
  return [
    limit(whose, perMinute, 60, ''),
    ...(perDay === undefined ? [] : [limit(`${whose}-day`, perDay, 86_400, 'day')]),
    ...(burst === undefined ? [] : [limit(`${whose}-burst`, burst, 1, 'burst')]),
  ]
}
