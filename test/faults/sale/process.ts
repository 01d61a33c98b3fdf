import { IntegrationError } from '@gantry/core/errors'
import { defineProcess, type Process } from '@gantry/core/process'
import type { Erp } from '../erp.ts'
import { type SaleRun, sales } from './contract.ts'
import { RELEASES, saleInErp } from './flow.ts'
import { saleWithTimer } from './timed-flow.ts'

type Summary = { id: string; key: string; state: string; version: number }
const saleRunOf = ({ id: run, key: reference, state, version }: Summary): SaleRun => ({
  run,
  reference,
  state,
  version,
})

/** The process API of one release; it starts runs of the newest version it carries. */
export const salesProcess = (release: 1 | 2, erp: Erp, timers: boolean): Process => {
  const flows = timers ? [saleWithTimer] : erp === 'none' ? RELEASES[release] : [saleInErp]
  const newest = flows.at(-1)!
  return defineProcess({
    contract: sales,
    uses: {},
    flows,
    serve: ({ engine }) => ({
      submitSale: async ({ body }, call) => saleRunOf(await engine.start(newest, body, call)),
      getSale: async ({ reference }, call) => {
        const found = await engine.find(newest, reference, call)
        if (found) return saleRunOf(found)
        throw new IntegrationError('not-found', `There is no sale ${reference}.`, { kind: 'data', status: 404 })
      },
    }),
  })
}
