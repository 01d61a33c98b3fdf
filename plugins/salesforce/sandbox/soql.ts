import { Refusal } from './refusal.ts'

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=' | 'LIKE' | 'IN' | 'NOT IN'
export type Literal = string | number | boolean | null
export type Condition = { path: string[]; operator: Operator; value: Literal | Literal[] }

/** The part of SOQL that this sandbox speaks; conditions are joined by AND. */
export type Soql = {
  count: boolean
  fields: string[][]
  children: Soql[]
  from: string
  where: Condition[]
  orderBy: { path: string[]; descending: boolean }[]
  limit: number | undefined
  offset: number
}

const TOKEN =
  /\s*('(?:\\.|[^'\\])*'|[A-Za-z_][\w.]*|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?|-?\d+(?:\.\d+)?|<=|>=|!=|<>|[=<>(),])/y
const KEYWORDS = new Set(['FROM', 'WHERE', 'ORDER', 'LIMIT', 'OFFSET', 'AND', 'OR', 'NOT', 'IN', 'LIKE'])

const malformed = (message: string) => new Refusal('MALFORMED_QUERY', message)

function tokens(text: string): string[] {
  const found: string[] = []
  TOKEN.lastIndex = 0
  const end = text.trimEnd().length
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) throw malformed(`unexpected token: '${text.slice(from).trim().slice(0, 20)}'`)
    found.push(match[1]!)
  }
  return found
}

const unquote = (token: string) =>
  token.slice(1, -1).replace(/\\(.)/g, (_, escaped: string) => ({ n: '\n', r: '\r', t: '\t' })[escaped] ?? escaped)

class Parser {
  readonly #tokens: string[]
  #at = 0

  constructor(text: string) {
    this.#tokens = tokens(text)
  }

  #peek(word: string): boolean {
    return this.#tokens[this.#at]?.toUpperCase() === word
  }

  #take(word: string): boolean {
    if (!this.#peek(word)) return false
    this.#at++
    return true
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw malformed(`expecting '${word}', found '${this.#tokens[this.#at] ?? '<EOF>'}'`)
  }

  #name(): string {
    const token = this.#tokens[this.#at++]
    if (!token || !/^[A-Za-z_]/.test(token) || KEYWORDS.has(token.toUpperCase()))
      throw malformed(`unexpected token: '${token ?? '<EOF>'}'`)
    return token
  }

  #literal(): Literal {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw malformed('unexpected token: <EOF>')
    if (token.startsWith("'")) return unquote(token)
    if (/^(true|false)$/i.test(token)) return token.toLowerCase() === 'true'
    if (/^null$/i.test(token)) return null
    if (/^\d{4}-/.test(token)) return token
    if (/^-?\d/.test(token)) return Number(token)
    throw malformed(`unexpected token: '${token}'`)
  }

  #condition(): Condition {
    if (this.#peek('(') || this.#peek('NOT'))
      throw malformed('This sandbox joins plain conditions by AND only: no NOT and no parentheses.')
    const path = this.#name().split('.')
    const negated = this.#take('NOT')
    if (negated || this.#peek('IN')) {
      this.#expect('IN')
      this.#expect('(')
      const value = [this.#literal()]
      while (this.#take(',')) value.push(this.#literal())
      this.#expect(')')
      return { path, operator: negated ? 'NOT IN' : 'IN', value }
    }
    const operator = this.#tokens[this.#at++]?.toUpperCase().replace('<>', '!=')
    if (!operator || !['=', '!=', '<', '>', '<=', '>=', 'LIKE'].includes(operator))
      throw malformed(`unexpected token: '${operator ?? '<EOF>'}'`)
    return { path, operator: operator as Operator, value: this.#literal() }
  }

  #whole(): number {
    const value = this.#literal()
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw malformed('expecting a whole number')
    return value
  }

  select(): Soql {
    const query: Soql = {
      count: false,
      fields: [],
      children: [],
      from: '',
      where: [],
      orderBy: [],
      limit: undefined,
      offset: 0,
    }
    this.#expect('SELECT')
    do {
      if (this.#take('(')) {
        query.children.push(this.select())
        this.#expect(')')
      } else if (this.#peek('COUNT') && this.#tokens[this.#at + 1] === '(') {
        this.#at++
        this.#expect('(')
        this.#expect(')')
        query.count = true
      } else query.fields.push(this.#name().split('.'))
    } while (this.#take(','))
    this.#expect('FROM')
    // "Order" is an object as well as a keyword.
    query.from = this.#take('ORDER') ? 'Order' : this.#name()
    if (this.#take('WHERE')) {
      do query.where.push(this.#condition())
      while (this.#take('AND'))
      if (this.#peek('OR')) throw malformed('This sandbox joins conditions by AND only.')
    }
    if (this.#take('ORDER')) {
      this.#expect('BY')
      do {
        const path = this.#name().split('.')
        const descending = this.#take('DESC')
        if (!descending) this.#take('ASC')
        query.orderBy.push({ path, descending })
      } while (this.#take(','))
    }
    if (this.#take('LIMIT')) query.limit = this.#whole()
    if (this.#take('OFFSET')) query.offset = this.#whole()
    return query
  }

  end(): void {
    const left = this.#tokens[this.#at]
    if (left !== undefined) throw malformed(`unexpected token: '${left}'`)
  }
}

/** Parses a query; `MALFORMED_QUERY` where it is none, or beyond the subset. */
export function parseSoql(text: string): Soql {
  const parser = new Parser(text)
  const query = parser.select()
  parser.end()
  return query
}
