import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'

/** Reads a list in a file of the project; empty where there is none. Throws a `Refusal` that names the entry at fault. */
export async function readList<T extends z.ZodType>(root: string, path: string, entry: T): Promise<z.output<T>[]> {
  const file = join(root, path)
  if (!existsSync(file)) return []
  const read = z.array(entry).safeParse(parse(await readFile(file, 'utf8')) ?? [])
  if (read.success) return read.data
  const issue = read.error.issues[0]!
  throw new Refusal(`${path} cannot be read: ${issue.path.join('.')}: ${issue.message}`, `Mend ${path}.`)
}

/** People who may decide for a team. */
export const Team = z.strictObject({ team: z.string().min(1), members: z.array(z.email()).min(1) })
export type Team = z.output<typeof Team>

export const TEAMS = 'governance/teams.yaml'
export const readTeams = (root: string): Promise<Team[]> => readList(root, TEAMS, Team)

export const belongs = (teams: readonly Team[], team: string, person: string): boolean =>
  teams.some((one) => one.team === team && one.members.includes(person))
