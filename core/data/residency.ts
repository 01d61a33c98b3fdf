import { IntegrationError } from '../errors/integration-error.ts'
import { readRoutes } from '../runtime/routing.ts'

/** Where data of which entity may lie. A region is a database of its own, with hosts of its own. */
export type Residency = {
  /** The region of this host's database. */
  region: string
  /** Entity to region. An entity that is not named belongs nowhere: it is refused, never kept by default. */
  entities: Readonly<Record<string, string>>
  /** What a field is called that names the entity, wherever it stands; what names none is not told apart. */
  field: string
}

/** Entities and their regions, as `EMEA=eu,AMER=us`. Throws an `Error` that names the part at fault. */
export function readRegions(text: string): Record<string, string> {
  const read = text.trim() === '' ? [] : readRoutes(text)
  if (typeof read === 'string') throw new Error(`"${text}" names no entity: write EMEA=eu,AMER=us.`)
  return Object.fromEntries(read.map(({ value, connection }) => [value, connection]))
}

/**
 * Refuses what belongs into another region's database, before anything of it is kept. Throws `wrong-region` (421,
 * RFC 9110 15.5.20: ask the host that can answer) and `unknown-entity`.
 */
export function refuseForeign(residency: Residency, value: unknown): void {
  const { region, entities } = residency
  for (const entity of entitiesIn(value, residency.field)) {
    const belongs = Object.hasOwn(entities, entity) ? entities[entity] : undefined
    if (belongs === region) continue
    if (belongs === undefined)
      throw new IntegrationError('unknown-entity', `No region is named for the data of ${entity}.`, {
        kind: 'policy',
        team: 'platform',
        detail: 'Name it in GANTRY_REGIONS, as `residency` of gantry.config.ts reads it.',
      })
    throw new IntegrationError('wrong-region', `The data of ${entity} stays in the region ${belongs}.`, {
      kind: 'policy',
      status: 421,
      detail: `This host keeps the data of the region ${region}: send it to the host of ${belongs}.`,
    })
  }
}

/** Whether a value names no entity, or such of this region alone. */
export const isOurs = ({ region, entities, field }: Residency, value: unknown): boolean =>
  entitiesIn(value, field).every((entity) => Object.hasOwn(entities, entity) && entities[entity] === region)

/** A vendor's own record (`native`) speaks the vendor's words: ours are not looked for in it. */
export function entitiesIn(value: unknown, field: string): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((entry) => entitiesIn(entry, field))
  return Object.entries(value).flatMap(([name, entry]) => {
    if (name === 'native') return []
    return name === field && typeof entry === 'string' ? [entry] : entitiesIn(entry, field)
  })
}

type Ask<C> = (input: unknown, call: C) => Promise<unknown>

/** A port that is asked nothing of another region's, and whose answers of that kind nobody is given. */
export const withinRegion = <P>(residency: Residency, port: P): P =>
  Object.fromEntries(
    Object.entries(port as Record<string, Ask<unknown>>).map(([id, ask]): [string, Ask<unknown>] => [
      id,
      async (input, call) => {
        refuseForeign(residency, input)
        const answer = await ask(input, call)
        refuseForeign(residency, answer)
        return answer
      },
    ]),
  ) as P
