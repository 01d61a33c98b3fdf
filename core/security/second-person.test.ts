import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenDatabase, openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { freshDatabase } from '../testing/database.ts'
import { secondPerson } from './second-person.ts'

let database: OpenDatabase
let drop: () => Promise<void>
beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  database = openDatabase(fresh.url, { max: 2 })
  await migrate(database.db, [CORE_MIGRATIONS])
})
afterAll(async () => {
  await database?.close()
  await drop?.()
})

const fourEyes = { 'process.ledger.writeOff': ({ amount }: { amount: number }) => amount > 100 }
const as = (principal: string, tenant = 'acme') => ({ tenant, principal, scopes: ['*'] })
const ask = (who: ReturnType<typeof as>, input: object, operation = 'process.ledger.writeOff') =>
  secondPerson(database.db, fourEyes as never)(operation, who, input).then(
    () => 'done',
    ({ code }) => code as string,
  )

test('what one asks for is done when another asks for the very same, once', async () => {
  expect(await ask(as('anna'), { amount: 200 })).toBe('second-person-needed')
  expect(await ask(as('anna'), { amount: 200 })).toBe('second-person-needed')
  expect(await ask(as('bert'), { amount: 300 })).toBe('second-person-needed')
  expect(await ask(as('bert', 'other'), { amount: 200 })).toBe('second-person-needed')
  expect(await ask({ ...as('service'), onBehalfOf: 'anna' } as never, { amount: 200 })).toBe('second-person-needed')
  expect(await ask(as('anna'), { amount: 200 })).toBe('second-person-needed')
  expect(await ask(as('bert'), { amount: 200 })).toBe('done')
  expect(await ask(as('bert'), { amount: 200 })).toBe('second-person-needed')
  expect(await ask(as('anna'), { amount: 200 })).toBe('done')
})

test('what takes one person is done', async () => {
  expect(await ask(as('anna'), { amount: 50 })).toBe('done')
  expect(await ask(as('anna'), { amount: 5000 }, 'process.ledger.read')).toBe('done')
})

test('a request of yesterday waits no more, and both are in the audit log', async () => {
  await ask(as('carl'), { amount: 900 })
  await database.pool.query(
    `update gantry.second_person set at = clock_timestamp() - interval '25 hours' where by = 'carl'`,
  )
  expect(await ask(as('dora'), { amount: 900 })).toBe('second-person-needed')
  expect(await ask(as('carl'), { amount: 900 })).toBe('done')
  const { rows } = await database.pool.query('select action, by from gantry.audit_content where tenant = $1', ['acme'])
  expect(rows).toContainEqual({ action: 'four-eyes.asked', by: 'dora' })
  expect(rows).toContainEqual({ action: 'four-eyes.released', by: 'carl' })
})
