import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import type { Client } from './client.ts'

/** The subsidiaries and currencies of the account: by the names people use to NetSuite's ids, and back. */
export type Company = {
  /** Internal id of a legal entity's subsidiary; throws `unknown-legal-entity`. */
  subsidiary: (legalEntity: string) => Promise<string>
  /** The subsidiary at the top, whose items every other one sells too. */
  root: () => Promise<string>
  /** Internal id of an ISO 4217 currency; throws `unknown-currency`. */
  currency: (code: string) => Promise<string>
  /** ISO 4217 code of a currency's internal id. */
  codeOf: (currencyId: string) => Promise<string>
}

const Subsidiary = z.object({ id: z.string(), name: z.string(), parent: z.string().optional() })
const Currency = z.object({ id: z.string(), symbol: z.string() })

type Directory = { subsidiaries: z.output<typeof Subsidiary>[]; currencies: z.output<typeof Currency>[] }

export function createCompany(client: Client): Company {
  let directory: Promise<Directory> | undefined
  let fresh = false

  const load = (): Promise<Directory> => {
    const loading = Promise.all([
      client.select('SELECT id, name, parent FROM subsidiary ORDER BY id', Subsidiary),
      client.select('SELECT id, symbol FROM currency ORDER BY id', Currency),
    ]).then(([subsidiaries, currencies]) => ({ subsidiaries: subsidiaries.items, currencies: currencies.items }))
    directory = loading
    fresh = true
    loading.then(
      () => {
        fresh = false
      },
      () => {
        // A failed look-up is nobody's answer: the next caller asks again.
        if (directory === loading) directory = undefined
      },
    )
    return loading
  }

  /** A miss is looked up once more: finance may have created it since. Callers meanwhile share that look-up. */
  const find = async <T>(pick: (known: Directory) => T | undefined): Promise<T | undefined> => {
    const hadIt = directory !== undefined && !fresh
    const found = pick(await (directory ?? load()))
    if (found !== undefined || !hadIt) return found
    return pick(await (fresh && directory ? directory : load()))
  }

  const unknown = (code: string, what: string, name: string) =>
    new IntegrationError(code, `NetSuite has no ${what} "${name}".`, {
      kind: 'policy',
      team: 'finance-systems',
      detail: `no row for "${name}"`,
    })

  return {
    subsidiary: async (legalEntity) => {
      const found = await find((known) => known.subsidiaries.find((each) => each.name === legalEntity))
      if (!found) throw unknown('unknown-legal-entity', 'subsidiary for the legal entity', legalEntity)
      return found.id
    },
    root: async () => {
      const found = await find((known) => known.subsidiaries.find((each) => !each.parent))
      if (!found) throw unknown('unknown-legal-entity', 'subsidiary at', 'the top')
      return found.id
    },
    currency: async (code) => {
      const found = await find((known) => known.currencies.find((each) => each.symbol === code))
      if (!found) throw unknown('unknown-currency', 'currency', code)
      return found.id
    },
    codeOf: async (currencyId) => {
      const found = await find((known) => known.currencies.find((each) => each.id === currencyId))
      if (!found) throw unknown('unknown-currency', 'currency with id', currencyId)
      return found.symbol
    },
  }
}
