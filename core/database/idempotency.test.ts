import { afterAll, beforeAll, expect, test } from 'vitest'
import { IntegrationError } from '../errors/integration-error.ts'
import { gate, TestEngine } from '../testing/engine.ts'
import { postgresIdempotency } from './idempotency.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([])
})
afterAll(() => engine.close())

const identity = { tenant: 'test', principal: 'tester', scopes: [] }
const request = (key: string, input: unknown = { amount: '1' }, tenant = 'test') => ({
  identity: { ...identity, tenant },
  operation: 'orders.create',
  key,
  input,
})
const once = <T>(...[given, perform]: [ReturnType<typeof request>, () => Promise<T>]) =>
  postgresIdempotency(engine.db).once(given, perform)

test('S04 the same key with the same body performs once and answers the same; other tenants have keys of their own', async () => {
  let performed = 0
  const perform = async () => ({ number: ++performed })
  expect(await once(request('a'), perform)).toEqual({ number: 1 })
  expect(await once(request('a', { amount: '1' }), perform)).toEqual({ number: 1 })
  expect(await once(request('a', { amount: '1' }, 'other'), perform)).toEqual({ number: 2 })
  await expect(once(request('a', { amount: '2' }), perform)).rejects.toMatchObject({
    code: 'idempotency-key-reused',
    status: 422,
  })
})

test('S04 while the first is in flight the others are told so', async () => {
  const { opened, open } = gate()
  const first = once(request('b'), () => opened.then(() => 'done'))
  await engine.until('it is in flight', async () => {
    await engine.database.pool.query(`select pg_notify('test_change', '')`)
    return (await engine.database.pool.query(`select 1 from gantry.idempotency where key = 'b'`)).rows.length > 0
  })
  await expect(once(request('b'), async () => 'again')).rejects.toMatchObject({
    code: 'idempotency-key-in-flight',
    status: 409,
  })
  open()
  expect(await first).toBe('done')
  expect(await once(request('b'), async () => 'again')).toBe('done')
})

test('a refusal frees the key; one of many at once performs', async () => {
  const refused = new IntegrationError('refused', 'Refused.', { kind: 'data' })
  await expect(once(request('c'), () => Promise.reject(refused))).rejects.toBe(refused)
  expect(await once(request('c'), async () => 'now')).toBe('now')
  let performed = 0
  const settled = await Promise.allSettled([...Array(8)].map(() => once(request('d'), async () => ++performed)))
  expect(performed).toBe(1)
  for (const one of settled)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'idempotency-key-in-flight' })
})

test('a key whose process died is free after its time, and the late first one does not touch the second', async () => {
  const { opened, open } = gate()
  const second = gate()
  const late = once(request('e'), async () => {
    await opened
    throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
  })
  await engine.until('it is in flight', async () => {
    const { rowCount } = await engine.database.pool.query(
      `update gantry.idempotency set free_at = clock_timestamp() - interval '1 s' where key = 'e' returning pg_notify('test_change', '')`,
    )
    await engine.database.pool.query(`select pg_notify('test_change', '')`)
    return rowCount === 1
  })
  const other = once(request('e'), () => second.opened.then(() => 'second'))
  await engine.until('the second has it', async () => {
    await engine.database.pool.query(`select pg_notify('test_change', '')`)
    const { rows } = await engine.database.pool.query(
      `select 1 from gantry.idempotency where key = 'e' and free_at > clock_timestamp()`,
    )
    return rows.length > 0
  })
  open()
  await expect(late).rejects.toMatchObject({ code: 'refused' })
  await expect(once(request('e'), async () => 'third')).rejects.toMatchObject({ code: 'idempotency-key-in-flight' })
  second.open()
  expect(await other).toBe('second')
})

test('a key stays taken for as long as its request is performed, however long that is', async () => {
  const { opened, open } = gate()
  const { pool } = engine.database
  const freeAt = async () => {
    const { rows } = await pool.query<{ at: string }>(
      `select free_at::text as at from gantry.idempotency where key = 'f'`,
    )
    return rows[0]?.at
  }
  const first = once(request('f'), () => opened.then(() => 'first'))
  // Its table tells no test of its changes.
  const bell = setInterval(() => void pool.query(`select pg_notify('test_change', '')`), 100)
  const taken = await engine.until('it is in flight', freeAt)
  await engine.until('it is renewed', async () => (await freeAt()) !== taken)
  clearInterval(bell)
  await expect(once(request('f'), async () => 'again')).rejects.toMatchObject({ code: 'idempotency-key-in-flight' })
  open()
  expect(await first).toBe('first')
  expect(await once(request('f'), async () => 'again')).toBe('first')
})
