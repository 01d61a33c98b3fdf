import type { Contract } from '@gantry/core/contract'
import type { Published } from '@gantry/core/process'
import type { View } from '@gantry/core/view'
import { consumersOf } from '../governance/consumers.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'

type Api = { tier: string; name: string }
type Answer = Promise<{ items: Record<string, unknown>[] }>

/** The catalogue's answers, as its contract has them. */
export type Catalogue = {
  listApis: (input: object, call: object) => Answer
  getDocument: (api: Api, call: object) => Promise<object>
  listVersions: (api: Api, call: object) => Answer
  compareVersions: (input: Api & { query: { from: string; to: string } }, call: object) => Promise<object>
  listConsumers: (api: Api, call: object) => Answer
  listReleases: (input: object, call: object) => Answer
  listFields: (input: object, call: object) => Answer
}

/**
 * The catalogue of a project without a host or a database: what the contracts and the folder of published versions say.
 * Who was seen to call an API is not in it, only who declares to. Throws a `Refusal` where the project has no catalogue.
 */
export async function openCatalogue(project: Project): Promise<{ view: View; catalogue: Catalogue }> {
  const { processes, views, registry: folder } = project.config
  if (!views.catalogue || !processes.registry)
    throw new Refusal(
      'The project has no catalogue.',
      'Name the view `catalogue` and the process `registry` in gantry.config.ts.',
    )
  const [{ default: view }, { default: registry }, published, declared] = await Promise.all([
    views.catalogue(),
    processes.registry(),
    publishedOf(project),
    consumersOf(project),
  ])
  const port = {
    ...(registry.serve({ published: async () => published, registry: folder } as never) as object),
    listConsumers: async ({ tier, name }: Api) => ({
      items: (declared.get(`${tier}.${name}`) ?? []).map((consumer) => ({ consumer, declared: true, calls: 0 })),
    }),
  }
  return { view, catalogue: view.serve({ registry: port } as never) as Catalogue }
}

/** Every contract with those it calls. */
async function publishedOf({ config }: Project): Promise<Published[]> {
  const loaded = await Promise.all(
    [...Object.values(config.processes), ...Object.values(config.views)].map(async (load) => (await load()).default),
  )
  const usesOf = (api: (typeof loaded)[number]) => {
    const flows = 'flows' in api ? api.flows.flatMap((flow) => Object.values(flow.uses)) : []
    return [...new Set([...Object.values(api.uses), ...flows])] as Contract[]
  }
  return [
    ...Object.values(config.capabilities).map(({ contract }) => ({ contract: contract as Contract, uses: [] })),
    ...loaded.map((api) => ({ contract: api.contract, uses: usesOf(api) })),
  ]
}
