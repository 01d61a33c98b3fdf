// SuiteQL knows moments as wall-clock time of the user that asks, with no word of the zone. `2026-11-01 01:30:00` comes
// twice in Los Angeles; the feed therefore reads on in local time, and tells instants only of what it found.

const FORMAT = 'YYYY-MM-DD HH24:MI:SS'

export const selected = (column: string, name: string): string => `TO_CHAR(${column}, '${FORMAT}') AS ${name}`
export const since = (column: string, local: string): string => `${column} >= TO_DATE('${local}', '${FORMAT}')`

const asUtc = (local: string): number => Date.parse(`${local.replace(' ', 'T')}Z`)
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')

/** So many milliseconds earlier on the clock on the wall. */
export const earlier = (local: string, ms: number): string => text(asUtc(local) - ms)

/** The instant of a local time, ISO 8601 UTC; of an hour that comes twice, the first. */
export function instantOf(local: string, timeZone: string): string {
  const wall = asUtc(local)
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((at) => offsetAt(at, timeZone))
  const found = offsets.map((offset) => wall - offset).filter((at) => at + offsetAt(at, timeZone) === wall)
  return new Date(found.length > 0 ? Math.min(...found) : wall - offsets[0]!).toISOString()
}

const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** How far the zone's clocks are ahead of UTC. */
function offsetAt(ms: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' })
    formats.set(timeZone, format)
  }
  return asUtc(format.format(ms)) - Math.floor(ms / 1000) * 1000
}
