import { basePathOf } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import { IntegrationError } from '@gantry/core/errors'
import { defineProcess, type Published } from '@gantry/core/process'
import { type ApiEntry, registry } from './contract.ts'

export default defineProcess({
  contract: registry,
  uses: {},

  serve: ({ published }) => ({
    listApis: async () => ({ items: (await published()).map(entryOf) }),
    getDocument: async ({ tier, name }) => {
      const found = (await published()).find(({ contract }) => contract.tier === tier && contract.name === name)
      if (found) return documentOf(found.contract)
      throw new IntegrationError('no-such-api', `There is no API ${name} in the ${tier} tier.`, {
        kind: 'data',
        status: 404,
      })
    },
  }),
})

function entryOf({ contract, uses }: Published): ApiEntry {
  const { name, title, description, tier, version, owner, criticality, lifecycle } = contract
  return {
    name,
    title,
    description,
    tier,
    version,
    owner,
    criticality,
    lifecycle,
    path: basePathOf(contract),
    operations: Object.entries(contract.operations).map(([id, { method, path, summary }]) => ({
      id,
      method,
      path,
      summary,
    })),
    events: Object.values(contract.events).map((event) => event.name),
    uses: uses.map((used) => `${used.tier}.${used.name}`),
  }
}
