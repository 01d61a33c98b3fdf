import { describe, expect, test } from 'vitest'
import { compare, FAMILIES, gravest } from './compare.ts'
import { CHANGES } from './corpus/changes.ts'
import { measure } from './corpus/measure.ts'
import { NARROWED } from './corpus/narrowed.ts'
import { answers, asks, holds, type Node } from './corpus/pair.ts'
import { openDocument } from './document.ts'

const levelOf = async (old: Node, next: Node, today?: Date) => {
  const [a, b] = await Promise.all([old, next].map((node) => openDocument(JSON.stringify(node), 'document.json')))
  const findings = compare(a!, b!, today)
  for (const { id } of findings)
    expect(
      Object.values(FAMILIES).some((rules) => id in rules),
      id,
    ).toBe(true)
  return { level: gravest(findings), ids: findings.map(({ id }) => id) }
}

describe.each(NARROWED)('%s', (_, wide, narrow) => {
  const cases: [string, Node, Node, boolean][] = [
    ['breaks a request', asks(holds(wide)), asks(holds(narrow)), true],
    ['does not break a request when turned round', asks(holds(narrow)), asks(holds(wide)), false],
    ['does not break a response', answers(holds(wide)), answers(holds(narrow)), false],
    ['breaks a response when turned round', answers(holds(narrow)), answers(holds(wide)), true],
  ]
  test.each(cases)('%s', async (_, old, next, breaks) => {
    const { level, ids } = await levelOf(old, next)
    expect(level === 'breaking', ids.join()).toBe(breaks)
    expect(ids).not.toEqual([])
  })
})

test.each(CHANGES)('%s', async (_, old, next, level) => {
  const found = await levelOf(old, next, new Date('2026-01-01'))
  expect(found.level, found.ids.join()).toBe(level)
})

test('no pair of the corpus is judged wrongly', async () => {
  const scores = Object.values(await measure())
  expect(scores.flatMap(({ wrong }) => wrong)).toEqual([])
  expect(scores.reduce((sum, { breaking }) => sum + breaking, 0)).toBeGreaterThan(200)
  expect(scores.reduce((sum, { harmless }) => sum + harmless, 0)).toBeGreaterThan(300)
})
