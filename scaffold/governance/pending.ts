import { versionsOf } from '../contracts/publication.ts'
import type { Project } from '../project.ts'
import type { Approvable } from './approval.ts'
import { type Objection, whatOf } from './gate.ts'
import type { Judgement } from './publish.ts'

const waits = ({ objections }: { objections: Objection[] }) => objections.some(({ code }) => code === 'not-approved')

/** What of a judgement waits for an approval, and whose. */
export async function pendingIn({ verdicts, releases }: Judgement, project: Project): Promise<Approvable[]> {
  const approvers = new Map(
    (await versionsOf(project)).map((contract) => [whatOf(contract), contract.approver ?? 'finance']),
  )
  const contracts = verdicts.filter(waits).map(({ contract, version, digest }) => {
    const what = `${contract}@${version}`
    return { what, digest, approver: approvers.get(what)! }
  })
  return [...contracts, ...releases.filter(waits)]
}
