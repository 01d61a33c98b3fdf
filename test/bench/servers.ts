import pg from 'pg'

/** One statement on a database or a server, on a connection of its own. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** So that no contestant is measured with plans made for empty tables. */
export const analyze = (url: string) => administer(url, 'analyze')

let databases = 0

/** A database of its own on the server, as long as `work` lasts. */
export async function onDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `bench_${process.pid}_${++databases}`
  const url = new URL(server)
  url.pathname = `/${name}`
  await administer(server, `create database ${name}`)
  try {
    return await work(url.href)
  } finally {
    await administer(server, `drop database if exists ${name} with (force)`)
  }
}
