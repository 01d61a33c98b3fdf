/** Nice letters first: they are taken where a pattern leaves the choice. */
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890-_. /:@#+*,;=&?!$%()[]{}<>|~^\'"`\\']
const MOST_ATTEMPTS = 160

/** A part of a pattern: one letter of several, a sequence, a choice, or a repetition. */
type Part =
  | { letters: string[] }
  | { sequence: Part[] }
  | { choice: Part[] }
  | { repeated: Part; least: number; most: number }

export type Lengths = { least?: number; most?: number }

/**
 * A short text that a pattern takes; undefined where none is found, as of look-aheads and back-references. `pick` says
 * which of several letters is taken, by their number: another one gives another text.
 */
export function textMatching(
  pattern: string,
  { least = 0, most = Number.POSITIVE_INFINITY }: Lengths = {},
  pick?: (count: number) => number,
): string | undefined {
  let parts: Part
  try {
    parts = new PatternReader(pattern).choice()
  } catch {
    return undefined
  }
  const wanted = new RegExp(pattern)
  let turn = 0
  // The nicest letter everywhere; then some of each kind, as rules for passwords want them.
  const mixed = (count: number) => (turn++ * 7) % count
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const text = written(parts, attempt >> 1, pick ?? (attempt % 2 === 0 ? () => 0 : mixed))
    if (text.length >= least && text.length <= most && wanted.test(text)) return text
  }
  return undefined
}

/** Each attempt repeats what may be repeated once more, and goes on to the next alternative. */
function written(part: Part, attempt: number, pick: (count: number) => number): string {
  if ('letters' in part) return part.letters[pick(part.letters.length)] ?? ''
  if ('sequence' in part) return part.sequence.map((one) => written(one, attempt, pick)).join('')
  if ('choice' in part) return written(part.choice[attempt % part.choice.length]!, attempt, pick)
  const count = Math.min(part.most, part.least + attempt)
  return Array.from({ length: count }, () => written(part.repeated, attempt, pick)).join('')
}

/** Reads a regular expression as far as texts can be made of it. Throws for what it does not know. */
class PatternReader {
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  choice(): Part {
    const choice = [this.#sequence()]
    while (this.#take('|')) choice.push(this.#sequence())
    return { choice }
  }

  #sequence(): Part {
    const sequence: Part[] = []
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at]!)) sequence.push(this.#repeated())
    return { sequence }
  }

  #repeated(): Part {
    const repeated = this.#atom()
    const [quantifier, sign, least, comma, most] = this.#match(/([*+?])|\{(\d+)(,?)(\d*)\}/y) ?? []
    if (quantifier === undefined) return repeated
    this.#take('?')
    if (sign) return { repeated, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY }
    const end = most ? Number(most) : comma ? Number.POSITIVE_INFINITY : Number(least)
    return { repeated, least: Number(least), most: end }
  }

  #atom(): Part {
    if (this.#match(/[$^]|\\[bB]/y)) return { sequence: [] }
    const around = this.#match(/\((\?<?[=!])?(?:\?:|\?<\w+>)?/y)
    if (around) {
      const inner = this.choice()
      if (!this.#take(')')) throw new Error('a group has no end')
      // What only looks around takes no letter of its own.
      return around[1] ? { sequence: [] } : inner
    }
    const [source] = this.#match(/\[(?:\\.|[^\]\\])*\]|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\.|./sy) ?? []
    if (source === undefined) throw new Error('the pattern has no end')
    if (/^[^\\[.]$/s.test(source)) return { letters: [source] }
    const one = new RegExp(`^${source}$`)
    const letters = LETTERS.filter((letter) => one.test(letter))
    if (letters.length === 0) letters.push(...beyond(one))
    return { letters }
  }

  #take(letter: string): boolean {
    if (this.#pattern[this.#at] !== letter) return false
    this.#at++
    return true
  }

  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#pattern)
    if (found) this.#at = expression.lastIndex
    return found
  }
}

/** A letter beyond the usual ones, such as a line's end or a Greek one. */
function beyond(one: RegExp): string[] {
  for (let code = 0; code < 0xffff; code++) if (one.test(String.fromCharCode(code))) return [String.fromCharCode(code)]
  return []
}
