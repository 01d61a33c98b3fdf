import { documentOf } from '@gantry/core/contract/document'
import type { Publication } from '@gantry/core/contract/publications'
import { readPublications, readPublished } from '@gantry/core/contract/publications'
import { IntegrationError } from '@gantry/core/errors'
import { defineProcess } from '@gantry/core/process'
import { registry } from './contract.ts'
import { entryOf } from './entry.ts'
import { consumersOf, noticesOf } from './usage.ts'

export default defineProcess({
  contract: registry,
  uses: {},

  serve: ({ db, published, registry: folder }) => {
    const publications = async () => (folder ? readPublications(folder) : [])
    const versionsOf = async (tier: string, name: string) =>
      (await publications()).filter((one) => one.tier === tier && one.name === name)
    const readVersion = async (
      { tier, name, version }: { tier: string; name: string; version: string },
      kind: 'openapi' | 'asyncapi',
    ) => {
      const publication = (await versionsOf(tier, name)).find((one) => one.version === version)
      const document = folder && publication && (await readPublished(folder, publication, kind))
      return document ?? none(`There is no such document of version ${version} of ${tier}.${name}.`)
    }
    const find = async (tier: string, name: string) =>
      (await published()).find(({ contract }) => contract.tier === tier && contract.name === name) ??
      none(`There is no API ${name} in the ${tier} tier.`)

    return {
      listApis: async () => {
        const versions = Map.groupBy(await publications(), keyOf)
        return { items: (await published()).map((one) => entryOf(one, versions.get(keyOf(one.contract)) ?? [])) }
      },
      getDocument: async ({ tier, name }) => documentOf((await find(tier, name)).contract),
      listVersions: async ({ tier, name }) => {
        await find(tier, name)
        return { items: await versionsOf(tier, name) }
      },
      getVersionDocument: (input) => readVersion(input, 'openapi'),
      getVersionEvents: (input) => readVersion(input, 'asyncapi'),
      listConsumers: async ({ tier, name }) => {
        await find(tier, name)
        return { items: await consumersOf(db, `${tier}.${name}`, await published()) }
      },
      listNotices: async ({ query }) => ({ items: await noticesOf(db, await published(), query.consumer) }),
    }
  },
})

const keyOf = ({ tier, name }: Pick<Publication, 'tier' | 'name'>) => `${tier}.${name}`

function none(message: string): never {
  throw new IntegrationError('no-such-api', message, { kind: 'data', status: 404 })
}
