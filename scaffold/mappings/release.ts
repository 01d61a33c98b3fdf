import { globSync } from 'node:fs'
import { approvalOf, readApprovals } from '../governance/approval.ts'
import { readMaterials, releaseOf } from '../governance/material.ts'
import { readTeams } from '../governance/teams.ts'

/** A mapping whose release somebody approves, and whether its content of now is approved. */
export type Release = {
  what: string
  approver: string
  files: string[]
  /** SHA-256 over the files, hexadecimal. */
  digest: string
  approved?: { by: string; on: string; reason: string }
  /** Why it is not approved. */
  waits?: string
}

/** The mappings that governance/materials.yaml names, by the name behind `mapping:`. Throws a `Refusal`. */
export async function releasesOf(root: string): Promise<Map<string, Release>> {
  const [materials, approvals, teams] = await Promise.all([readMaterials(root), readApprovals(root), readTeams(root)])
  const mappings = materials.filter(({ what }) => what.startsWith('mapping:'))
  return new Map(
    mappings.map((material) => {
      const release = releaseOf(root, material)
      const found = approvalOf(release, approvals, teams, '')
      const files = globSync(material.files, { cwd: root, exclude: ['**/*.test.ts', '**/*.fixture.ts'] }).sort()
      const state =
        typeof found === 'string'
          ? { waits: found }
          : { approved: { by: found.by, on: found.on, reason: found.reason } }
      return [material.what.slice('mapping:'.length), { ...release, files, ...state }]
    }),
  )
}

/** One line of whether a mapping is released. */
export function releaseText(release: Release | undefined): string {
  if (!release) return 'not named in governance/materials.yaml: nobody approves it'
  return release.approved ? `approved by ${release.approved.by} on ${release.approved.on}` : release.waits!
}
