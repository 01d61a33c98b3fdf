import { defineSandbox } from '@gantry/core/sandbox'
import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { app } from './app.ts'
import { ledger } from './ledger.ts'
import type { Rule } from './tax.ts'
import { register } from './transaction.ts'

const RuleBody = z.strictObject({
  company: z.string().min(1),
  /** A fraction: `0.19`. */
  rate: z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]),
  taxCode: z.string().optional(),
  included: z.boolean().optional(),
})

export default defineSandbox({
  name: 'avalara',
  title: 'Avalara AvaTax',
  defaults: { accountId: '2000134479', licenseKey: '6D1F0A8C3E5B7924', companies: 'DEFAULT' },
  app,
  ledger,
  actions: {
    /** The tax department sets up companies: `{ companies: ['EMEA'] }`. */
    company: ({ books }, body) =>
      register(books, z.strictObject({ companies: z.array(z.string().min(1)) }).parse(body).companies),
    /** It writes a rule of its own over the table: `{ company, rate, taxCode?, included? }`. */
    rates: ({ books }, body) => {
      const { rate, ...given } = RuleBody.parse(body)
      register(books, [given.company])
      const rule: Rule = {
        company: given.company,
        rate: new Decimal(String(rate)).toFixed(),
        ...(given.taxCode !== undefined && { taxCode: given.taxCode }),
        ...(given.included !== undefined && { included: given.included }),
      }
      books.put('rates', JSON.stringify([rule.company, rule.taxCode ?? null]), rule)
      return rule
    },
    /** AvaTax is down, or up again: `{ on }`. */
    outage: ({ books }, body) => {
      const outage = z.strictObject({ on: z.boolean() }).parse(body)
      books.put('switches', 'outage', outage)
      return outage
    },
  },
})
