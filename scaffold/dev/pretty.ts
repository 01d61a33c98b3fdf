import { paint } from '../operations/listing.ts'

const LEVELS: Record<number, string> = {
  10: paint('grey', 'trace'),
  20: paint('grey', 'debug'),
  30: paint('green', 'info'),
  40: paint('yellow', 'warn'),
  50: paint('red', 'error'),
  60: paint('red', 'fatal'),
}
const PLAIN = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err'])

/** A line of a child's log as a person reads it: when, who, how bad, what, and what else it says. */
export function prettyLine(who: string, line: string): string {
  const entry = entryOf(line)
  if (!entry) return `${paint('grey', who)} ${line}`
  const { level, time, msg, err } = entry
  const rest = Object.entries(entry)
    .filter(([name]) => !PLAIN.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const at = new Date(time ?? Date.now()).toTimeString().slice(0, 8)
  const said = [msg, err?.message].filter(Boolean).join(': ')
  return [paint('grey', `${at} ${who}`), LEVELS[level] ?? level, said, paint('grey', rest.join(' '))]
    .join(' ')
    .trimEnd()
}

type Entry = { level: number; time?: number; msg?: string; err?: { message?: string } }

function entryOf(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const entry = JSON.parse(line) as Entry
    return typeof entry.level === 'number' ? entry : undefined
  } catch {
    return undefined
  }
}
