import { genesis, hashOf, type Link } from './chain.ts'
import type { Finding } from './verification.ts'

type Break = { link: Link; before: Link | undefined }

/**
 * Names what was done to links that do not follow the one before. A link's own hash says where it once stood: it is tried
 * at every place nearby, after every hash nearby.
 */
export function nameBreaks(log: string, breaks: readonly Break[], around: readonly Link[]): Finding[] {
  if (breaks.length === 0) return []
  const hashes = [genesis(log), ...around.map(({ hash }) => hash)]
  const places = new Set(around.flatMap(({ seq }) => [seq - 1, seq, seq + 1]))
  const homes = breaks.map(({ link }) => homeOf(log, link, hashes, places))
  const findings: Finding[] = []
  let shift = 0
  for (const [index, { link }] of breaks.entries()) {
    const { seq } = link
    const home = homes[index]
    const [next, after] = [breaks[index + 1], homes[index + 1]]
    if (home !== undefined) {
      // Where it belongs, but for what was put in or taken out before it, or it is what it followed that moved.
      if (home + shift === seq || home === seq) continue
      findings.push({ kind: 'reordered', seq, sentence: `What stands at ${seq} was recorded at ${home}.` })
      continue
    }
    const follows = next?.link.seq === seq + 1 && after !== undefined ? next.link.seq - after - shift : 0
    if (follows === 1) {
      shift += 1
      findings.push({ kind: 'inserted', seq, sentence: `${seq} was put in later: those after it have moved on.` })
    } else if (follows === -1) {
      shift -= 1
      findings.push({
        kind: 'deleted',
        seq,
        sentence: `What stood at ${seq} is missing: those after it have moved up.`,
      })
    } else findings.push({ kind: 'changed', seq, sentence: `${seq} is not what was recorded there.` })
  }
  return findings
}

function homeOf(log: string, link: Link, hashes: readonly Buffer[], places: ReadonlySet<number>): number | undefined {
  for (const place of places)
    for (const hash of hashes) if (hashOf(log, hash, link, place).equals(link.hash)) return place
  return undefined
}
