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
  /** Origins of other regions' hosts, as `readAddresses` reads them: requests for a region that has one are passed on. */
  addresses?: Readonly<Record<string, string>>
  /** Signs what is passed on between regions, the same in all of them; 32 characters at least. Needed with `addresses`. */
  key?: string | undefined
}

/** Entities and their regions, as `EMEA=eu,AMER=us`. Throws an `Error` that names the part at fault. */
export function readRegions(text: string): Record<string, string> {
  const read = text.trim() === '' ? [] : readRoutes(text)
  if (typeof read === 'string') throw new Error(`"${text}" names no entity: write EMEA=eu,AMER=us.`)
  return Object.fromEntries(read.map(({ value, connection }) => [value, connection]))
}

/**
 * Regions and the origins of their hosts, as `us=https://us.example.com,eu=https://eu.example.com`. Their certificates
 * tell that they are who they are meant to be: plain HTTP is taken for loopback alone. Throws an `Error` that names the
 * region at fault.
 */
export function readAddresses(text: string): Record<string, string> {
  const parts = text.split(',').map((part) => part.trim())
  return Object.fromEntries(
    parts
      .filter((part) => part !== '')
      .map((part): [string, string] => {
        const [, region, address = ''] = /^([a-z][a-z0-9-]*)=(\S+)$/.exec(part) ?? []
        const url = URL.canParse(address) ? new URL(address) : undefined
        const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
        if (!region || !url || !safe || url.href !== `${url.origin}/`)
          // Not the address itself: somebody may have written a password into it.
          throw new Error(`No region’s address follows "${part.split('=')[0]}": write us=https://us.example.com.`)
        return [region, url.origin]
      }),
  )
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/

/**
 * Refuses what belongs into another region's database, before anything of it is kept. Throws `wrong-region` (421,
 * RFC 9110 15.5.20: ask the host that can answer) and `unknown-entity`.
 */
export function refuseForeign(residency: Residency, value: unknown): void {
  const { region } = residency
  const found = entitiesIn(value, residency.field).map((entity) => ({ entity, belongs: regionOf(residency, entity) }))
  const unknown = found.find(({ belongs }) => belongs === undefined)
  if (unknown)
    throw new IntegrationError('unknown-entity', `No region is named for the data of ${unknown.entity}.`, {
      kind: 'policy',
      team: 'platform',
      detail: 'Name it in GANTRY_REGIONS, as `residency` of gantry.config.ts reads it.',
    })
  const foreign = found.find(({ belongs }) => belongs !== region)
  if (!foreign) return
  const regions = new Set(found.map(({ belongs }) => belongs))
  throw new IntegrationError('wrong-region', `The data of ${foreign.entity} stays in the region ${foreign.belongs}.`, {
    kind: 'policy',
    status: 421,
    // What belongs to several regions none of them takes.
    ...(regions.size === 1
      ? {
          region: foreign.belongs!,
          detail: `This host keeps the data of the region ${region}: send it to the host of ${foreign.belongs}.`,
        }
      : { detail: `It names entities of ${[...regions].join(' and ')}: send each region what is its own.` }),
  })
}

const regionOf = ({ entities }: Residency, entity: string): string | undefined =>
  Object.hasOwn(entities, entity) ? entities[entity] : undefined

/** The other regions that a value names entities of. */
export const regionsBeside = (residency: Residency, value: unknown): string[] => [
  ...new Set(
    entitiesIn(value, residency.field)
      .map((entity) => regionOf(residency, entity))
      .filter((region) => region !== undefined && region !== residency.region) as string[],
  ),
]

/** Whether a value names no entity, or such of this region alone. */
export const isOurs = (residency: Residency, value: unknown): boolean =>
  entitiesIn(value, residency.field).every((entity) => regionOf(residency, entity) === residency.region)

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
