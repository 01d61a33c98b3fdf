/** Traces of a stack, of a file of ours, or of the database's own words. */
const INNER = [
  /\n\s+at .+:\d+:\d+/,
  /\\n\s+at .+:\d+:\d+/,
  /\bnode:internal\b/,
  /\/node_modules\//,
  /\.ts:\d+:\d+/,
  /\b(TypeError|ReferenceError|RangeError|SyntaxError):/,
  /syntax error at or near|relation "[\w.]+" does not exist|violates \w+ constraint|invalid byte sequence/,
]

/** What is wrong with an answer; undefined where it is as it should be. */
export function faultOf(status: number, type: string | null, text: string, method: string): string | undefined {
  for (const pattern of INNER) if (pattern.test(text)) return `tells of our inside: ${pattern.exec(text)![0].trim()}`
  if (status < 400) return undefined
  if (method === 'HEAD' || method === 'OPTIONS') return status >= 500 ? `${status}` : undefined
  if (type !== 'application/problem+json') return `${status} as ${type ?? 'nothing'}`
  const problem = problemOf(text)
  if (!problem) return `${status} with a problem that is none`
  const { code, kind } = problem
  if (problem.status !== status || !/^[a-z0-9-]+$/.test(code)) return `${status} says ${problem.status} ${code}`
  if (kind === 'bug' || (status >= 500 && kind !== 'transient')) return `${status} ${code}: nobody handled it`
  return undefined
}

type Problem = { status: number; code: string; kind: string; title: string }

function problemOf(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Partial<Problem>
    return typeof problem.code === 'string' && typeof problem.title === 'string' ? (problem as Problem) : undefined
  } catch {
    return undefined
  }
}
