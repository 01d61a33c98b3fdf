import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { z } from './contract.ts'

const Day = z.iso.date().openapi({ example: '2026-03-31' })

/** What the owner of an API promises: availability in percent of a month, the time of 95 of 100 calls in ms. */
export const Objectives = z
  .object({ availabilityPercent: z.number(), p95Ms: z.number() })
  .openapi('Objectives', { description: 'What its owner promises.' })

export const Deprecation = z
  .object({ since: Day, sunset: Day, successor: z.string(), migration: z.string() })
  .openapi('Deprecation', { description: 'Since when a version is deprecated, and from when on it answers 410.' })

const Change = z
  .object({ id: z.string(), level: z.string(), location: z.string(), text: z.string() })
  .openapi('Change', { description: 'What is other than in the version before.' })

/** One version of an API as it was published. It never changes afterwards: what follows is another version. */
export const Publication = z
  .object({
    tier: z.enum(['system', 'process', 'experience']),
    name: z.string().openapi({ example: 'orders' }),
    version: z.string().openapi({ example: '1.1.0' }),
    publishedOn: Day,
    publishedBy: z.string().openapi({ example: 'release@example.com' }),
    digest: z.string().openapi({ description: 'SHA-256 of the documents as they lie in the registry.' }),
    owner: z.string(),
    contact: z.string().optional().openapi({ example: 'orders@example.com' }),
    audience: z.enum(['internal', 'partner', 'public']),
    criticality: z.enum(['standard', 'financial']),
    lifecycle: z.enum(['draft', 'active', 'deprecated', 'retired']),
    objectives: Objectives.optional(),
    classes: z.array(z.string()).openapi({ description: 'The classes of data its fields are of.' }),
    changelog: z.string().openapi({ description: 'What the version brought, in one sentence.' }),
    level: z.enum(['breaking', 'warning', 'info', 'none']).openapi({
      description: 'The gravest change against the version before; `none` for the first.',
    }),
    changes: z.array(Change),
    score: z.number().min(0).max(100).openapi({ description: 'What the linters left of 100.' }),
    waived: z.array(z.object({ rule: z.string(), owner: z.string(), expires: Day })),
    approval: z.object({ by: z.string(), on: Day, reason: z.string() }).optional(),
    migration: z.string().optional().openapi({ description: 'How to move here from the major version before.' }),
    deprecation: Deprecation.optional(),
  })
  .openapi('Publication', { description: 'A version of an API, as it was published.' })
export type Publication = z.output<typeof Publication>

export type DocumentKind = 'openapi' | 'asyncapi'

/** Every publication in a folder `<tier>/<name>/<version>/`, by tier, name and version; none where there is no folder. */
export async function readPublications(folder: URL): Promise<Publication[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true })
  const files = entries.filter((path) => path.endsWith('publication.json')).sort()
  const read = files.map(async (path) => JSON.parse(await readFile(new URL(path, folder), 'utf8')) as unknown)
  const publications = (await Promise.all(read)).map((record) => Publication.parse(record))
  return publications.sort((a, b) => apiOf(a).localeCompare(apiOf(b)) || compareVersions(a.version, b.version))
}

/** A document of a publication as it was published; undefined where the version has none of the kind. */
export async function readPublished(
  folder: URL,
  publication: Publication,
  kind: DocumentKind,
): Promise<Record<string, unknown> | undefined> {
  const file = new URL(`${folderOf(publication)}${kind}.json`, folder)
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>) : undefined
}

/** Where a version lies in the registry, relative to its folder. */
export const folderOf = ({ tier, name, version }: Pick<Publication, 'tier' | 'name' | 'version'>): string =>
  `${tier}/${name}/${version}/`

const apiOf = ({ tier, name }: Publication) => `${tier}.${name}`

/** Orders versions `1.2.0` by their numbers. */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]]
  for (const index of [0, 1, 2]) if (one[index] !== other[index]) return one[index]! - other[index]!
  return 0
}
