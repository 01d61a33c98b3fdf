import type { Contract, Operation } from '../contract/contract.ts'
import { type Identity, permits } from '../security/identity.ts'
import {
  CLASSES,
  type Class,
  type Classification,
  classesIn,
  classificationOf,
  classifiedNames,
} from './classification.ts'

/** The scope that lets a principal see fields of a class. Nothing lets anybody see a secret. */
export const clearanceScope = (of: Class): string => `data.${of}`

const OPEN: readonly Class[] = ['public', 'internal']

/** What a principal may see: what is public and internal, and the classes that its scopes name. */
export const clearanceOf = (identity: Identity): ReadonlySet<Class> =>
  new Set(CLASSES.filter((one) => one !== 'secret' && (OPEN.includes(one) || permits(identity, clearanceScope(one)))))

/** What stands in the place of what may not be seen. */
export const maskOf = (of: Class): string => `[${of}]`

/** A copy in which the fields of classes that are not cleared are masked. What is absent stays absent. */
export function masked(shape: Classification, value: unknown, cleared: ReadonlySet<Class>): unknown {
  if (value === undefined || value === null) return value
  if (shape.class && !cleared.has(shape.class)) return maskOf(shape.class)
  const other = shape.others.find((each) => each.class && !cleared.has(each.class))
  if (other?.class) return maskOf(other.class)
  if (Array.isArray(value)) {
    const { each } = shape
    return each
      ? value.map((entry) => masked(each, entry, cleared))
      : shape.others.length > 0
        ? through(shape, value, cleared)
        : value
  }
  if (typeof value !== 'object') return value
  const own = Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      const field = shape.fields.get(name) ?? shape.each
      return [name, field ? masked(field, entry, cleared) : entry]
    }),
  )
  return through(shape, own, cleared)
}

/** The value may be of any of several shapes: what one of them hides is hidden. */
const through = (shape: Classification, value: unknown, cleared: ReadonlySet<Class>): unknown =>
  shape.others.reduce((seen, other) => masked(other, seen, cleared), value)

/**
 * The same for a value of no declared shape (a run's input, a step's result, a dead letter): a field counts as what a field
 * of that name is anywhere in the contracts.
 */
export function maskedByName(names: ReadonlyMap<string, Class>, value: unknown, cleared: ReadonlySet<Class>): unknown {
  if (Array.isArray(value)) return value.map((entry) => maskedByName(names, entry, cleared))
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Error) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      const of = names.get(name)
      if (of && !cleared.has(of) && entry !== null && entry !== undefined) return [name, maskOf(of)]
      return [name, maskedByName(names, entry, cleared)]
    }),
  )
}

/** Masks what is logged: nobody's clearance is known there. */
export const maskingLogged =
  (names: ReadonlyMap<string, Class>) =>
  (logged: object): object =>
    maskedByName(names, logged, NOBODY) as object

const NOBODY: ReadonlySet<Class> = new Set(OPEN)

/** Masks the answers of an experience API for whoever lacks the clearance. */
export const disclosing =
  ({ discloses = [] }: Pick<Contract, 'discloses'>) =>
  ({ returns }: Operation, output: unknown, identity: Identity): unknown => {
    const shape = classificationOf(returns)
    const cleared = new Set([...clearanceOf(identity), ...discloses])
    return [...classesIn(shape)].every((one) => cleared.has(one)) ? output : masked(shape, output, cleared)
  }

/** A vendor's own record, beside what we understand of it: whatever the vendor knows of people may stand in it. */
const VENDORS_OWN: readonly (readonly [name: string, of: Class])[] = [['native', 'personal']]

/** What fields are called that have a class anywhere in these contracts. */
export const namesIn = (contracts: readonly Pick<Contract, 'operations' | 'events'>[]): ReadonlyMap<string, Class> => {
  const shapes = contracts.flatMap(({ operations, events }) =>
    [
      ...Object.values(operations).flatMap(({ body, returns }) => (body ? [body, returns] : [returns])),
      ...Object.values(events).map(({ data }) => data),
    ].map(classificationOf),
  )
  return new Map([...VENDORS_OWN, ...classifiedNames(shapes)])
}
