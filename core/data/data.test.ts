import pino from 'pino'
import { expect, test } from 'vitest'
import { event, get, post, z } from '../contract/contract.ts'
import { maskingLog } from '../observe/log.ts'
import { classesIn, classificationOf, classified } from './classification.ts'
import { clearanceOf, disclosing, maskedByName, maskingLogged, namesIn } from './masking.ts'

const Address = z.object({ street: z.string() }).openapi('TestAddress', classified('personal'))
const Person = z
  .object({
    id: z.string(),
    email: z.email().meta(classified('personal')).optional(),
    salary: z.string().meta(classified('financial')),
    key: z.string().meta(classified('secret')),
    home: Address.optional(),
    get friends() {
      return z.array(Person).optional()
    },
  })
  .openapi('TestPerson')
const Either = z.union([Person, z.object({ note: z.string() })])

const ada = { id: '1', email: 'ada@x.example', salary: '10.00', key: 'k', home: { street: 's' } }
const who = (...scopes: string[]) => ({ tenant: 't', principal: 'p', scopes })
const operation = (returns: z.ZodType) => get('/people', { summary: 's', returns })

test('a schema’s classes are read wherever they were set: on fields, on named shapes, in lists and in shapes that hold themselves', () => {
  expect([...classesIn(classificationOf(z.array(Person)))].sort()).toEqual(['financial', 'personal', 'secret'])
  expect([...classesIn(classificationOf(z.object({ home: Address })))]).toEqual(['personal'])
  expect([...classesIn(classificationOf(z.object({ id: z.string() })))]).toEqual([])
})

test('an answer shows the classes its reader holds a scope for, and a secret to nobody', () => {
  const show = (value: unknown, returns: z.ZodType, ...scopes: string[]) =>
    disclosing({})(operation(returns), value, who(...scopes))
  expect(show(ada, Person)).toEqual({
    id: '1',
    email: '[personal]',
    salary: '[financial]',
    key: '[secret]',
    home: '[personal]',
  })
  expect(show(ada, Person, 'data.personal')).toEqual({ ...ada, salary: '[financial]', key: '[secret]' })
  expect(show(ada, Person, '*')).toEqual({ ...ada, key: '[secret]' })
  const nested = { ...ada, friends: [{ ...ada, friends: [ada] }] }
  expect(JSON.stringify(show([nested], z.array(Person)))).not.toContain('ada@x.example')
  expect(JSON.stringify(show(ada, Either))).not.toContain('ada@x.example')
  expect(show({ note: 'n' }, Either)).toEqual({ note: 'n' })
  expect(show({ id: '1' }, Person)).toEqual({ id: '1' })
  expect(disclosing({ discloses: ['personal'] })(operation(Person), ada, who())).toMatchObject({ email: ada.email })
})

const names = namesIn([
  {
    operations: {
      a: post('/a', {
        summary: 's',
        body: z.object({ iban: z.string().meta(classified('financial')) }),
        returns: Person,
      }),
    },
    events: {
      b: { name: 'c.b', ...event(z.object({ token: z.string().meta(classified('secret')) }), { key: () => '' }) },
    },
  },
])

test('a payload without a shape is masked by what its fields are called in the contracts', () => {
  expect(Object.fromEntries(names)).toMatchObject({
    email: 'personal',
    salary: 'financial',
    key: 'secret',
    home: 'personal',
    iban: 'financial',
    token: 'secret',
  })
  // A vendor's own record may hold anything.
  expect(maskedByName(names, { native: { Tax_Id__c: '1' } }, clearanceOf(who()))).toEqual({ native: '[personal]' })
  const payload = { run: { results: [{ email: 'e', amount: '1.00', token: 't' }] }, iban: 'i', at: null }
  expect(maskedByName(names, payload, clearanceOf(who('data.financial')))).toEqual({
    run: { results: [{ email: '[personal]', amount: '1.00', token: '[secret]' }] },
    iban: 'i',
    at: null,
  })
})

test('a log shows nothing that is classified, however deep it stands', () => {
  const lines: string[] = []
  const log = maskingLog(pino({}, { write: (line) => void lines.push(line) }), maskingLogged(names))
  log.info(
    { email: 'ada@x.example', order: { lines: [{ email: 'ada@x.example', amount: '1.00' }] }, token: 'very secret' },
    'told',
  )
  log.child({ run: 'r' }).warn({ seen: { token: 'very secret' } }, 'told')
  expect(lines.join()).not.toMatch(/ada@x|very secret/)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    email: '[personal]',
    token: '[secret]',
    order: { lines: [{ email: '[personal]', amount: '1.00' }] },
  })
})
