import { IntegrationError } from '../errors/integration-error.ts'

/** Where data of which entity may lie. A region is a database of its own, with hosts of its own. */
export type Residency = {
  /** The region of this host's database. */
  region: string
  /** Entity to region. An entity that is not named belongs nowhere: it is refused, never kept by default. */
  entities: Readonly<Record<string, string>>
  /** The field of a flow's input that names the entity; a flow whose input has none is not told apart. */
  field: string
}

/**
 * Refuses what belongs into another region's database, before anything of it is written. Throws `wrong-region` (421,
 * RFC 9110 15.5.20: ask the host that can answer) and `unknown-entity`.
 */
export function refuseForeign({ region, entities, field }: Residency, input: unknown): void {
  const entity = typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[field] : undefined
  if (typeof entity !== 'string') return
  const belongs = Object.hasOwn(entities, entity) ? entities[entity] : undefined
  if (belongs === region) return
  if (belongs === undefined)
    throw new IntegrationError('unknown-entity', `No region is named for the data of ${entity}.`, {
      kind: 'policy',
      team: 'platform',
      detail: 'Name it in `residency` of gantry.config.ts.',
    })
  throw new IntegrationError('wrong-region', `The data of ${entity} stays in the region ${belongs}.`, {
    kind: 'policy',
    status: 421,
    detail: `This host keeps the data of the region ${region}: send it to the host of ${belongs}.`,
  })
}
