import { expect, test } from 'vitest'
import { assertJson, meansJson } from './strict-json.ts'

test.each([
  ['{"a":1,}', '1:8', 'Expected double-quoted property name'],
  ['{\n  "a" 1}', '2:7', "Expected ':' after property name"],
  ['{"a":\ntru}', '2:4', "Unexpected token '}'"],
  ['{\n"a": [1, 2\n', '3:1', "Expected ',' or ']' after array element"],
  ['', '1:1', 'Unexpected end of JSON input'],
  ['{"a": 1}\n}', '2:1', 'Unexpected non-whitespace character after JSON'],
])('%j is refused at its place', (text, place, reason) => {
  expect(() => assertJson('a.json', text)).toThrow(`a.json:${place}: it is not valid JSON: ${reason}`)
})

test('a text that begins with a brace means to be JSON, whatever the file is called', () => {
  expect(meansJson('a.txt', ' {"a": 1}')).toBe(true)
  expect(meansJson('a.json', 'openapi: 3.0.0')).toBe(true)
  expect(meansJson('a.yaml', 'openapi: 3.0.0')).toBe(false)
})
