import { expect, test } from 'vitest'
import { textMatching } from './pattern.ts'

test.each([
  ['^MG[0-9a-fA-F]{32}$', {}],
  ['^[A-Z]{3}$', {}],
  ['^(?:US|DE)-\\d{2,4}$', {}],
  ['^[a-z]+(-[a-z]+)*$', { least: 20 }],
  ['^\\+[1-9]\\d{1,14}$', {}],
  ['^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', {}],
  ['^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$', {}],
  ['^(?!0)\\d+$', {}],
  ['^.*\\S.*$', { most: 3 }],
  ['^[\\u0391-\\u03A9]{2}$', {}],
  ['^\\{"[a-z]":1\\}$', {}],
  ['^(?<year>2\\d{3})[\\-/]\\x41$', {}],
  ['[^]]', {}],
  ['^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$', {}],
])('a text is made of %s', (pattern, lengths) => {
  const text = textMatching(pattern, lengths)
  expect(text).toMatch(new RegExp(pattern))
})

test('another choice of letters gives another text', () => {
  const made = (number: number) => textMatching('^AC[0-9a-f]{4}$', {}, (count) => number % count)
  expect([made(0), made(1)]).toEqual(['ACaaaa', 'ACbbbb'])
})

test.each(['^(a)\\1$', '^a(?=b)$', '(', '^[b-a]$'])('nothing is made of %s', (pattern) => {
  expect(() => textMatching(pattern)).not.toThrow()
})

test('lengths that no text of the pattern has give nothing', () => {
  expect(textMatching('^[A-Z]{3}$', { least: 5 })).toBeUndefined()
})
