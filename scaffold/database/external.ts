import pg from 'pg'
import { Refusal, reasonOf } from '../refusal.ts'

const CONNECT_WITHIN_MS = 5_000

/**
 * Connects once to a PostgreSQL server of the user's own and checks that Gantry could work there. Throws a `Refusal`
 * that never repeats the password. Error codes: postgresql.org/docs/18/errcodes-appendix.html.
 */
export async function checkDatabase(url: string): Promise<void> {
  const place = describe(url)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<Facts>(FACTS)
    const failure = unfit(rows[0]!, place)
    if (failure) throw failure
  } catch (error) {
    throw error instanceof Refusal ? error : explain(error, place)
  } finally {
    await client.end().catch(() => {})
  }
}

type Place = { server: string; database: string; user: string }
type Facts = { may_create: boolean; standby: boolean; read_only: boolean; encoding: string }

const FACTS = `
  select has_database_privilege(current_database(), 'create') as may_create,
         pg_is_in_recovery() as standby,
         current_setting('default_transaction_read_only')::boolean as read_only,
         current_setting('server_encoding') as encoding`

function describe(url: string): Place {
  const parsed = URL.parse(url)
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new Refusal(
      'DATABASE_URL is not the address of a PostgreSQL database.',
      'Write it as postgres://user:password@host:5432/database, or unset it to use the database that comes with Gantry.',
    )
  }
  const user = decodeURIComponent(parsed.username) || 'the current account'
  return {
    server: `${parsed.hostname || 'localhost'}:${parsed.port || 5432}`,
    database: decodeURIComponent(parsed.pathname.slice(1)) || user,
    user,
  }
}

function unfit(facts: Facts, { server, database, user }: Place): Refusal | undefined {
  if (facts.standby || facts.read_only) {
    return new Refusal(
      `The database ${database} at ${server} only allows reading.`,
      'Name the primary server in DATABASE_URL.',
    )
  }
  if (!facts.may_create) {
    return new Refusal(
      `The user ${user} may not create schemas in the database ${database} at ${server}.`,
      `Let an administrator run: grant create on database "${database}" to "${user}"`,
    )
  }
  if (facts.encoding !== 'UTF8') {
    return new Refusal(
      `The database ${database} at ${server} is encoded as ${facts.encoding}; Gantry needs UTF8.`,
      `Create another one: create database gantry encoding 'UTF8' template template0`,
    )
  }
  return undefined
}

function explain(error: unknown, { server, database, user }: Place): Refusal {
  const code = (error as { code?: string }).code ?? ''
  const refuse = (message: string, next: string) => new Refusal(message, next)
  if (code === '28P01' || code === '28000') {
    return refuse(
      `The database server ${server} does not let the user ${user} in.`,
      'Correct user and password in DATABASE_URL.',
    )
  }
  if (code === '3D000') {
    return refuse(
      `There is no database ${database} at ${server}.`,
      `Create it (create database "${database}"), or correct DATABASE_URL.`,
    )
  }
  if (code === '42501') {
    return refuse(
      `The user ${user} may not connect to the database ${database} at ${server}.`,
      'Grant it the right to connect.',
    )
  }
  if (code === '53300') {
    return refuse(`The database server ${server} has no connection left.`, 'Raise its max_connections, or free some.')
  }
  return refuse(
    `No PostgreSQL answers at ${server}: ${reasonOf(error) || code}`,
    'Start the server or correct DATABASE_URL; unset it to use the database that comes with Gantry.',
  )
}
