import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { belongs, readList, type Team } from './teams.ts'

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** Somebody of finance approved exactly this content. Content that changes afterwards has another digest. */
export const Approval = z.strictObject({
  /** `system.billing@1.1.0`, `flow:order-activation`, `mapping:netsuite`. */
  what: z.string().min(1),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  by: z.email(),
  on: Day,
  reason: z.string().min(5),
})
export type Approval = z.output<typeof Approval>

export const APPROVALS = 'governance/approvals.yaml'
export const readApprovals = (root: string): Promise<Approval[]> => readList(root, APPROVALS, Approval)

/** Adds approvals at the end of the file; what stands there already stays as it is, comments included. */
export async function addApprovals(root: string, approvals: readonly Approval[]): Promise<void> {
  const file = join(root, APPROVALS)
  const text = existsSync(file) ? await readFile(file, 'utf8') : ''
  const kept = (parseDocument(text).toJS() as unknown[] | null)?.length
    ? `${text.trimEnd()}\n`
    : text.replace(/^\[\]\s*$/m, '')
  await writeFile(file, `${kept}${stringify(approvals)}`)
}

/** What has to be approved: its content by a digest, and the team that may. */
export type Approvable = { what: string; digest: string; approver: string }

/**
 * The approval of exactly this content by a member of the approving team who is not the one who publishes it; or why
 * there is none, in one sentence.
 */
export function approvalOf(
  { what, digest, approver }: Approvable,
  approvals: readonly Approval[],
  teams: readonly Team[],
  publisher: string,
): Approval | string {
  const named = approvals.filter((approval) => approval.what === what)
  if (named.length === 0) return `${approver} has not approved ${what}.`
  const exact = named.filter((approval) => approval.digest === digest)
  if (exact.length === 0) return `${what} was changed after it was approved.`
  const authorised = exact.filter(({ by }) => belongs(teams, approver, by))
  if (authorised.length === 0) return `${exact[0]!.by} does not belong to ${approver} and cannot approve ${what}.`
  const other = authorised.find(({ by }) => by !== publisher)
  return other ?? `Whoever publishes ${what} cannot be the one who approved it.`
}
