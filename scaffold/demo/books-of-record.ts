import type { Company } from '@gantry/canonical/company'
import { readRoutes, routeOf, writeRoutes } from '@gantry/core/runtime/routing'
import { Refusal } from '../refusal.ts'

export const ERPS = ['netsuite', 'sap-s4hana', 'dynamics365-finance'] as const
export type Erp = (typeof ERPS)[number]

/** Which ERP keeps the books of each legal entity. */
export type BooksOfRecord = { used: Erp[]; of: (legalEntity: string) => Erp; routes: string }

const known = (name: string): Erp => {
  const erp = ERPS.find((each) => each === name)
  if (erp) return erp
  throw new Refusal(`There is no connector for an ERP "${name}".`, `--erp takes ${ERPS.join(', ')}.`)
}

/**
 * `netsuite` keeps all books; of `netsuite,other` each legal entity takes the next; `AMER=netsuite,EMEA=other` names
 * them one by one. Throws a `Refusal`.
 */
export function booksOfRecord(erp: string, { legalEntities }: Company): BooksOfRecord {
  const names = legalEntities.map(({ name }) => name)
  const chosen = new Map(erp.includes('=') ? named(erp, names) : inTurn(erp, names))
  return {
    used: [...new Set(chosen.values())],
    of: (legalEntity) => chosen.get(legalEntity)!,
    routes: writeRoutes([...chosen].map(([value, connection]) => ({ value, connection }))),
  }
}

function inTurn(erp: string, names: readonly string[]): [string, Erp][] {
  const erps = erp.split(',').map((name) => known(name.trim()))
  return names.map((name, index) => [name, erps[index % erps.length]!])
}

function named(erp: string, names: readonly string[]): [string, Erp][] {
  const routes = rulesOf(erp)
  return names.map((name) => {
    const connection = routeOf(routes, name, new Date().toISOString().slice(0, 10))
    if (connection) return [name, known(connection)]
    throw new Refusal(`--erp names no ERP for the legal entity "${name}".`, `Add ${name}=<erp> to it.`)
  })
}

function rulesOf(erp: string) {
  try {
    const routes = readRoutes(erp)
    return typeof routes === 'string' ? [] : routes
  } catch (cause) {
    throw new Refusal((cause as Error).message, 'For example --erp AMER=netsuite.', { cause })
  }
}
