import { compare, gravest } from '../compare.ts'
import { openDocument } from '../document.ts'
import { CORPUS } from './corpus.ts'
import type { Pair } from './pair.ts'

/** The day from which sunsets of the corpus are told. */
export const TODAY = new Date('2026-01-01')

/** How many breaking pairs were found, and how many harmless ones were taken for breaking. */
export type Score = { breaking: number; found: number; harmless: number; alarms: number; wrong: string[] }

/** Compares every pair of the corpus and counts, by part. */
export async function measure(parts: Record<string, Pair[]> = CORPUS): Promise<Record<string, Score>> {
  const scores: Record<string, Score> = {}
  for (const [part, pairs] of Object.entries(parts)) {
    const score: Score = { breaking: 0, found: 0, harmless: 0, alarms: 0, wrong: [] }
    for (const { name, verdict, old, next } of pairs) {
      const [a, b] = await Promise.all([old, next].map((node) => openDocument(JSON.stringify(node), name)))
      const findings = compare(a!, b!, TODAY)
      const breaks = gravest(findings) === 'breaking'
      score[verdict]++
      if (breaks) score[verdict === 'breaking' ? 'found' : 'alarms']++
      if (breaks !== (verdict === 'breaking'))
        score.wrong.push(`${name} is ${verdict}: ${findings.map(({ id }) => id).join(', ') || 'nothing found'}`)
    }
    scores[part] = score
  }
  return scores
}

const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} % of ${whole}`

/** Prints what {@link measure} counted, one part a line, then what was judged wrongly. */
export function table(scores: Record<string, Score>): string {
  const rows = Object.entries(scores)
  const sum = (key: 'breaking' | 'found' | 'harmless' | 'alarms') =>
    rows.reduce((total, [, row]) => total + row[key], 0)
  const line = (name: string, found: number, breaking: number, alarms: number, harmless: number) =>
    `${name.padEnd(20)}  breaking found ${share(found, breaking).padEnd(15)}  false alarms ${share(alarms, harmless)}`
  return [
    ...rows.map(([name, { found, breaking, alarms, harmless }]) => line(name, found, breaking, alarms, harmless)),
    line('all', sum('found'), sum('breaking'), sum('alarms'), sum('harmless')),
    ...rows.flatMap(([, { wrong }]) => wrong.map((one) => `  ${one}`)),
  ].join('\n')
}

if (import.meta.main) console.log(table(await measure()))
