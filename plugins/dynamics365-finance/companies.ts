import { IntegrationError } from '@gantry/core/errors'
import type { Client } from './client.ts'
import { columnsOf, LedgerRecord } from './wire.ts'

/** `id` is the `dataAreaId`, `name` its ledger's; `currency` the accounting currency, ISO 4217. */
export type Company = { id: string; name: string; currency: string }

export type Companies = {
  /** The company that is a legal entity here; throws `unknown-legal-entity`. */
  of: (legalEntity: string) => Promise<Company>
}

/** `EMEA=demf,AMER=usmf`: which company is which legal entity. Without it a legal entity is called by its company's id, or its ledger's name. */
export function companyNames(text: string | undefined): Map<string, string> {
  const pairs = (text ?? '').split(',').filter((pair) => pair.trim() !== '')
  return new Map(
    pairs.map((pair) => {
      const [entity = '', company = ''] = pair.split('=').map((part) => part.trim())
      return [entity, company]
    }),
  )
}

export function createCompanies(client: Client, names: Map<string, string>): Companies {
  let known: Promise<Company[]> | undefined
  const load = (): Promise<Company[]> => {
    const loading = client
      .list('Ledgers', LedgerRecord, { $select: columnsOf(LedgerRecord) })
      .then((ledgers) =>
        ledgers.map((each) => ({ id: each.LegalEntityId, name: each.Name, currency: each.AccountingCurrency })),
      )
    known = loading
    loading.catch(() => {
      // A failed look-up is nobody's answer: the next caller asks again.
      if (known === loading) known = undefined
    })
    return loading
  }
  return {
    of: async (legalEntity) => {
      const wanted = (names.get(legalEntity) ?? legalEntity).toLowerCase()
      const find = (companies: Company[]) =>
        companies.find((each) => each.id.toLowerCase() === wanted) ??
        companies.find((each) => each.name.toLowerCase() === wanted)
      // A miss is looked up once more: finance may have created it since.
      const company = find(await (known ?? load())) ?? find(await load())
      if (company) return company
      throw new IntegrationError(
        'unknown-legal-entity',
        `Dynamics 365 Finance has no company for the legal entity "${legalEntity}".`,
        { kind: 'policy', team: 'finance-systems', detail: `no ledger of company "${wanted}"` },
      )
    },
  }
}
