import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Contract } from '@gantry/core/contract'
import { recordOf } from '@gantry/core/contract/document'
import { folderOf, type Publication, readPublications, readPublished } from '@gantry/core/contract/publications'
import { gravest } from '../contracts-diff/compare.ts'
import { type Documents, digestOf, type Verdict } from './gate.ts'
import { classesOf } from './rules.ts'

/** The folder of everything that was published, in a project. */
export const PUBLISHED = 'published'

export const registryOf = (root: string): URL => pathToFileURL(`${join(root, PUBLISHED)}/`)

export type Tampered = { path: string; reason: 'missing' | 'differs' }

/** Versions whose documents are no longer what was published. */
export async function tamperedIn(root: string): Promise<Tampered[]> {
  const registry = registryOf(root)
  const tampered: Tampered[] = []
  for (const publication of await readPublications(registry)) {
    const path = `${PUBLISHED}/${folderOf(publication)}`
    const documents = await readDocuments(registry, publication)
    if (!documents) tampered.push({ path, reason: 'missing' })
    else if (digestOf(documents) !== publication.digest) tampered.push({ path, reason: 'differs' })
  }
  return tampered
}

/** Both documents of a version; undefined where that of its operations is gone. */
export async function readDocuments(registry: URL, publication: Publication): Promise<Documents | undefined> {
  const openapi = await readPublished(registry, publication, 'openapi')
  return openapi && { openapi, asyncapi: await readPublished(registry, publication, 'asyncapi') }
}

/** Writes a version into the registry; a folder that is there already stays as it is, and that is an error (EEXIST). */
export async function record(
  root: string,
  contract: Contract,
  documents: Documents,
  verdict: Verdict,
  published: { by: string; on: string },
): Promise<Publication> {
  const { name, tier, owner, criticality, lifecycle, audience, objectives, migration, deprecation } = recordOf(contract)
  const publication: Publication = {
    tier,
    name,
    version: contract.version,
    publishedOn: published.on,
    publishedBy: published.by,
    digest: verdict.digest,
    owner,
    ...(contract.contact && { contact: contract.contact }),
    audience,
    criticality,
    lifecycle,
    ...(objectives && { objectives }),
    classes: classesOf(documents),
    changelog: contract.changelog?.[contract.version] ?? '',
    level: gravest(verdict.changes),
    changes: verdict.changes.map(({ id, level, location, text }) => ({ id, level, location, text })),
    score: verdict.inspection.score,
    waived: verdict.inspection.findings.flatMap(({ waiver }) =>
      waiver ? [{ rule: waiver.rule, owner: waiver.owner, expires: waiver.expires }] : [],
    ),
    ...(verdict.approval && {
      approval: { by: verdict.approval.by, on: verdict.approval.on, reason: verdict.approval.reason },
    }),
    ...(migration && { migration }),
    ...(deprecation && { deprecation }),
  }
  const folder = join(root, PUBLISHED, folderOf(publication))
  await mkdir(join(folder, '..'), { recursive: true })
  await mkdir(folder)
  const files = { openapi: documents.openapi, asyncapi: documents.asyncapi, publication }
  for (const [kind, content] of Object.entries(files))
    if (content) await writeFile(join(folder, `${kind}.json`), `${JSON.stringify(content, null, 2)}\n`)
  return publication
}
