import pg from 'pg'

/** Every row of every table that is not the server's own, as text, table by table. */
export async function* everyRow(url: string): AsyncGenerator<[table: string, text: string]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    )
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
      yield [name, rows.map(({ row }) => row).join('\n')]
    }
  } finally {
    await client.end()
  }
}
