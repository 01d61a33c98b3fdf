import fc from 'fast-check'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../testing/database.ts'
import { BinaryArray } from './binary-array.ts'

const { url, drop } = await freshDatabase()
const client = new pg.Client({ connectionString: url })
await client.connect()
afterAll(async () => {
  await client.end()
  await drop()
})

/** As Postgres understood it. */
const read = async (type: string, array: BinaryArray) =>
  (await client.query({ name: type, text: `select $1::${type}[] as given`, values: [array] })).rows[0].given

const nullable = <T>(of: fc.Arbitrary<T>) => fc.array(fc.option(of), { maxLength: 40 })

test('what Postgres reads is what was given, whatever the type', async () => {
  const texts = nullable(
    fc
      .oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 60 }))
      .map((text) => text.replaceAll('\0', '')),
  )
  const times = nullable(fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }))
  await fc.assert(
    fc.asyncProperty(
      texts,
      nullable(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      nullable(fc.boolean()),
      nullable(fc.uuid()),
      times,
      async (text, int4, bool, uuid, timestamptz) => {
        expect(await read('text', new BinaryArray('text', text))).toEqual(text)
        expect(await read('int4', new BinaryArray('int4', int4))).toEqual(int4)
        expect(await read('bool', new BinaryArray('bool', bool))).toEqual(bool)
        expect(await read('uuid', new BinaryArray('uuid', uuid))).toEqual(uuid)
        expect(await read('timestamptz', new BinaryArray('timestamptz', timestamptz))).toEqual(timestamptz)
      },
    ),
    { numRuns: 50 },
  )
})

test('JSON goes as its text, what says how it leaves as it says; a large array is no other', async () => {
  expect(await read('text', new BinaryArray('text', [{ toPostgres: () => 'said' }]))).toEqual(['said'])
  expect(await read('json', new BinaryArray('json', ['{"a":"ü"}', null]))).toEqual([{ a: 'ü' }, null])
  const large = [...Array(500)].map((_, n) => `${n}:${'é'.repeat(n)}`)
  expect(await read('text', new BinaryArray('text', large))).toEqual(large)
})

test('what does not fit is refused: a NUL by Postgres, no UUID here', async () => {
  await expect(read('text', new BinaryArray('text', ['a\0b']))).rejects.toThrow('invalid byte sequence')
  await expect(read('uuid', new BinaryArray('uuid', ['not-one']))).rejects.toThrow('not-one is no UUID.')
})
