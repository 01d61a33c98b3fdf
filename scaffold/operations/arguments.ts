import { readFile } from 'node:fs/promises'
import { Refusal, reasonOf } from '../refusal.ts'

/** JSON as it stands on the command line; `@file` reads it from a file, `-` from standard input. */
export async function jsonOf(text: string, flag: string): Promise<unknown> {
  const from = text === '-' ? '/dev/stdin' : text.startsWith('@') ? text.slice(1) : undefined
  try {
    return JSON.parse(from === undefined ? text : await readFile(from, 'utf8'))
  } catch (cause) {
    throw new Refusal(`${flag} is no JSON: ${reasonOf(cause)}.`, `Write ${flag} '{"field":"value"}', or @file.`, {
      cause,
    })
  }
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The moment a stretch of time such as `90m`, `2h` or `3d` ago, ISO 8601 UTC. */
export function momentAgo(text: string, now = Date.now()): string {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (!count || !unit) throw new Refusal(`${text} is no length of time.`, 'Write it as 90m, 2h or 3d.')
  return new Date(now - Number(count) * UNITS[unit]!).toISOString()
}

type Corrections = { patch?: string | undefined; map?: string | undefined; value?: string[] | undefined }

/** The correction that the flags ask for; undefined where they ask for none. */
export async function correctionOf({
  patch,
  map,
  value,
}: Corrections): Promise<
  | { action: 'patch'; patch: Record<string, unknown> }
  | { action: 'map'; field: string; values: Record<string, unknown> }
  | undefined
> {
  if (patch !== undefined)
    return { action: 'patch', patch: (await jsonOf(patch, '--patch')) as Record<string, unknown> }
  if (map === undefined) return undefined
  const values = (value ?? []).map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new Refusal(`${pair} names no two values.`, 'Write it as --value OLD=NEW.')
    return [pair.slice(0, at), pair.slice(at + 1)] as const
  })
  if (values.length === 0) throw new Refusal('The table of values is empty.', 'Add --value OLD=NEW.')
  return { action: 'map', field: map, values: Object.fromEntries(values) }
}

type ExceptionFlags = {
  code?: string | undefined
  kind?: string | undefined
  team?: string | undefined
  flow?: string | undefined
  step?: string | undefined
  run?: string | undefined
  subject?: string | undefined
  'legal-entity'?: string | undefined
  text?: string | undefined
  'older-than'?: string | undefined
  overdue?: boolean
}

/** The filter of exceptions that the flags ask for. */
export function exceptionFilterOf({
  'older-than': older,
  'legal-entity': legalEntity,
  overdue,
  ...flags
}: ExceptionFlags) {
  const { code, kind, team, flow, step, run, subject, text } = flags
  return given({
    ...{ code, kind, team, flow, step, run, subject, text, legalEntity },
    openedBefore: older && momentAgo(older),
    dueBefore: overdue ? new Date().toISOString() : undefined,
  })
}

type DeadLetterFlags = {
  reader?: string | undefined
  event?: string | undefined
  code?: string | undefined
  team?: string | undefined
  text?: string | undefined
  'older-than'?: string | undefined
}

/** The filter of dead letters that the flags ask for. */
export function deadLetterFilterOf({ reader, event, code, team, text, 'older-than': older }: DeadLetterFlags) {
  return given({ reader, event, code, team, text, openedBefore: older && momentAgo(older) })
}

/** What was given, without what was not. */
export const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

/** The consumer contract that the arguments name. Throws a `Refusal` where the API is not named `tier.name@major`. */
export function contractNameOf({ client, api: given }: { client: string; api: string }) {
  const [, api, major] = /^([^@]+)@(\d+)$/.exec(given) ?? []
  if (api && major) return { client, api, major }
  throw new Refusal(`${given} names no API with its major version.`, 'Write it as experience.crm@1.')
}
