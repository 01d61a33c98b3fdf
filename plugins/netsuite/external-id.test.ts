import { expect, test } from 'vitest'
import { externalIdOf } from './external-id.ts'

test('legal references stay readable', () => {
  expect(externalIdOf('Q-00042')).toBe('Q-00042')
  expect(externalIdOf('in_1QxYz', 'invoice')).toBe('invoice-in_1QxYz')
})

test('odd references become legal, and no two the same', () => {
  const references = ['a b', 'a_b', 'a/b', 'a|b', 'A b', 'ä', '__a_20b', '__', '_', 'a:b', "a'b", 'a_20b']
  const ids = references.map((reference) => externalIdOf(reference))
  for (const id of ids) expect(id).toMatch(/^[\w-]+$/)
  expect(new Set(ids).size).toBe(references.length)
})
