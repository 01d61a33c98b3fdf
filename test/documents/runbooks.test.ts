import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAst } from 'vitest/node'
import { sourcesIn } from '../boundaries.ts'
import { ROOT, textOf } from './blocks.ts'

type Node = { type?: string; value?: unknown; callee?: Node; name?: string; arguments?: Node[]; key?: Node }

/** Codes that a file can raise: the first argument of every `IntegrationError`, and `code: '…'` of business rules. */
function codesOf(text: string): string[] {
  const found: string[] = []
  const literals = (node: unknown): string[] => {
    if (node === null || typeof node !== 'object') return []
    const { type, value } = node as Node
    if (type === 'Literal' && typeof value === 'string') return [value]
    return Object.values(node).flatMap(literals)
  }
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    const { type, callee, arguments: given, key, value } = node as Node
    if (type === 'NewExpression' && callee?.name === 'IntegrationError' && given?.[0]) found.push(...literals(given[0]))
    if (type === 'Property' && key?.name === 'code' && (value as Node | undefined)?.type === 'Literal')
      found.push(...literals(value))
    for (const child of Object.values(node)) visit(child)
  }
  visit(parseAst(text, { lang: 'ts' }).body)
  return found.filter((code) => /^[a-z]+(-[a-z]+)+$/.test(code))
}

const pages = readdirSync(join(ROOT, 'docs/runbooks')).filter((name) => name !== 'README.md')
const entries = pages.flatMap((name) =>
  textOf(`docs/runbooks/${name}`)
    .split(/^(?=### )/m)
    .slice(1)
    .map((text) => ({ code: /^### (.+)$/m.exec(text)![1]!, text, name })),
)

test('every code that core, a system API, a process API or a plugin raises has a runbook', () => {
  const sources = sourcesIn(ROOT).filter(
    ({ path }) =>
      /^(core|system-apis|process-apis|plugins)\//.test(path) &&
      path.endsWith('.ts') &&
      !/\.test\.ts$|\.fixture\.ts$|\/sandbox\/|^core\/(testing|sandbox)\//.test(path),
  )
  const raised = new Map(sources.flatMap(({ path, text }) => codesOf(text).map((code) => [code, path] as const)))
  expect(raised.size).toBeGreaterThan(80)
  const known = new Set(entries.map(({ code }) => code))
  expect([...raised].filter(([code]) => !known.has(code))).toEqual([])
})

test('codes are read from ternaries too, and from nothing else', () => {
  const text = `throw new IntegrationError(late ? 'too-late' : 'too-soon', 'It is not-a-code.', { kind: 'data' })`
  expect(codesOf(text)).toEqual(['too-late', 'too-soon'])
})

test('a runbook says what a code means, what mends it and who can, once', () => {
  expect(pages.toSorted()).toEqual(['apis.md', 'business.md', 'engine.md', 'vendors.md'])
  const codes = entries.map(({ code }) => code)
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
  for (const { code, text } of entries)
    for (const part of ['Means', 'Mend', 'Who'])
      expect(text, code).toMatch(new RegExp(`^- \\*\\*${part}\\*\\*: \\S`, 'm'))
})
