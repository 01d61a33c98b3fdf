import { CLASSES, type Class } from './classification.ts'

/**
 * How long data of a class is kept: not erased before, and erased after. Days count from a run's last change, an event's
 * arrival, a dead letter's first failure.
 */
export type RetentionRule = {
  /** `public` and `internal` stand for the row itself, which also stays as long as any other rule covers what it holds. */
  class: Class
  /** Of this entity alone; such a rule goes before one of the class. */
  entity?: string
  /** `null` keeps it for ever. */
  keepDays: number | null
}

export type RetentionRules = {
  rules: readonly RetentionRule[]
  /** What a field is called that names the entity, wherever it stands. */
  field?: string
}

/** Days, `null` for ever; undefined where no rule speaks, and the field goes with its row. */
type Days = number | null | undefined

/** Classes whose fields are erased in place; the others are what a row is made of. */
const IN_PLACE: readonly Class[] = ['confidential', 'personal', 'financial', 'secret']
const ROW: readonly Class[] = ['public', 'internal']

/** The days of a class, for each of the entities that a value names; of the class alone where it names none. */
function daysOf({ rules }: RetentionRules, of: Class, entities: readonly string[]): Days[] {
  const rule = (entity?: string) => rules.find((one) => one.class === of && one.entity === entity)
  const general = rule()?.keepDays
  if (entities.length === 0) return [general]
  return entities.map((entity) => {
    const own = rule(entity)
    return own ? own.keepDays : general
  })
}

const passed = (days: Days, age: number): boolean => typeof days === 'number' && days <= age

/** Classes whose fields have to go at this age in days. What names several entities is kept for the one that keeps longest. */
export const expiredClasses = (rules: RetentionRules, entities: readonly string[], age: number): Class[] =>
  IN_PLACE.filter((one) => daysOf(rules, one, entities).every((days) => passed(days, age)))

/** Whether nothing keeps a row any longer: no class it holds, and not its own days (`rowDays` where no rule tells them). */
export function isRowExpired(
  rules: RetentionRules,
  row: { entities: readonly string[]; holds: ReadonlySet<Class>; age: number; rowDays: number | null },
): boolean {
  const { entities, holds, age, rowDays } = row
  const covered = IN_PLACE.filter((one) => holds.has(one)).flatMap((one) => daysOf(rules, one, entities))
  if (covered.some((days) => days !== undefined && !passed(days, age))) return false
  return rowDaysOf(rules, entities, rowDays).every((days) => passed(days, age))
}

function rowDaysOf(rules: RetentionRules, entities: readonly string[], rowDays: number | null): Days[] {
  const told = ROW.map((one) => daysOf(rules, one, entities))
  return told[0]!.map((_, at) => {
    const days = told.map((list) => list[at]).filter((one) => one !== undefined)
    if (days.length === 0) return rowDays
    return days.includes(null) ? null : Math.max(...(days as number[]))
  })
}

/** How many days data of a class must at least be kept: the longest of its entities; 0 where no rule speaks. */
export const leastDays = (rules: RetentionRules, of: Class, entities: readonly string[]): number =>
  Math.max(0, ...daysOf(rules, of, entities).map((days) => (days === null ? Number.POSITIVE_INFINITY : (days ?? 0))))

/** The ages at which something may have to go. */
export const ages = ({ rules }: RetentionRules, rowDays: number | null): number[] =>
  [...new Set([...rules.map(({ keepDays }) => keepDays), rowDays])]
    .filter((days) => days !== null)
    .sort((a, b) => a - b)

/** The shortest of the rules that erase in place, for copies that nothing can be erased in; undefined where there is none. */
export const shortest = ({ rules }: RetentionRules): number | undefined => {
  const days = rules.flatMap((rule) => (IN_PLACE.includes(rule.class) ? (rule.keepDays ?? []) : []))
  return days.length > 0 ? Math.min(...days) : undefined
}

/** The longest rule: before it no month of the archive goes as a whole. */
export const longest = ({ rules }: RetentionRules): number =>
  Math.max(0, ...rules.map(({ keepDays }) => keepDays ?? Number.POSITIVE_INFINITY))

/** Rules that find nothing: no field has their class. */
export const idleRules = ({ rules }: RetentionRules, names: ReadonlyMap<string, Class>): RetentionRule[] => {
  const held = new Set(names.values())
  return rules.filter((rule) => IN_PLACE.includes(rule.class) && !held.has(rule.class))
}

/** Throws an `Error` that names the rule at fault. `runs` is after how many days ended runs go to the archive. */
export function checkRules({ rules, field }: RetentionRules, { runs }: { runs: number | null }): void {
  const seen = new Set<string>()
  for (const { class: of, entity, keepDays } of rules) {
    const called = `The retention rule for ${[entity, of].filter(Boolean).join(' ')}`
    if (!CLASSES.includes(of)) throw new Error(`${called}: there is no such class; write ${CLASSES.join(', ')}.`)
    if (keepDays !== null && !(Number.isInteger(keepDays) && keepDays > 0))
      throw new Error(`${called}: keepDays is a number of whole days, or null to keep it for ever.`)
    if (entity !== undefined && !field)
      throw new Error(`${called}: say which field names the entity, as retention.field.`)
    if (seen.has(`${of} ${entity}`)) throw new Error(`${called} stands there twice.`)
    seen.add(`${of} ${entity}`)
    if (ROW.includes(of) && keepDays !== null && (runs === null || keepDays < runs))
      throw new Error(`${called} ends before runs go to the archive (retention.runs): a run goes from there alone.`)
  }
}
