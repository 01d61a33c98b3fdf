import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, totalOf } from './folder.fixture.ts'
import { readCompany } from './read.ts'

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'orders.md'), 'utf8')
const examples = page.split(/^## /m).flatMap((section) => {
  const files = Object.fromEntries(
    [...section.matchAll(/^```\w+ (\S+)\n(.*?)^```/gms)].map(([, name, text]) => [name!, text!]),
  )
  const { result, ...rest } = files
  return result === undefined ? [] : [{ title: section.split('\n')[0]!, files: rest, result }]
})

describe('docs/orders.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5)
  })

  it.each(examples)('$title', async ({ files, result }) => {
    const { quotes, rejected } = await readCompany(await folderOf(files))
    const lines = quotes.map((quote) => {
      const { customer, legalEntity, currency } = quote.draft
      const fate = quote.fate.kind === 'part' ? `part ${quote.fate.fraction}` : quote.fate.kind
      return `${quote.reference} ${customer} ${legalEntity} ${totalOf(quote)} ${currency} ${fate}`
    })
    const refused = rejected.map(({ file, line, order, reason }) => `rejected ${file}:${line} ${order}: ${reason}`)
    expect(`${[...lines, ...refused].join('\n')}\n`).toBe(result)
  })
})
