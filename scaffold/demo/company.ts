import type { Company } from '@gantry/canonical/company'
import { IntegrationError } from '@gantry/core/errors'
import { Refusal } from '../refusal.ts'
import type { StartOptions } from './options.ts'

/** The company whose orders run: read from a folder, or made up. Only what is needed is loaded. */
export async function companyOf({ orders, mapping, seed, count }: StartOptions): Promise<Company> {
  if (orders === undefined) {
    const { demoCompany } = await import('../orders/demo.ts')
    return demoCompany({ seed, orders: count })
  }
  const { readCompany } = await import('../orders/read.ts')
  const company = await readCompany(orders, mapping === undefined ? {} : { mapping }).catch(refuse)
  if (company.quotes.length > 0) return company
  const first = company.rejected[0]
  throw new Refusal(
    `No order in ${orders} can be used.`,
    first ? `Mend ${first.file}, line ${first.line}: ${first.reason}` : 'See docs/orders.md.',
  )
}

/** What is wrong with an export or its mapping is for a person to mend, and told as such. */
function refuse(error: unknown): never {
  if (!(error instanceof IntegrationError && error.kind === 'data')) throw error
  throw new Refusal(error.message, error.detail ?? 'See docs/orders.md.', { cause: error })
}
