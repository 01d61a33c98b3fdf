import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../testing/database.ts'
import { OwnConnection } from './own-connection.ts'
import { withSetting } from './settings.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  const own = opens(database.url)
  await own.ask({ text: 'create table counted as select 0 as count' })
  await own.close()
})
afterAll(() => database.drop())
const opened: OwnConnection[] = []
afterEach(async () => void (await Promise.all(opened.splice(0).map((own) => own.close()))))

function opens(connectionString: string): OwnConnection {
  const own = new OwnConnection({ connectionString, application_name: 'own' })
  opened.push(own)
  return own
}
const COUNT = { text: 'select count from counted' }
const ADD = 'update counted set count = count + 1 returning count'
const counted = async (own: OwnConnection) => (await own.ask<{ count: number }>(COUNT))[0]!.count

test('nothing that is asked meanwhile comes between the statements of a transaction', async () => {
  const [own, other] = [opens(database.url), opens(database.url)]
  const before = await counted(own)
  const [began, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const added = own.transaction(async (client) => {
    await client.query(ADD)
    began.resolve()
    await goesOn.promise
    return (await client.query(ADD)).rows[0].count as number
  })
  await began.promise
  const behind = counted(own)
  expect(await counted(other)).toBe(before)
  goesOn.resolve()
  expect(await added).toBe(before + 2)
  expect(await behind).toBe(before + 2)
})

test('what fails is taken back, and the connection serves on', async () => {
  const own = opens(database.url)
  const before = await counted(own)
  const client = await own.client()
  const wrong = own.transaction(async (client) => {
    await client.query(ADD)
    await client.query('select 1 / 0')
  })
  await expect(wrong).rejects.toThrow('division by zero')
  const refused = own.transaction(async (client) => {
    await client.query(ADD)
    throw new Error('Not so.')
  })
  await expect(refused).rejects.toThrow('Not so.')
  expect(await counted(own)).toBe(before)
  expect(await own.client()).toBe(client)
})

test('one that the database ends in the middle is taken back, and there is another connection', async () => {
  const own = opens(withSetting(database.url, 'idle_in_transaction_session_timeout', '50ms'))
  const other = opens(database.url)
  const before = await counted(other)
  const [began, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const stopped = own.transaction(async (client) => {
    await client.query(ADD)
    began.resolve()
    await goesOn.promise
    await client.query(ADD)
  })
  await began.promise
  // Waits for the row until it is free.
  expect((await other.ask<{ count: number }>({ text: ADD }))[0]!.count).toBe(before + 1)
  goesOn.resolve()
  await expect(stopped).rejects.toThrow()
  expect(await counted(own)).toBe(before + 1)
})
