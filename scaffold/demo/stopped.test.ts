import type { Company } from '@gantry/canonical/company'
import { expect, it } from 'vitest'
import { type StoppedOptions, stoppedOrders } from './stopped.ts'
import { wrapped } from './wrapped.ts'

it('tells of every order that stopped, page by page, but not of those that were meant to', async () => {
  const exceptions = [
    { subject: 'H', sentence: 'On credit hold.' },
    { subject: 'A', sentence: 'Too many lines.' },
  ]
  const company = {
    quotes: [
      { reference: 'H', fate: { kind: 'hold' } },
      { reference: 'A', fate: { kind: 'pay' } },
      { reference: 'R', fate: { kind: 'refuse' } },
      { reference: 'S', fate: { kind: 'pay' } },
    ],
  } as unknown as Company
  const found = await stoppedOrders({
    company,
    call: {} as never,
    operations: {
      listExceptions: async ({ query }: { query: { cursor?: string } }) =>
        query.cursor ? { items: exceptions.slice(1) } : { items: exceptions.slice(0, 1), next: 'more' },
    },
    trail: { listOrders: async () => ({ items: [{ reference: 'R' }, { reference: 'S', message: 'Too much.' }] }) },
  } as unknown as StoppedOptions)
  expect(found).toEqual([
    { order: 'A', sentence: 'Too many lines.' },
    { order: 'S', sentence: 'Too much.' },
  ])
})

it('wraps at the width of the terminal, colours not counted', () => {
  expect(wrapped('\u001b[31mone\u001b[0m two three', 10)).toBe('  \u001b[31mone\u001b[0m two\n    three')
})
