import type { Document, Json } from './document.ts'
import type { Finding, Rules } from './rule.ts'
import { Shapes } from './shapes.ts'

/** One comparison of two documents while it goes on: what was found, and which pairs of schemas were seen already. */
export class Comparison {
  readonly old: Shapes
  readonly next: Shapes
  readonly today: Date
  findings: Finding[] = []
  /** How many attempts this comparison lies within; see {@link attempt}. */
  readonly depth: number
  private readonly seen = new Map<string, WeakMap<object, WeakSet<object>>>()

  constructor(old: Shapes, next: Shapes, today: Date, depth = 0) {
    this.old = old
    this.next = next
    this.today = today
    this.depth = depth
  }

  static of(old: Document, next: Document, today: Date): Comparison {
    return new Comparison(new Shapes(old), new Shapes(next), today)
  }

  /** Whether a sunset date (ISO 8601) has come. */
  past(sunset: string | undefined): boolean {
    return Date.parse(sunset ?? '') <= this.today.getTime()
  }

  /** Adds a finding of the rule `id`; `values` fill its sentence. */
  tell<R extends Rules>(rules: R, id: keyof R & string, location: string, values: Record<string, string> = {}): void {
    const rule = rules[id]
    if (!rule) throw new Error(`There is no rule ${id}.`)
    const text = rule.text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    this.findings.push({ id, level: rule.level, location, text, remedy: rule.remedy })
  }

  /** Whether this pair was compared before in the same way: a cycle ends here, and a shared schema is told of once. */
  met(old: Json, next: Json, way: string): boolean {
    if (typeof old !== 'object' || typeof next !== 'object' || old === null || next === null) return false
    let pairs = this.seen.get(way)
    if (!pairs) {
      pairs = new WeakMap()
      this.seen.set(way, pairs)
    }
    let partners = pairs.get(old)
    if (!partners) {
      partners = new WeakSet()
      pairs.set(old, partners)
    }
    if (partners.has(next)) return true
    partners.add(next)
    return false
  }

  /** What `compare` would find, without finding it. */
  attempt(compare: (comparison: Comparison) => void): Finding[] {
    const trial = new Comparison(this.old, this.next, this.today, this.depth + 1)
    compare(trial)
    return trial.findings
  }
}
