import { createHash } from 'node:crypto'
import type { Contract } from '@gantry/core/contract'
import type { Publication } from '@gantry/core/contract/publications'
import semver from 'semver'
import { gravest } from '../contracts-diff/compare.ts'
import type { Finding } from '../contracts-diff/rule.ts'
import { type Approval, approvalOf } from './approval.ts'
import { counted, type Inspection, keyOf } from './inspection.ts'
import type { Use } from './recorded.ts'
import { unclassified } from './rules.ts'
import type { Team } from './teams.ts'

/** Why something may not be published: a stable code, one sentence, and what mends it. */
export type Objection = { code: string; text: string; mend: string }

export type Documents = { openapi: object; asyncapi?: object | undefined }

/** What the gate says of one contract. `needs` is the version number that has to rise for what changed. */
export type Verdict = {
  contract: string
  version: string
  state: 'unchanged' | 'publishable' | 'refused'
  /** The version it is compared with. */
  base?: string
  needs: 'major' | 'minor' | 'patch' | 'none'
  digest: string
  changes: Finding[]
  objections: Objection[]
  approval?: Approval
  inspection: Inspection
}

/** A contract that asks to be published, and everything that is known of it. */
export type Candidate = {
  contract: Contract
  documents: Documents
  inspection: Inspection
  /** Every version of this API that was published, the oldest first. */
  published: readonly Publication[]
  /** What it is compared with; see {@link baseOf}. */
  base?: { publication: Publication; documents: Documents; changes: Finding[] }
  approvals: readonly Approval[]
  teams: readonly Team[]
  publisher: string
  /** What consumers recorded of this major version, held against it. */
  uses?: readonly Use[]
}

export const digestOf = ({ openapi, asyncapi }: Documents): string => {
  const hash = createHash('sha256').update(JSON.stringify(openapi))
  return (asyncapi ? hash.update(JSON.stringify(asyncapi)) : hash).digest('hex')
}

/** The version a contract follows: the latest of its major version, else the latest of the one before. */
export function baseOf(
  { version }: Pick<Contract, 'version'>,
  published: readonly Publication[],
): Publication | undefined {
  const before = published.filter((one) => semver.major(one.version) <= semver.major(version))
  const own = before.filter((one) => semver.major(one.version) === semver.major(version))
  return (own.length > 0 ? own : before).at(-1)
}

/** Judges whether a contract may be published as it is. It asks nobody and changes nothing. */
export function judge(candidate: Candidate): Verdict {
  const { contract, documents, inspection, base } = candidate
  const digest = digestOf(documents)
  const changes = base?.changes ?? []
  const verdict = {
    contract: keyOf(contract),
    version: contract.version,
    ...(base && { base: base.publication.version }),
    needs: neededBy(contract, base, digest),
    digest,
    changes,
    inspection,
  }
  if (base?.publication.digest === digest && base.publication.version === contract.version)
    return { ...verdict, needs: 'none', state: 'unchanged', objections: [] }
  const approval = isMaterial(candidate)
    ? approvalOf(
        { what: whatOf(contract), digest, approver: contract.approver ?? 'finance' },
        candidate.approvals,
        candidate.teams,
        candidate.publisher,
      )
    : undefined
  const objections = [
    ...versionObjections(contract, base, verdict.needs),
    ...linkObjections(contract, base),
    ...useObjections(candidate),
    ...lintObjections(inspection),
    ...classObjections(documents),
    ...(typeof approval === 'string' ? [unapproved(contract, approval)] : []),
  ]
  return {
    ...verdict,
    state: objections.length > 0 ? 'refused' : 'publishable',
    objections,
    ...(typeof approval === 'object' && { approval }),
  }
}

export const whatOf = (contract: Contract): string => `${keyOf(contract)}@${contract.version}`

/** A financial contract, and something that its consumers notice: mere words need no approval. */
const isMaterial = ({ contract, base }: Candidate): boolean =>
  contract.criticality === 'financial' && (base === undefined || base.changes.length > 0)

