import { z } from 'zod'
import type { LintFinding } from './lint.ts'
import { readList } from './teams.ts'

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** A finding somebody answers for until a day (UTC, the day itself included). */
export const Waiver = z.strictObject({
  rule: z.string().min(1),
  /** `tier.name` of the contract. */
  contract: z.string().min(1),
  /** The beginning of a JSON pointer; all of the document where absent. */
  path: z.string().default(''),
  owner: z.string().min(1),
  expires: Day,
  reason: z.string().min(10),
})
export type Waiver = z.output<typeof Waiver>

export const WAIVERS = 'governance/waivers.yaml'

/** The waivers of a project. Throws a `Refusal` where one lacks an owner, a day or a reason. */
export const readWaivers = (root: string): Promise<Waiver[]> => readList(root, WAIVERS, Waiver)

/** Findings after the waivers were heard: what is waived says by which. */
export type Heard = LintFinding & { waiver?: Waiver }

/**
 * What of the findings stays. A waiver that has expired counts as an error of its own, whether what it waived is still
 * there or not: somebody promised to look at it. `today` is a calendar day.
 */
export function hear(
  findings: readonly LintFinding[],
  waivers: readonly Waiver[],
  contract: string,
  today: string,
): Heard[] {
  const own = waivers.filter((waiver) => waiver.contract === contract)
  const valid = own.filter(({ expires }) => expires >= today)
  const heard = findings.map((finding): Heard => {
    const waiver = valid.find(({ rule, path }) => rule === finding.rule && finding.path.startsWith(path))
    return waiver ? { ...finding, waiver } : finding
  })
  const expired = own
    .filter(({ expires }) => expires < today)
    .map(
      ({ rule, path, owner, expires }): Heard => ({
        rule: 'waiver-expired',
        severity: 'error',
        path: path || '/',
        message: `The waiver of ${rule} by ${owner} ended on ${expires}.`,
      }),
    )
  return [...expired, ...heard]
}
