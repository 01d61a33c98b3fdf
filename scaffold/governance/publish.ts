import type { Contract } from '@gantry/core/contract'
import { type Publication, readPublications } from '@gantry/core/contract/publications'
import { versionsOf } from '../contracts/publication.ts'
import type { Project } from '../project.ts'
import { type Approvable, type Approval, approvalOf, readApprovals } from './approval.ts'
import { differenceOf } from './difference.ts'
import { baseOf, type Candidate, digestOf, judge, type Objection, type Verdict, whatOf } from './gate.ts'
import { documentsOf, type Inspection, inspect, keyOf } from './inspection.ts'
import { readMaterials, releaseOf } from './material.ts'
import { usesOf } from './recorded.ts'
import { readDocuments, record, registryOf, tamperedIn } from './registry.ts'
import { readTeams, type Team } from './teams.ts'
import { readWaivers } from './waiver.ts'

/** A flow or mapping that is financially material, and whether exactly this content was approved. */
export type Release = Approvable & { approval?: Approval; objections: Objection[] }

/** What the gate says of everything. Nothing is published while anything is refused. */
export type Judgement = { verdicts: Verdict[]; releases: Release[]; objections: Objection[] }

type Records = { approvals: readonly Approval[]; teams: readonly Team[]; published: readonly Publication[] }

/** Judges every contract and every material release of a project. `publisher` is who would publish, by mail address. */
export async function judgeAll(project: Project, publisher: string, today: string): Promise<Judgement> {
  const { root } = project
  const [approvals, teams, published, contracts] = await Promise.all([
    readApprovals(root),
    readTeams(root),
    readPublications(registryOf(root)),
    versionsOf(project),
  ])
  const records = { approvals, teams, published }
  const verdicts: Verdict[] = []
  for (const contract of contracts) verdicts.push(judge(await candidateOf(root, contract, records, publisher, today)))
  const releases = (await readMaterials(root)).map((material): Release => {
    const release = releaseOf(root, material)
    const approval = approvalOf(release, approvals, teams, publisher)
    if (typeof approval !== 'string') return { ...release, approval, objections: [] }
    const mend = `Have it approved: pnpm gantry contracts approve ${release.what} --by <member of ${release.approver}> --reason '…'`
    return { ...release, objections: [{ code: 'not-approved', text: approval, mend }] }
  })
  return {
    verdicts,
    releases,
    objections: [...(await tamperObjections(root)), ...goneObjections(published, contracts, today)],
  }
}

async function candidateOf(
  root: string,
  contract: Contract,
  { approvals, teams, published }: Records,
  publisher: string,
  today: string,
): Promise<Candidate> {
  const documents = documentsOf(contract)
  const own = published.filter((one) => keyOf(one) === keyOf(contract))
  const publication = baseOf(contract, own)
  const old = publication && (await readDocuments(registryOf(root), publication))
  const unchanged = publication?.digest === digestOf(documents)
  // What is published already was inspected then; `contracts lint` looks at it again.
  const inspection: Inspection = unchanged
    ? { contract: keyOf(contract), version: contract.version, score: publication.score, findings: [] }
    : await inspect(contract, await readWaivers(root), today)
  const changes = old && !unchanged ? await differenceOf(old, documents) : []
  return {
    contract,
    documents,
    inspection,
    uses: await usesOf(root, contract, documents.openapi),
    published: own,
    ...(publication && old && { base: { publication, documents: old, changes } }),
    approvals,
    teams,
    publisher,
  }
}

/** Whatever in a judgement stands against publishing. */
export const objectionsOf = ({ verdicts, releases, objections }: Judgement): Objection[] => [
  ...objections,
  ...verdicts.flatMap((verdict) => verdict.objections),
  ...releases.flatMap((release) => release.objections),
]

/** Publishes what a judgement found publishable; the caller has seen that nothing is refused. */
export async function publish(
  project: Project,
  { verdicts }: Judgement,
  published: { by: string; on: string },
): Promise<Publication[]> {
  const contracts = new Map((await versionsOf(project)).map((contract) => [whatOf(contract), contract]))
  const publications: Publication[] = []
  for (const verdict of verdicts.filter(({ state }) => state === 'publishable')) {
    const contract = contracts.get(`${verdict.contract}@${verdict.version}`)!
    publications.push(await record(project.root, contract, documentsOf(contract), verdict, published))
  }
  return publications
}

async function tamperObjections(root: string): Promise<Objection[]> {
  return (await tamperedIn(root)).map(({ path, reason }) => ({
    code: 'registry-changed',
    text: reason === 'missing' ? `${path} lost a document.` : `${path} is not what was published.`,
    mend: 'Restore it from the history of the repository.',
  }))
}

/** Major versions that consumers may still rely on, and that no contract declares any more. */
function goneObjections(published: readonly Publication[], contracts: readonly Contract[], today: string): Objection[] {
  const latest = new Map(published.map((one) => [majorOf(one), one]))
  const declared = new Set(contracts.map(majorOf))
  return [...latest]
    .filter(([major, { deprecation, lifecycle }]) => {
      const over = lifecycle === 'retired' || (deprecation !== undefined && deprecation.sunset <= today)
      return !declared.has(major) && !over
    })
    .map(([major, { version }]) => ({
      code: 'removed-before-sunset',
      text: `${major} (${version}) is published, and no contract declares it any more.`,
      mend: 'Keep serving it as an earlier version; deprecate it, and remove it after its sunset.',
    }))
}

const majorOf = (one: { tier: string; name: string; version: string }): string =>
  `${one.tier}.${one.name} v${one.version.split('.')[0]}`