function neededBy(contract: Contract, base: Candidate['base'], digest: string): Verdict['needs'] {
  if (!base || base.publication.digest === digest) return 'none'
  if (gravest(base.changes) === 'breaking') return 'major'
  // Semantic Versioning 2.0.0, 7: what deprecates raises the minor version.
  if (base.changes.length > 0 || contract.lifecycle !== base.publication.lifecycle) return 'minor'
  return 'patch'
}

function versionObjections({ version }: Contract, base: Candidate['base'], needs: Verdict['needs']): Objection[] {
  if (!base || needs === 'none') return []
  const last = base.publication.version
  const least = semver.inc(last, needs)!
  if (semver.gte(version, least)) return []
  const broken = base.changes.filter(({ level }) => level === 'breaking')
  const mend = `Raise the version to ${least}${needs === 'major' ? ', or keep to what was promised' : ''}.`
  if (broken.length > 0)
    return [
      {
        code: 'breaking-without-major',
        text: `${version} breaks consumers of ${last}: ${broken[0]!.text}${broken.length > 1 ? ` (and ${broken.length - 1} more)` : ''}`,
        mend,
      },
    ]
  const immutable = version === last
  return [
    {
      code: immutable ? 'published-already' : 'version-too-low',
      text: immutable
        ? `${version} is published and stays as it is; what is declared now differs.`
        : `${version} does not tell what changed since ${last}.`,
      mend,
    },
  ]
}

function linkObjections(contract: Contract, base: Candidate['base']): Objection[] {
  const { version, changelog, migration, lifecycle, deprecation } = contract
  const objections: Objection[] = []
  if (!changelog?.[version])
    objections.push({
      code: 'no-changelog',
      text: `Nothing says what ${version} brings.`,
      mend: `Add '${version}' to the \`changelog\` of the contract.`,
    })
  if (base && semver.major(version) > semver.major(base.publication.version) && !migration)
    objections.push({
      code: 'no-migration-link',
      text: `Nothing tells consumers of ${base.publication.version} how to move to ${version}.`,
      mend: 'Write it down and name it as `migration` in the contract.',
    })
  if (lifecycle === 'deprecated' && !deprecation)
    objections.push({
      code: 'no-sunset',
      text: `${version} is deprecated and says neither until when nor what follows.`,
      mend: 'Add `deprecation` to the contract.',
    })
  return objections
}

/** A comparison tells what may break; a recording tells what does, of those who use it. */
const useObjections = ({ contract, uses = [] }: Candidate): Objection[] =>
  uses.flatMap(({ consumer, findings }) =>
    findings
      .filter(({ level }) => level === 'breaking')
      .map(({ location, text }) => ({
        code: 'breaks-recorded-use',
        text: `${contract.version} breaks what ${consumer} does: ${location}: ${text}`,
        mend: `Keep it, or make it ${semver.major(contract.version) + 1}.0.0; where ${consumer} does so no more, let it record again.`,
      })),
  )

const lintObjections = (inspection: Inspection): Objection[] =>
  counted(inspection, 'error').map(({ rule, path, message }) => ({
    code: 'lint-error',
    text: `${rule} at ${path}: ${message}`,
    mend: 'Mend it, or have it waived in governance/waivers.yaml by somebody who answers for it.',
  }))

/** Not to be waived: once it is published, nobody masks it. */
const classObjections = ({ openapi }: Documents): Objection[] =>
  unclassified(openapi).map((field) => ({
    code: 'unclassified-field',
    text: `${field} is sensitive by its name and says no class.`,
    mend: "Give it one: `.meta({ 'x-classification': 'personal' })`.",
  }))

const unapproved = (contract: Contract, text: string): Objection => ({
  code: 'not-approved',
  text,
  mend: `Have it approved: pnpm gantry contracts approve ${whatOf(contract)} --by <member of ${contract.approver ?? 'finance'}> --reason '…'`,
})
