import pg from 'pg'
import { COMMITTED } from '../cockroachdb/dialect.ts'

/** What CockroachDB refuses, or may not know, or takes and does not do, by the words in which it is asked for. */
const REFUSED: readonly [RegExp, string][] = [
  [/\bpg_(try_)?advisory/, 'advisory locks lock nothing'],
  [/\bpg_notify\b|^\s*(un)?listen\b|^\s*notify\b/, 'LISTEN/NOTIFY'],
  [/\bxid8\b|\bpg_(current_)?(snapshot|xact)/, 'transaction snapshots'],
  [/\bctid\b|::tid\b/, 'places of rows'],
  [/\block table\b/, 'LOCK TABLE'],
  [/\bjsonb?\[\]/, 'arrays of JSON'],
  [/\bpg_(inherits|partition_tree|control_system|stat_activity)\b/, 'catalogs of Postgres’s own'],
  [/\bpartition by range|\bpartition of\b/, 'partitions by range'],
  [/\blanguage plpgsql\b|\bdo \$/, 'loops and FOUND in PL/pgSQL'],
  [/\bcreate (or replace )?trigger\b/, 'triggers on the table that they change'],
  [/\(\?[!=<]/, 'expressions that look around'],
  [/\bstarts_with\(/, 'starts_with'],
  [/\$\d+ (\* interval|= any ?\()/, 'a parameter whose type only Postgres would guess'],
]

const MUTATION = /\binsert\s+into\b|\bdelete\s+from\b|(?<!\bfor |\bno key |\bdo |\bon |, )\bupdate\s+(?!of\b|set\b)/g

/** Why a statement would be refused; undefined where it would not. */
export function refusalOf(statement: string): string | undefined {
  const said = statement
    .toLowerCase()
    .replace(/--.*$/gm, '')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/\s+/g, ' ')
  const refused = REFUSED.find(([words]) => words.test(said))
  if (refused) return refused[1]
  const twice = said.split(';').some((each) => [...each.matchAll(MUTATION)].length > 1)
  return twice ? 'a statement that changes two tables' : undefined
}

let refusing = false

/** Has every connection that is opened for CockroachDB refuse what it would, though there is Postgres behind it. */
export function refuseAsCockroach(): void {
  if (refusing) return
  refusing = true
  const { query } = pg.Client.prototype as unknown as { query: Query }
  const refused: Query = function (this: Connected, ...given) {
    const [first] = given
    const text = typeof first === 'string' ? first : (first as { text: string }).text
    const { application_name = '', options = '' } = this.connectionParameters
    // Of the tests' own connections the name begins otherwise.
    const reason = application_name.startsWith('gantry') && options.includes(COMMITTED) ? refusalOf(text) : undefined
    if (reason) throw Object.assign(new Error(`CockroachDB would refuse this: ${reason}. ${text}`), { code: '0A000' })
    return query.apply(this, given)
  }
  pg.Client.prototype.query = refused as never
}

type Connected = { connectionParameters: { application_name?: string; options?: string } }
type Query = (this: Connected, ...given: unknown[]) => unknown
