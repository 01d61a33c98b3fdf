import { isObject, type Json, objectOf } from './document.ts'

/** One request and its answer, without headers: those hold credentials. `path` and `query` are as they were sent. */
export type Exchange = {
  method: string
  path: string
  query: [string, string][]
  sent?: Content
  status: number
  answered?: Content
}
export type Content = { type: string; text: string }

type HarEntry = {
  request: { method: string; url: string; postData?: { mimeType: string; text?: string } }
  response: { status: number; content?: { mimeType: string; text?: string } }
}

/** Reads a recording in the HTTP Archive format (HAR 1.2), which browsers, proxies and Playwright write. */
export function readRecording(text: string): Exchange[] {
  const entries = objectOf(objectOf(JSON.parse(text)).log).entries
  if (!Array.isArray(entries)) throw new Error('it is no HTTP archive: it has no log.entries')
  return (entries as unknown as HarEntry[]).map(({ request, response }) => {
    const url = new URL(request.url)
    const content = (said: { mimeType: string; text?: string } | undefined) =>
      said?.text ? { type: said.mimeType, text: said.text } : undefined
    const [sent, answered] = [content(request.postData), content(response.content)]
    return {
      method: request.method,
      path: url.pathname,
      query: [...url.searchParams],
      ...(sent && { sent }),
      status: response.status,
      ...(answered && { answered }),
    }
  })
}

/** Writes a recording without secrets. Exchanges that show nothing new are left out, so that it stays small. */
export function writeRecording(exchanges: readonly Exchange[], creator: { name: string; version: string }): string {
  const shown = new Set<string>()
  const kept = exchanges.map(masked).filter((exchange) => {
    const fresh = shownBy(exchange).filter((one) => !shown.has(one))
    for (const one of fresh) shown.add(one)
    return fresh.length > 0
  })
  const content = (said: Content | undefined) => said && { mimeType: said.type, text: said.text }
  const entries = kept.map(({ method, path, query, sent, status, answered }) => ({
    request: {
      method,
      url: `http://recorded.invalid${path}${query.length > 0 ? `?${new URLSearchParams(query)}` : ''}`,
      ...(sent && { postData: content(sent) }),
    },
    response: { status, ...(answered && { content: content(answered) }) },
  }))
  return `${JSON.stringify({ log: { version: '1.2', creator, entries } }, null, 1)}\n`
}

/** A body as a value: JSON as it is, a form by its fields. Undefined where it is neither. */
export function bodyOf({ type, text }: Content): Json | undefined {
  if (/json/.test(type))
    try {
      return JSON.parse(text) as Json
    } catch {
      return undefined
    }
  return /x-www-form-urlencoded/.test(type) ? nested([...new URLSearchParams(text)]) : undefined
}

/** `a[b][0]=c`, as forms and queries write what is nested. */
export function nested(pairs: readonly [string, string][]): Json {
  const root: Record<string, Json> = {}
  for (const [name, value] of pairs) {
    const steps = name.split(/\[|\]\[?/).filter((step, index) => index === 0 || step !== '')
    let here = root
    for (const step of steps.slice(0, -1)) {
      if (!isObject(here[step])) here[step] = {}
      here = here[step] as Record<string, Json>
    }
    const last = /\[\]$/.test(name) ? String(Object.keys(objectOf(here[steps.at(-1)!])).length) : undefined
    if (last === undefined) here[steps.at(-1)!] = value
    else here[steps.at(-1)!] = { ...objectOf(here[steps.at(-1)!]), [last]: value }
  }
  return listed(root)
}

/** Objects whose names count from nought are lists. */
function listed(node: Json): Json {
  if (!isObject(node)) return node
  const names = Object.keys(node)
  const values = Object.values(node).map(listed)
  if (names.length > 0 && names.every((name, index) => name === String(index))) return values
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]))
}

/** What stands in a recording where a secret stood, or a long text. */
export const MASK = '***'
/** Longer texts are files and the like, which tell nothing of how an API is used. */
const LONGEST = 200
const MOST_ITEMS = 3
const SECRET = /secret|password|token|assertion|license|(^|_)key$/i

function masked(exchange: Exchange): Exchange {
  const mask = (content: Content): Content => {
    if (/x-www-form-urlencoded/.test(content.type)) {
      const pairs = [...new URLSearchParams(content.text)].map(([name, value]) => [
        name,
        SECRET.test(name) ? MASK : value,
      ])
      return { ...content, text: String(new URLSearchParams(pairs)) }
    }
    const value = bodyOf(content)
    if (value === undefined) return { ...content, text: '' }
    const told = JSON.stringify(value, (name, held: unknown) => {
      if (Array.isArray(held)) return held.slice(0, MOST_ITEMS)
      if (typeof held !== 'string') return held
      if (SECRET.test(name)) return MASK
      return held.length > LONGEST ? MASK : held
    })
    return { ...content, text: told }
  }
  const { sent, answered } = exchange
  return { ...exchange, ...(sent && { sent: mask(sent) }), ...(answered && { answered: mask(answered) }) }
}

/** A path without what is an id in it, as far as one can tell: a version (v2, 2.0) has digits too. */
export const withoutIds = (path: string): string =>
  path.replace(/[^/]*\d[^/]*/g, (step) => (/^v?\d+(\.\d+)?$/.test(step) && step.length < 6 ? step : '{}'))

/** Everything that one exchange shows of a call: which parameters and fields it holds, and of which types. */
function shownBy({ method, path, query, sent, status, answered }: Exchange): string[] {
  const call = `${method} ${withoutIds(path)}`
  const shown = [call, `${call} ${status}`, ...query.map(([name]) => `${call} ?${name}`)]
  const walk = (value: Json | undefined, at: string): void => {
    if (Array.isArray(value)) for (const one of value) walk(one, `${at}[]`)
    else if (isObject(value))
      for (const [name, held] of Object.entries(value)) walk(held, `${at}.${/\d/.test(name) ? '{}' : name}`)
    else shown.push(`${at}: ${value === null ? 'null' : typeof value}`)
  }
  walk(sent && bodyOf(sent), `${call} >`)
  walk(answered && bodyOf(answered), `${call} <`)
  return shown
}
