import { sql } from 'kysely'

/**
 * Where a process API keeps the webhooks it sends: tables of its own, `gantry.<prefix>_endpoint`, `_message`, `_delivery` and
 * `_attempt`, all with the columns that process-apis/partner-webhooks/migrations/0001-webhooks.sql gives them.
 */
export type Book<T extends Topics = Topics, Type extends string = string> = {
  readonly prefix: string
  /** The column that names whose an endpoint, a message or a delivery is. */
  readonly owner: string
  /** The columns that say what an endpoint wants to be told. */
  readonly topics: readonly (keyof T & string)[]
  /** The types of its messages; the first is sent to try an endpoint out. */
  readonly types: readonly [Type, ...Type[]]
}

/** What an endpoint wants to be told: lists of texts by their names. */
export type Topics = Record<string, string[]>

export type Owner = { tenant: string; owner: string }

/** The names of a book's tables and of its owner's column, for SQL. */
export const namesIn = ({ prefix, owner }: Pick<Book, 'prefix' | 'owner'>) => ({
  endpoint: sql.table(`gantry.${prefix}_endpoint`),
  message: sql.table(`gantry.${prefix}_message`),
  delivery: sql.table(`gantry.${prefix}_delivery`),
  attempt: sql.table(`gantry.${prefix}_attempt`),
  owner: sql.ref(owner),
})
